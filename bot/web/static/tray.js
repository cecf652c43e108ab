// Files about to be sent: chosen, dropped or pasted, handed in at once, and sent with the next message.

import { el, say, LANGUAGE } from "./dom.js";

const LARGEST = 10_000_000;
const MOST = 5;
const OURS = "/api/web/files/";

export class Tray {
  // `upload(file, progress)` gives { done, stop }; `root` is the chat.
  constructor(root, upload) {
    const part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.upload = upload;
    this.list = part("tray");
    this.note = part("tray-note");
    this.opener = part("attach");
    this.chooser = part("chooser");
    this.items = new Map();
    this.opener.addEventListener("click", () => this.chooser.click());
    this.chooser.addEventListener("change", () => this.add([...this.chooser.files]));
    root.addEventListener("paste", (event) => this.catch(event, event.clipboardData));
    root.addEventListener("drop", (event) => this.catch(event, event.dataTransfer));
    root.addEventListener("dragover", (event) => this.on && event.preventDefault());
  }

  enable(on) {
    this.on = on;
    this.opener.hidden = !on;
  }

  get busy() {
    return [...this.items.values()].some((item) => item.state === "going");
  }

  // Once nothing is under way: whether all that was chosen has arrived.
  async settled() {
    await Promise.allSettled([...this.items.values()].map((item) => item.done));
    return [...this.items.values()].every((item) => item.state === "there");
  }

  // The files to send; the tray is empty then. What is still under way is given up.
  take() {
    const items = [...this.items.values()];
    items.forEach((item) => item.stop?.());
    this.items.clear();
    this.list.replaceChildren();
    this.tell("");
    return items.filter((item) => item.state === "there").map((item) => item.file);
  }

  catch(event, carried) {
    const files = [...(carried?.files ?? [])];
    if (!this.on || !files.length) return;
    event.preventDefault();
    this.add(files);
  }

  add(files) {
    this.chooser.value = "";
    const fitting = files.slice(0, MOST - this.items.size);
    this.tell(fitting.length < files.length ? say("web.chat.file.many", { most: MOST }) : "");
    for (const file of fitting) {
      if (!file.size) this.refuse(file, "empty");
      else if (file.size > LARGEST) this.refuse(file, "too_large");
      else this.begin(file);
    }
  }

  begin(file) {
    const bar = el("progress", { max: 1, value: 0, "aria-label": file.name });
    const row = el("li", {}, el("span", { class: "name" }, file.name), el("small", {}, sized(file.size)), bar);
    row.append(this.remover(file, row));
    this.list.append(row);
    const going = this.upload(file, (share) => (bar.value = share));
    const item = { state: "going", stop: going.stop };
    this.items.set(row, item);
    item.done = going.done.then(
      (kept) => {
        Object.assign(item, { state: "there", file: kept });
        bar.remove();
        row.classList.add("there");
      },
      ({ code }) => {
        if (!this.items.has(row)) return;
        this.drop(row);
        this.refuse(file, code);
      },
    );
  }

  drop(row) {
    this.items.get(row)?.stop();
    this.items.delete(row);
    row.remove();
  }

  remover(file, row) {
    const title = say("web.chat.file.remove", { name: file.name });
    return el("button", { type: "button", class: "remove", title, "aria-label": title, onclick: () => this.drop(row) }, "×");
  }

  refuse(file, code) {
    const again = () => (this.tell(""), this.begin(file));
    this.tell(
      say(`web.chat.file.${code}`, { name: file.name }),
      code === "lost" || code === "slow" ? el("button", { type: "button", onclick: again }, say("web.chat.file.again")) : null,
    );
  }

  tell(text, action) {
    this.note.replaceChildren(...[text, action].filter(Boolean));
  }
}

// A file in a line: a picture as a picture, anything else as a link to save it. `shown` is called when it has its size.
export function attached({ url, kind, name, size }, shown) {
  if (!url?.startsWith(OURS)) return null;
  const about = { href: url, download: name, title: name };
  if (kind !== "photo") return el("a", { ...about, class: "file" }, el("b", {}, name), ` ${sized(size)}`);
  return el("a", { ...about, class: "picture" }, el("img", { src: url, alt: name, onload: shown }));
}

function sized(bytes) {
  const [unit, share] = bytes < 1_000_000 ? ["kilobyte", 1_000] : ["megabyte", 1_000_000];
  const shape = { style: "unit", unit, maximumFractionDigits: unit === "megabyte" ? 1 : 0 };
  return new Intl.NumberFormat(LANGUAGE, shape).format(Math.max(bytes / share, 1));
}
