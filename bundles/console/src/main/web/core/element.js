/** What every page and part of the console is made of. */
import { LitElement } from "lit";
import { live } from "./live.js";

/** In the document itself, not in a shadow: one style sheet, and labels that reach. */
export class Element extends LitElement {
  createRenderRoot() {
    this.replaceChildren();
    return this;
  }
}

/** A page: `params` of its path, `query` of its address.  */
export class Page extends Element {
  static properties = { params: { attribute: false }, query: { attribute: false } };

  constructor() {
    super();
    this.params = {};
    this.query = new URLSearchParams();
  }

  /** A string for the title of the window, better than the route's. */
  set heading(text) {
    document.title = `${text} – Gantry`;
  }
}

/**
 * Something asked of the API that stays true: asked again when an event says that it may have changed, when the
 * connection came back, and now and then. What was there stays while it is asked for, and when that fails.
 *
 *     runs = new Query(this, (signal) => get("/runs", { signal }), { on: ["run."] });
 *
 * `value` is undefined until the first answer; `error` is the refusal of the last try.
 */
export class Query {
  value = undefined;
  error = null;
  #host;
  #ask;
  #options;
  #stop = () => {};
  #abort = null;
  #timer = 0;
  #period = 0;
  #last = 0;

  /**
   * @param host  the element that shows it
   * @param ask   `(signal) => promise`; may return undefined to ask nothing now
   * @param on    prefixes of events that may change it; `when(event)` may say no
   * @param every milliseconds between two answers at most, when events come thick
   * @param each  milliseconds after which it is asked again without any event; 0 for never
   */
  constructor(host, ask, { on = [], when = () => true, every = 1000, each = 0 } = {}) {
    this.#host = host;
    this.#ask = ask;
    this.#options = { on, when, every, each };
    host.addController(this);
  }

  #seen = () => this.soon();

  hostConnected() {
    this.#stop = live.on(this.#options.on, (event) => {
      if (event.type === "reset" || this.#options.when(event)) this.soon();
    });
    if (this.#options.each) this.#period = setInterval(() => this.soon(), this.#options.each);
    this.refresh();
  }

  hostDisconnected() {
    this.#stop();
    document.removeEventListener("visibilitychange", this.#seen);
    clearInterval(this.#period);
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#abort?.abort();
    this.#abort = null;
  }

  /** Asks again, but not more often than `every`. */
  soon() {
    if (this.#timer) return;
    const wait = Math.max(50, this.#options.every - (performance.now() - this.#last));
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      if (document.hidden) document.addEventListener("visibilitychange", this.#seen, { once: true });
      else this.refresh();
    }, wait);
  }

  /** Forgets what is shown, and asks. */
  restart() {
    this.value = undefined;
    this.error = null;
    this.#host.requestUpdate();
    return this.refresh();
  }

  /** Asks now. */
  async refresh() {
    if (!this.#host.isConnected) return;
    this.#abort?.abort();
    const abort = (this.#abort = new AbortController());
    this.#last = performance.now();
    try {
      const value = await this.#ask(abort.signal);
      if (this.#abort !== abort) return;
      this.value = value;
      this.error = null;
    } catch (e) {
      if (this.#abort !== abort || e.name === "AbortError") return;
      this.error = e;
      if (e.retryable) setTimeout(() => this.soon(), 2000);
    }
    this.#host.requestUpdate();
  }
}
