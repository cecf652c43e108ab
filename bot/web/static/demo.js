// The split page: the chat on the left, the business on the right, and on a phone a switch between them.

import { say } from "./dom.js";
import { Chat } from "./chat.js";
import { Desk, flash } from "./desk.js";

const badge = document.querySelector('[data-part="badge"]');
const unread = document.querySelector('[data-part="unread"]');
const sides = [...document.querySelectorAll('[role="tab"]')];
const title = document.title;
let waiting = 0;

const chat = new Chat(document.getElementById("chat"), { heard, token: (token) => desk.watch(token) });
const desk = new Desk(document.getElementById("desk"), changed);

function side() {
  return document.body.dataset.side;
}

function show(name) {
  document.body.dataset.side = name;
  for (const tab of sides) tab.setAttribute("aria-selected", String(tab.dataset.side === name));
  if (name === "chat") seen();
}

function seen() {
  waiting = 0;
  unread.hidden = true;
  document.title = title;
}

function heard() {
  if (!document.hidden && (side() === "chat" || matchMedia("(min-width: 861px)").matches)) return;
  waiting += 1;
  unread.textContent = waiting;
  unread.hidden = false;
  if (document.hidden) document.title = `(${waiting}) ${title}`;
}

function changed(view) {
  if (view && badge.textContent !== String(view.score)) flash(badge);
  badge.hidden = !view;
  badge.textContent = view ? view.score : "";
  badge.dataset.band = view?.band ?? "";
  badge.setAttribute("aria-label", view ? say("web.desk.spoken", { score: view.score, band: view.band_label }) : "");
  chat.suggest(view ? view.asks || "none" : "start");
}

for (const tab of sides) tab.addEventListener("click", () => show(tab.dataset.side));
document.querySelector('[role="tablist"]').addEventListener("keydown", (event) => {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const next = sides.find((tab) => tab.dataset.side !== side());
  show(next.dataset.side);
  next.focus();
});
document.getElementById("restart").addEventListener("click", () => {
  show("chat");
  chat.restart();
});
document.addEventListener("visibilitychange", () => document.hidden || (side() === "chat" && seen()));

show("chat");
chat.start();
