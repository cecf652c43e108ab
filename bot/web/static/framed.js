// The chat inside the widget's frame. What must outlive the page is kept by the website around us.

import { el, say } from "./dom.js";
import { Chat } from "./chat.js";

const memory = {};
let chat = null;
let around = "*"; // until the first word from the website around us, and then only "ready" is said

const store = {
  get: (name) => memory[name] ?? null,
  set(name, value) {
    memory[name] = value;
    tell({ name, value });
  },
};

function tell(what) {
  parent.postMessage({ talap: what }, around);
}

addEventListener("message", (event) => {
  if (event.source !== parent || !event.data?.talap) return;
  const { store: kept, source, open, name, value } = event.data.talap;
  if (kept && !chat) {
    around = event.origin;
    Object.assign(memory, kept);
    begin(source);
  }
  if (name === "token" && chat && value !== memory.token) location.reload();
  if (name === "queue" && chat) memory.queue = value;
  if (open) document.querySelector('[data-part="input"]').focus();
});

function begin(source) {
  chat = new Chat(document.getElementById("chat"), { store, source, heard: (line) => line.fresh && tell({ heard: true }) });
  document.getElementById("restart").remove(); // a visitor of a shop has one conversation, and no use for losing it
  const close = el("button", { type: "button", class: "ghost shut", onclick: () => tell({ close: true }) }, "×");
  close.setAttribute("aria-label", say("web.chat.close"));
  document.querySelector(".chat-head").append(close);
  addEventListener("keydown", (event) => event.key === "Escape" && tell({ close: true }));
  chat.start();
}

tell({ ready: true });
