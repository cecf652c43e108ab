// The line to the server: one visitor token, one message at a time until it is acknowledged, and the transcript
// replayed after every break. What is not acknowledged is kept in the browser and sent again under the same id, so a
// lost line, a reload or a second tab never loses a message and never makes two of it.

const PING_EVERY = 25_000;
const SILENCE = 10_000;
const LONGEST_WAIT = 15_000;
const POLL_EVERY = 4_000;
const ANSWER_SOON = 700;
const TRIES_BEFORE_POLLING = 3;

export class Link {
  // `on` has the callbacks: state(name), line(frame), sent(id), failed(id, why), slow(seconds), typing(), token(token),
  // able({ files }): whether files are taken.
  constructor({ space, language, store, source = "", on }) {
    this.language = language;
    this.on = on;
    this.store = store ?? storage(space);
    this.source = source;
    this.cursor = "";
    this.tries = 0;
    this.socket = null;
    this.inFlight = null;
    this.timers = {};
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
    addEventListener("storage", (event) => event.key === `${space}:token` && location.reload());
  }

  async start() {
    this.on.state("connecting");
    try {
      if (!this.store.get("token")) this.store.set("token", (await this.session({})).visitor_token);
    } catch {
      this.later();
      return;
    }
    this.on.token(this.store.get("token"));
    if (this.tries >= TRIES_BEFORE_POLLING) await this.poll();
    this.open();
  }

  // A new visitor: the old conversation stays with the business, this browser forgets it.
  async restart() {
    this.store.set("token", null);
    this.store.set("queue", null);
    this.hangUp();
    this.cursor = "";
    this.tries = 0;
    await this.start();
  }

  get queue() {
    return this.store.get("queue") ?? [];
  }

  // Queue a text, files that were handed in, or a pressed button; returns the id it will be known by.
  send(text, token = "", files = []) {
    const message = { client_msg_id: newId(), text, ...(token && { token }), ...(this.source && { source: this.source }) };
    if (files.length) message.files = files;
    this.store.set("queue", [...this.queue, message]);
    this.flush();
    return message.client_msg_id;
  }

  // --- the socket

  open() {
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/web/ws`);
    this.socket = socket;
    socket.onopen = () =>
      this.put({ type: "hello", token: this.store.get("token"), cursor: this.cursor, lang: this.language });
    socket.onmessage = (event) => this.socket === socket && this.take(JSON.parse(event.data));
    socket.onclose = (event) => this.socket === socket && this.lost(event.code);
    this.listen();
  }

  put(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  // Any frame shows the line is alive; after a silence we ask, and without an answer we call again.
  listen() {
    this.after("ping", PING_EVERY, () => {
      this.put({ type: "ping" });
      this.after("ping", SILENCE, () => {
        this.hangUp();
        this.lost();
      });
    });
  }

  take(frame) {
    this.listen();
    const handlers = {
      history: () => this.caughtUp(frame),
      message: () => this.line({ ...frame, fresh: true }),
      typing: () => this.on.typing(),
      ack: () => this.settled(frame.client_msg_id, () => this.on.sent(frame.client_msg_id)),
      error: () => this.refused(frame),
    };
    handlers[frame.type]?.();
  }

  caughtUp(history) {
    this.on.able(history);
    this.tries = 0;
    clearTimeout(this.timers.poll);
    delete this.timers.poll;
    this.cursor = history.cursor;
    history.messages.forEach((line) => this.line(line));
    this.inFlight = null;
    this.on.state("online");
    this.flush();
  }

  line(frame) {
    if (frame.client_msg_id) this.drop(frame.client_msg_id);
    this.on.line(frame);
  }

  refused(frame) {
    if (frame.field === "visitor_token") return this.restart();
    if (!frame.client_msg_id) return this.on.state("refused");
    if (frame.retry) {
      this.on.slow(frame.retry);
      return this.after("retry", frame.retry * 1000, () => {
        this.inFlight = null;
        this.on.state("online");
        this.flush();
      });
    }
    return this.settled(frame.client_msg_id, () => this.on.failed(frame.client_msg_id, frame.error));
  }

  lost(code) {
    this.socket = null;
    this.inFlight = null;
    this.tries += 1;
    if (!this.timers.poll) this.on.state(code === 1008 ? "refused" : "offline");
    this.later(code === 1008 ? LONGEST_WAIT : undefined);
  }

  later(wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.tries)) {
    this.after("again", wait * (0.7 + 0.6 * Math.random()), () => this.start());
  }

  hurry() {
    if (this.socket || !this.timers.again) return;
    this.after("again", 50, () => this.start());
  }

  hangUp() {
    Object.values(this.timers).forEach(clearTimeout);
    this.timers = {};
    const socket = this.socket;
    this.socket = null;
    this.inFlight = null;
    socket?.close();
  }

  // --- what is to be sent

  flush() {
    const [next] = this.queue;
    if (!next || this.inFlight) return;
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.inFlight = next.client_msg_id;
      this.put({ type: "message", ...sendable(next) });
    } else if (this.timers.poll) {
      this.inFlight = next.client_msg_id;
      this.post(next);
    }
  }

  settled(id, then) {
    this.drop(id);
    then();
    if (this.inFlight === id) this.inFlight = null;
    this.flush();
  }

  drop(id) {
    this.store.set("queue", this.queue.filter((message) => message.client_msg_id !== id));
  }

  // --- without sockets (some offices block them): the same by plain requests

  async poll() {
    this.after("poll", POLL_EVERY, () => this.poll());
    try {
      const session = await this.session({ visitor_token: this.store.get("token"), cursor: this.cursor });
      if (this.socket?.readyState === WebSocket.OPEN) return;
      this.cursor = session.cursor;
      this.on.able(session);
      session.messages.forEach((line) => this.line(line));
      this.on.state("online");
      this.flush();
    } catch {
      this.on.state("offline");
    }
  }

  async post(message) {
    const id = message.client_msg_id;
    try {
      await request("/api/web/messages", { visitor_token: this.store.get("token"), lang: this.language, ...sendable(message) });
      this.settled(id, () => this.on.sent(id));
      this.after("poll", ANSWER_SOON, () => this.poll());
    } catch (problem) {
      this.inFlight = null;
      if (problem.status === 400) this.settled(id, () => this.on.failed(id, problem.message));
    }
  }

  // Hand a file in at once; `progress` is told the share that has gone. Refused with { code }.
  upload(file, progress) {
    const call = new XMLHttpRequest();
    const done = new Promise((resolve, reject) => {
      call.open("POST", "/api/web/files");
      call.setRequestHeader("X-Visitor-Token", this.store.get("token") ?? "");
      call.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
      call.upload.onprogress = (event) => progress(event.loaded / (event.total || 1));
      call.onload = () => (call.status === 201 ? resolve(JSON.parse(call.responseText)) : reject({ code: refusal(call) }));
      call.onerror = () => reject({ code: "lost" });
      call.send(file);
    });
    return { done, stop: () => call.abort() };
  }

  session(body) {
    return request("/api/web/session", { lang: this.language, ...body });
  }

  after(name, wait, action) {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(() => {
      delete this.timers[name];
      action();
    }, wait);
  }
}

export async function request(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(answer.error ?? ""), { status: response.status });
  return answer;
}

// The queue keeps what a file is called, to show it after a reload; the server wants its name there only.
function sendable({ files, ...message }) {
  return files ? { ...message, files: files.map((file) => file.id) } : message;
}

function refusal(call) {
  try {
    return JSON.parse(call.responseText).code ?? (call.status === 429 ? "slow" : "lost");
  } catch {
    return "lost";
  }
}

// 128 random bits; crypto.randomUUID would need https everywhere but on this machine.
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What the browser remembers for us, or only this page where it may not (private windows, blocked storage).
function storage(space) {
  const memory = {};
  return {
    get(name) {
      try {
        return JSON.parse(localStorage.getItem(`${space}:${name}`));
      } catch {
        return memory[name] ?? null;
      }
    },
    set(name, value) {
      memory[name] = value;
      try {
        if (value === null) localStorage.removeItem(`${space}:${name}`);
        else localStorage.setItem(`${space}:${name}`, JSON.stringify(value));
      } catch {
        // Kept in memory, which is all there is.
      }
    },
  };
}
