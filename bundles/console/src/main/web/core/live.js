/**
 * What happens in Gantry, as it happens: one stream of server-sent events for the whole console. It is read with fetch,
 * not EventSource, which hides heartbeats and the status of a refusal. A tab that nobody looks at lets its connection go,
 * since a browser has few of them for one server.
 */
import { BASE } from "./api.js";
import { session } from "./session.js";

const SILENCE = 40_000;
const HIDDEN = 60_000;
const MOST_WAIT = 8_000;

class Live extends EventTarget {
  /** `off`, `connecting`, `on` or `lost`. */
  state = "off";
  #listeners = new Set();
  #last = null;
  #start = null;
  #abort = null;
  #tries = 0;
  #timer = 0;
  #watch = 0;
  #hidden = 0;

  constructor() {
    super();
    session.addEventListener("change", () => (session.who ? this.#open() : this.#close("off")));
    document.addEventListener("visibilitychange", () => this.#visibility());
    addEventListener("online", () => session.who && this.state === "lost" && this.retry());
    // a page that the browser keeps for going back would keep its connection as well, of which there are six
    addEventListener("pagehide", () => this.#close("off"));
    addEventListener("pageshow", (event) => event.persisted && session.who && this.retry());
  }

  /**
   * Calls back with each event whose short type (`run.finished`) begins with one of `prefixes`, and with
   * `{type: "reset"}` when some may have been missed: then what is shown must be asked for again.
   * Returns what ends it.
   */
  on(prefixes, callback) {
    const listener = { prefixes: [prefixes].flat(), callback };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** At once, not when the wait is over. */
  retry() {
    clearTimeout(this.#timer);
    this.#open();
  }

  #visibility() {
    clearTimeout(this.#hidden);
    if (document.hidden) {
      this.#hidden = setTimeout(() => this.#close("off"), HIDDEN);
    } else if (session.who && this.state !== "on") {
      this.retry();
    }
  }

  #set(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }

  #close(state) {
    clearTimeout(this.#timer);
    clearTimeout(this.#watch);
    this.#abort?.abort();
    this.#abort = null;
    this.#set(state);
  }

  async #open() {
    this.#abort?.abort();
    const abort = (this.#abort = new AbortController());
    if (this.state !== "lost") this.#set("connecting");
    try {
      const headers = { Accept: "text/event-stream" };
      if (this.#last !== null) headers["Last-Event-ID"] = this.#last;
      this.#listen(abort);
      const answer = await fetch(`${BASE}/events`, { headers, signal: abort.signal, cache: "no-store" });
      if (answer.status === 401) {
        await session.resume();
        throw new Error("signed out");
      }
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const again = this.#tries > 0;
      this.#tries = 0;
      this.#set("on");
      if (again) this.#tell({ type: "reset" });
      await readEvents(answer.body, (event) => this.#take(event), () => this.#listen(abort));
      throw new Error("the stream ended");
    } catch {
      if (this.#abort !== abort) return;
      this.#again();
    }
  }

  /** Drops a connection on which not even a heartbeat came. */
  #listen(abort) {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => abort.abort(), SILENCE);
  }

  #again() {
    clearTimeout(this.#watch);
    if (!session.who) return this.#close("off");
    this.#tries++;
    const wait = Math.min(MOST_WAIT, 250 * 2 ** Math.min(this.#tries, 6)) * (0.75 + Math.random() / 2);
    // a stop and start of a second is no news
    if (this.#tries > 1) this.#set("lost");
    this.#timer = setTimeout(() => this.#open(), wait);
  }

  #take({ id, event, data }) {
    if (id !== undefined) this.#last = id;
    if (!data) return;
    const cloud = JSON.parse(data);
    const start = cloud.id.split("-")[0];
    const type = event.replace(/^dev\.gantry\./, "").replace(/\.v\d+$/, "");
    if (type === "events.lost" || (this.#start !== null && this.#start !== start)) {
      // numbers begin again with each start of Gantry
      if (type === "events.lost") this.#last = null;
      this.#start = start;
      this.#tell({ type: "reset" });
    }
    this.#start = start;
    if (type !== "events.lost") this.#tell({ type, subject: cloud.subject, time: cloud.time, ...cloud.data });
  }

  #tell(event) {
    for (const { prefixes, callback } of [...this.#listeners]) {
      if (event.type === "reset" || prefixes.some((each) => event.type.startsWith(each))) callback(event);
    }
  }
}

/** Reads server-sent events off a body; `alive` is called whenever bytes came. */
export async function readEvents(body, take, alive = () => {}) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    alive();
    rest += value;
    let end;
    while ((end = rest.indexOf("\n\n")) >= 0) {
      const block = rest.slice(0, end);
      rest = rest.slice(end + 2);
      const event = { event: "message", data: "" };
      for (const line of block.split("\n")) {
        const colon = line.indexOf(":");
        if (colon <= 0) continue;
        const value = line.slice(colon + 1).replace(/^ /, "");
        const name = line.slice(0, colon);
        if (name === "data") event.data += event.data ? `\n${value}` : value;
        else event[name] = value;
      }
      if (event.data || event.id !== undefined) take(event);
    }
  }
}

export const live = new Live();
