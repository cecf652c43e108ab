// One line on any website: a bubble, and behind it the chat in a frame of ours. The visitor's secret and what waits to
// be sent are kept in this website's own storage, because browsers forget those of frames.

(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const words = __WORDS__;
  const wished = (script.dataset.lang || document.documentElement.lang || navigator.language).slice(0, 2).toLowerCase();
  const language = words[wished] ? wished : "ru";
  const space = "talap:widget:";
  const narrow = matchMedia("(max-width: 600px)");
  let frame = null;
  let unread = 0;

  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(space + name));
    } catch {
      return null;
    }
  };
  const write = (name, value) => {
    try {
      if (value === null) localStorage.removeItem(space + name);
      else localStorage.setItem(space + name, JSON.stringify(value));
    } catch {
      // Nothing may be stored here: the chat lasts as long as the page.
    }
  };

  const bubble = document.createElement("button");
  bubble.type = "button";
  Object.assign(bubble.style, {
    position: "fixed", right: "20px", bottom: "calc(20px + env(safe-area-inset-bottom))", zIndex: "2147483000",
    width: "60px", height: "60px", padding: "0", border: "0", borderRadius: "50%", cursor: "pointer", color: "#fff",
    background: "#0f766e", boxShadow: "0 6px 24px rgb(0 0 0 / 25%)", font: "600 26px/60px system-ui, sans-serif",
  });
  bubble.addEventListener("click", () => show(!isOpen()));

  function isOpen() {
    return Boolean(frame) && frame.style.display !== "none";
  }

  function show(open) {
    frame ??= load();
    frame.style.display = open ? "block" : "none";
    if (open) unread = 0;
    draw();
    tell({ open });
    if (!open) bubble.focus();
  }

  function draw() {
    const open = isOpen();
    bubble.textContent = open ? "×" : unread ? String(unread) : "💬";
    bubble.setAttribute("aria-expanded", String(open));
    bubble.setAttribute("aria-label", words[language][open ? "close" : "open"] + (unread ? ` (${unread})` : ""));
    if (!frame) return;
    const full = narrow.matches;
    bubble.style.display = open && full ? "none" : "block";
    Object.assign(frame.style, {
      right: full ? "0" : "20px", bottom: full ? "0" : "92px", width: full ? "100%" : "380px",
      height: full ? "100dvh" : "min(620px, calc(100vh - 112px))", borderRadius: full ? "0" : "16px",
    });
  }

  function load() {
    const made = document.createElement("iframe");
    made.src = `${home}/widget?lang=${language}`;
    made.title = words[language].open;
    Object.assign(made.style, {
      position: "fixed", zIndex: "2147483001", border: "0", display: "none", colorScheme: "auto",
      boxShadow: "0 8px 40px rgb(0 0 0 / 25%)",
    });
    document.body.append(made);
    return made;
  }

  function tell(what) {
    frame?.contentWindow?.postMessage({ talap: what }, home);
  }

  // Where the visitor came from: the campaign, else the website before this one, else this page.
  function source() {
    const given = new URLSearchParams(location.search);
    const campaign = ["utm_source", "utm_medium", "utm_campaign"].map((name) => given.get(name)).filter(Boolean);
    if (campaign.length) return campaign.join("/").slice(0, 200);
    const before = document.referrer && new URL(document.referrer).host;
    return (before && before !== location.host ? before : location.host + location.pathname).slice(0, 200);
  }

  addEventListener("message", (event) => {
    if (event.origin !== home || event.source !== frame?.contentWindow || !event.data?.talap) return;
    const { ready, name, value, heard, close } = event.data.talap;
    if (ready) tell({ store: { token: read("token"), queue: read("queue") }, source: source(), open: isOpen() });
    if (name === "token" || name === "queue") write(name, value);
    if (heard && !isOpen()) unread += 1;
    if (heard) draw();
    if (close) show(false);
  });
  addEventListener("storage", (event) => {
    const name = event.key?.startsWith(space) && event.key.slice(space.length);
    if (name) tell({ name, value: read(name) });
  });
  narrow.addEventListener("change", draw);

  function start() {
    document.body.append(bubble);
    if (read("token")) frame = load();
    draw();
  }
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
})();
