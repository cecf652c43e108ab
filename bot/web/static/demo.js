// The split page: the chat on the left, the business on the right, and on a phone a switch between them.

import { say } from "./dom.js";
import { Chat } from "./chat.js";
import { Desk, flash } from "./desk.js";

const badge = document.querySelector('[data-part="badge"]');
const unread = document.querySelector('[data-part="unread"]');
const sides = [...document.querySelectorAll(".switch button")];
const wide = matchMedia("(min-width: 861px)");
let waiting = 0;

const chat = new Chat(document.getElementById("chat"), { heard, token: (token) => desk.watch(token) });
const desk = new Desk(document.getElementById("desk"), changed);

function show(name) {
  document.body.dataset.side = name;
  for (const side of sides) side.setAttribute("aria-pressed", String(side.dataset.side === name));
  if (name === "chat") count(0);
}

function count(lines) {
  waiting = lines;
  unread.textContent = lines || "";
  unread.hidden = !lines;
}

function heard() {
  if (!wide.matches && document.body.dataset.side !== "chat") count(waiting + 1);
}

function changed(view) {
  if (view && badge.textContent !== String(view.score)) flash(badge);
  badge.hidden = !view;
  badge.textContent = view ? view.score : "";
  badge.dataset.band = view?.band ?? "";
  badge.title = view ? say("web.desk.spoken", { score: view.score, band: view.band_label }) : "";
  chat.suggest(view ? view.asks || "none" : "start");
}

for (const side of sides) side.addEventListener("click", () => show(side.dataset.side));
document.getElementById("restart").addEventListener("click", () => {
  show("chat");
  chat.restart();
});

show("chat");
chat.start();
