// The conversation as the visitor sees it.

import { el, safeLink, say, CHIPS, LANGUAGE } from "./dom.js";
import { Link } from "./link.js";
import { attached, Tray } from "./tray.js";

const TYPING_AT_MOST = 8_000;

export class Chat {
  // `root` holds the parts by data-part; `heard` is told of every line that is not the visitor's own.
  constructor(root, { heard = () => {}, token = () => {}, store, source = cameFrom() } = {}) {
    const part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.log = part("log");
    this.empty = part("empty");
    this.quick = part("quick");
    this.chips = part("chips");
    this.status = part("status");
    this.form = part("composer");
    this.input = part("input");
    this.heard = heard;
    this.lines = new Map();
    this.mine = new Map();
    this.title = document.title;
    this.unseen = 0;
    this.typing = el("li", { class: "line bot typing" }, dots());
    this.link = new Link({ space: "talap:web", language: LANGUAGE, store, source, on: this.callbacks(token) });
    this.tray = new Tray(root, (file, progress) => this.link.upload(file, progress));
    this.compose();
    document.addEventListener("visibilitychange", () => document.hidden || this.count(0));
  }

  start() {
    this.suggest("start");
    for (const waiting of this.link.queue) this.write(this.own(waiting.client_msg_id, waiting.text, waiting.files));
    return this.link.start();
  }

  restart() {
    this.log.replaceChildren();
    this.quick.replaceChildren();
    this.lines.clear();
    this.mine.clear();
    this.tray.take();
    this.empty.hidden = false;
    this.suggest("start");
    this.input.focus();
    return this.link.restart();
  }

  callbacks(token) {
    return {
      token,
      state: (name) => this.stand(name),
      line: (frame) => this.show(frame),
      sent: (id) => this.mark(id, "sent"),
      failed: (id, why) => this.mark(id, "failed", why),
      slow: (seconds) => this.stand("slow", { seconds }),
      typing: () => this.type(true),
      able: ({ files }) => this.tray.enable(Boolean(files)),
    };
  }

  // --- writing

  compose() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener("input", () => this.grow());
  }

  async submit() {
    if (this.tray.busy && !(await this.tray.settled())) return;
    const text = this.input.value.trim();
    const files = this.tray.take();
    if (!text && !files.length) return;
    this.say(text, "", files);
    this.input.value = "";
    this.grow();
  }

  say(text, token, files) {
    const id = this.link.send(text, token, files);
    this.write(this.own(id, text, files));
    this.quick.replaceChildren();
    this.type(true);
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 140)}px`;
  }

  // --- showing; each line once, whether it comes live, from the history, or was written here

  show(frame) {
    if (frame.id && this.lines.has(frame.id)) return;
    const known = frame.client_msg_id && this.mine.get(frame.client_msg_id);
    if (known) {
      if (frame.id) this.lines.set(frame.id, known);
      this.mark(frame.client_msg_id, "sent");
      return;
    }
    const line = frame.from === "visitor" ? this.own(frame.client_msg_id, frame.text, frame.files, frame.ts) : this.theirs(frame);
    if (frame.id) this.lines.set(frame.id, line);
    if (frame.from === "visitor") this.mark(frame.client_msg_id, "sent");
    this.write(line);
    this.offer(frame);
  }

  own(id, text, files, ts) {
    const line = el("li", { class: "line visitor" }, this.bubble("you", { text, files, ts }), el("span", { class: "tick" }));
    if (id) this.mine.set(id, line);
    this.tick(line, "sending");
    return line;
  }

  theirs(frame) {
    return el("li", { class: `line ${frame.from === "rep" ? "rep" : "bot"}` }, this.bubble(frame.from, frame));
  }

  bubble(from, { text, files = [], ts }) {
    const time = new Date(ts ?? Date.now());
    const clock = time.toLocaleTimeString(LANGUAGE, { hour: "2-digit", minute: "2-digit" });
    return el(
      "div",
      { class: "bubble" },
      el("span", { class: "unseen" }, `${say(`web.chat.from.${from}`)}: `),
      ...files.map((file) => attached(file, () => this.sink())),
      text ? el("span", { class: "text", dir: "auto" }, text) : null,
      el("time", { datetime: time.toISOString() }, clock),
    );
  }

  write(line) {
    this.empty.hidden = true;
    this.log.append(line);
    if (this.typing.isConnected) this.log.append(this.typing);
    this.sink();
  }

  sink() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  offer(frame) {
    this.quick.replaceChildren();
    if (frame.from === "visitor") return;
    this.type(false);
    this.quick.append(...(frame.buttons ?? []).map((button) => this.button(button)).filter(Boolean));
    this.input.placeholder = say(frame.asks_contact ? "web.chat.contact" : "web.chat.placeholder");
    this.input.autocomplete = frame.asks_contact ? "tel" : "off";
    this.grow();
    this.sink();
    if (document.hidden) this.count(this.unseen + 1);
    this.heard(frame);
  }

  // Lines that came while another tab was in front, in the title.
  count(lines) {
    this.unseen = lines;
    document.title = lines ? `(${lines}) ${this.title}` : this.title;
  }

  button({ label, token, url }) {
    if (!url) return el("button", { type: "button", onclick: () => this.say(label, token) }, label);
    const href = safeLink(url);
    return href && el("a", { href, target: "_blank", rel: "noopener nofollow" }, label);
  }

  mark(id, state, why = "") {
    const line = this.mine.get(id);
    if (!line) return;
    this.tick(line, state, why);
    if (state === "failed") this.type(false);
  }

  tick(line, state, why = "") {
    const tick = line.querySelector(".tick");
    line.classList.toggle("failed", state === "failed");
    tick.className = `tick ${state}`;
    tick.title = why || say(`web.chat.${state}`);
    tick.textContent = state === "failed" ? say("web.chat.failed") : "";
    tick.setAttribute("role", "img");
    tick.setAttribute("aria-label", tick.title);
  }

  type(on) {
    clearTimeout(this.typingEnds);
    if (!on) return this.typing.remove();
    this.log.append(this.typing);
    this.sink();
    this.typingEnds = setTimeout(() => this.typing.remove(), TYPING_AT_MOST);
  }

  // --- around it

  stand(name, values) {
    this.status.textContent = name === "online" ? say("web.chat.online") : say(`web.chat.${name}`, values);
    this.status.dataset.state = name;
    if (name === "offline") this.type(false);
  }

  // What a newcomer could write next: "start", or the question that is open.
  suggest(question) {
    if (!this.chips) return;
    const texts = CHIPS[question] ?? [];
    const chips = texts.map((text) => el("button", { type: "button", onclick: () => this.say(text) }, text));
    this.chips.replaceChildren(...(chips.length ? [el("span", {}, say("web.try")), ...chips] : []));
  }
}

// The campaign that brought the visitor to this page, else the website before it.
function cameFrom() {
  const given = new URLSearchParams(location.search);
  const campaign = ["utm_source", "utm_medium", "utm_campaign"].map((name) => given.get(name)).filter(Boolean);
  const before = document.referrer ? new URL(document.referrer).host : "";
  return (campaign.join("/") || (before === location.host ? "" : before)).slice(0, 200);
}

function dots() {
  return el("div", { class: "bubble", role: "img", "aria-label": say("web.chat.typing") }, el("i"), el("i"), el("i"));
}
