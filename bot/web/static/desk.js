// What the business sees of the lead, drawn anew from a snapshot after every change.

import { el, safeLink, say, LANGUAGE } from "./dom.js";
import { request } from "./link.js";

const ROUND = 2 * Math.PI * 52;

export class Desk {
  // `changed` is told of every snapshot (null while there is no lead).
  constructor(root, changed) {
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.root = root;
    this.changed = changed;
    this.view = null;
    this.unfolded = false;
    this.tries = 0;
  }

  // Show another visitor's lead.
  watch(token) {
    this.token = token;
    this.draw(null);
    this.open();
  }

  open() {
    clearTimeout(this.again);
    this.socket?.close();
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/desk/ws`);
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify({ token: this.token, lang: LANGUAGE }));
    socket.onmessage = (event) => {
      if (this.socket !== socket) return;
      this.tries = 0;
      this.part("lost").hidden = true;
      this.draw(JSON.parse(event.data).view);
    };
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.part("lost").hidden = this.tries < 2;
      this.tries += 1;
      this.again = setTimeout(() => this.open(), Math.min(8_000, 400 * 2 ** this.tries));
    };
  }

  draw(view) {
    const before = this.view;
    this.view = view;
    this.root.classList.toggle("waiting", !view);
    this.part("empty").hidden = Boolean(view);
    this.part("panels").hidden = !view;
    if (view) {
      this.steps(view);
      this.score(view, before);
      this.facts(view, before);
      this.card(view, before);
    }
    this.changed(view);
  }

  steps(view) {
    const step = ({ name, label, state }) =>
      el("li", { class: state, "data-step": name, "aria-current": state === "now" && "step" }, el("span", {}, label));
    this.part("steps").replaceChildren(...view.steps.map(step));
    this.part("held").hidden = !view.held;
    this.part("held").textContent = view.held ? say("web.desk.held", { name: view.held }) : "";
  }

  score(view, before) {
    const panel = this.part("score");
    panel.dataset.band = view.band;
    this.part("value").setAttribute("stroke-dasharray", `${(ROUND * view.score) / 100} ${ROUND}`);
    this.part("number").textContent = view.score;
    this.part("band").textContent = view.band_label;
    if (before && before.score !== view.score) flash(this.part("ring"));
    this.part("spoken").textContent = say("web.desk.spoken", { score: view.score, band: view.band_label });
    this.part("parts").replaceChildren(...view.parts.map((part) => reason(part, before)));
    this.part("total").textContent = view.score;
    this.part("unknown").hidden = !view.raises.length;
    this.part("raises").replaceChildren(...view.raises.map(raise));
  }

  facts(view, before) {
    const known = new Map((before?.facts ?? []).map((fact) => [fact.name, fact.value]));
    this.part("nofacts").hidden = view.facts.length > 0;
    this.part("facts").replaceChildren(
      ...view.facts.map((fact) => told(fact, before && known.get(fact.name) !== fact.value)),
    );
  }

  card(view, before) {
    const place = this.part("card");
    const arrived = view.card && !before?.card;
    this.part("nocard").hidden = Boolean(view.card);
    this.part("telegram").hidden = !view.card;
    this.root.classList.toggle("carded", Boolean(view.card));
    place.replaceChildren();
    if (!view.card) return;
    place.append(...this.lines(view.card.lines));
    this.part("keys").replaceChildren(
      ...view.card.buttons.map((row) => el("div", { class: "row" }, ...row.map((button) => this.key(button)))),
    );
    if (arrived && before) flash(this.part("telegram"));
    if (arrived) this.part("notice").textContent = "";
  }

  lines(lines) {
    const plain = [];
    const quoted = [];
    for (const line of lines) {
      const drawn = el("div", { class: "row" }, ...line.runs.map(run));
      (line.quote ? quoted : plain).push(drawn);
      if (line.quote && quoted.length === 1) plain.push(null);
    }
    const [first, ...rest] = quoted;
    const fold = first && el("details", { open: this.unfolded }, el("summary", {}, first), ...rest);
    fold?.addEventListener("toggle", () => (this.unfolded = fold.open));
    return plain.map((line) => line ?? fold);
  }

  key({ label, token }) {
    return el("button", { type: "button", onclick: (event) => this.press(token, event.currentTarget) }, label);
  }

  async press(token, button) {
    button.disabled = true;
    const notice = this.part("notice");
    try {
      notice.textContent = (await request("/desk/press", { token, lang: LANGUAGE })).notice;
      flash(notice);
    } catch {
      notice.textContent = say("web.desk.failed");
    } finally {
      button.disabled = false;
    }
  }
}

function reason(part, before) {
  const old = before?.parts.find((other) => other.factor === part.factor)?.points ?? 0;
  const lowers = part.points < 0;
  const filled = part.of ? Math.max(0, (100 * part.points) / part.of) : 100;
  const bar = el("span", { class: "bar", "aria-hidden": "true" }, el("i"));
  bar.firstChild.style.width = `${filled}%`;
  return el(
    "li",
    { class: `${lowers ? "lowers" : part.points ? "gives" : "none"}${before && old !== part.points ? " fresh" : ""}` },
    el("span", { class: "label" }, part.label),
    el("span", { class: "why" }, part.note, part.words ? quote(part.words) : null),
    el("span", { class: "points" }, lowers ? `−${-part.points}` : String(part.points), of(part)),
    bar,
  );
}

function of(part) {
  return part.of ? el("small", {}, ` / ${part.of}`) : null;
}

function told(fact, fresh) {
  return el(
    "div",
    { class: fresh ? "fresh" : "", "data-fact": fact.name },
    el("dt", {}, fact.label),
    el("dd", { dir: "auto" }, fact.value, fact.words && fact.words !== fact.value ? quote(fact.words) : null),
  );
}

function raise({ name, label, points }) {
  return el("li", { "data-fact": name }, label, points ? el("b", {}, ` +${points}`) : null);
}

function quote(words) {
  return el("q", { class: "words", dir: "auto" }, words);
}

function run({ text, style, href }) {
  const tag = ["b", "i", "u", "s", "code"].includes(style) ? style : "span";
  const address = href && safeLink(href);
  const inner = el(tag, {}, text);
  return address ? el("a", { href: address, target: "_blank", rel: "noopener nofollow" }, inner) : inner;
}

export function flash(node) {
  node.classList.remove("flash");
  void node.getBoundingClientRect();
  node.classList.add("flash");
}
