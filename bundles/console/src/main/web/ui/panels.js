/**
 * Panels of plugins. Each runs in a frame that is of no origin; it is handed its data, which the console fetches, and is
 * heard only where it says how high it is, what it asks for, and that it failed.
 */
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { get, panelHref, part, query } from "../core/api.js";
import { Element, Query } from "../core/element.js";
import { session } from "../core/session.js";
import { theme } from "../core/theme.js";
import { seconds } from "../core/time.js";
import { failed, note, panel as section } from "./parts.js";

const FRAME = new URL("../frame.html", import.meta.url).href;
const LOWEST = 24;
const HIGHEST = 2000;
const LONGEST_QUERY = 4000;

export const panelKey = (panel) => `${panel.plugin.id}/${panel.id}/${panel.plugin.sha256}`;

/** One panel of one revision; another revision is another element. */
class Panel extends Element {
  static properties = { panel: { attribute: false }, height: { state: true }, trouble: { state: true } };
  #answers = null;
  #asked = "{}";
  #port = null;
  #told = undefined;
  #dress = new MutationObserver(() => this.#port?.postMessage({ theme: theme() }));

  constructor() {
    super();
    this.height = 120;
    this.trouble = "";
  }

  connectedCallback() {
    super.connectedCallback();
    this.#dress.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#dress.disconnect();
    this.#close();
  }

  willUpdate() {
    this.#answers ??= new Query(this, (signal) => this.#ask(signal), { on: this.panel.events, every: 250, each: this.panel.refresh ? seconds(this.panel.refresh) * 1000 : 0 });
  }

  updated() {
    const { value } = this.#answers;
    if (!this.#port || value === undefined || value === this.#told) return;
    this.#told = value;
    this.#port.postMessage({ data: value.data });
  }

  async #ask(signal) {
    try {
      return { data: await get(`${panelHref(this.panel)}/data${query({ query: this.#asked })}`, { signal }) };
    } catch (e) {
      // it is asked again when it is time to
      if (e.status) e.retryable = false;
      throw e;
    }
  }

  #loaded(event) {
    if (this.#port) {
      this.#close();
      this.trouble = "It left its page, and is not talked to any more. Load this page anew to see it again.";
      return;
    }
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#heard(data);
    event.target.contentWindow.postMessage({ module: new URL(this.panel.module, location.href).href, theme: theme() }, "*", [port2]);
    this.requestUpdate();
  }

  #close() {
    this.#port?.close();
    this.#port = null;
    this.#told = undefined;
  }

  #heard(message) {
    if (typeof message !== "object" || message === null) return;
    if (Number.isFinite(message.height)) this.height = Math.min(HIGHEST, Math.max(LOWEST, Math.ceil(message.height)));
    if (typeof message.failed === "string") this.trouble = `Its script failed: ${message.failed.slice(0, 500)}`;
    if (typeof message.query === "object" && message.query !== null) {
      const text = JSON.stringify(message.query);
      if (text.length > LONGEST_QUERY) {
        this.trouble = `It asks with ${text.length} characters; ${LONGEST_QUERY} is most.`;
      } else if (text !== this.#asked) {
        this.#asked = text;
        this.#answers.soon();
      }
    }
  }

  render() {
    const { error } = this.#answers;
    return html`${this.trouble ? note("bad", html`<p>${this.trouble}</p>`) : nothing}${error ? failed(error, () => this.#answers.refresh()) : nothing}
      <iframe class="panel-frame" title=${this.panel.title} sandbox="allow-scripts" referrerpolicy="no-referrer" src=${FRAME} height=${this.height} @load=${this.#loaded}></iframe>`;
  }
}
customElements.define("g-panel", Panel);

/** The panels of a plugin, or of a place; nothing where there are none. They come and go with their plugins. */
class Panels extends Element {
  static properties = { plugin: {}, place: {} };
  #list = new Query(this, async (signal) => (session.may("viewer") ? get(`/panels${query({ plugin: this.plugin, limit: 1000 })}`, { signal }) : { items: [] }), { on: ["plugin."], every: 250 });

  willUpdate(changed) {
    if (changed.get("plugin")) this.#list.restart();
  }

  render() {
    const wanted = (this.#list.value?.items ?? []).filter((each) => !this.place || each.place === this.place);
    return html`${repeat(wanted, panelKey, (each) => section(each.title, html`<g-panel .panel=${each}></g-panel>`, {
      id: `panel-${each.plugin.id}-${each.id}`,
      lead: each.description,
      actions: this.plugin ? nothing : html`<a class="soft" href="/plugins/${part(each.plugin.id)}">${each.plugin.id}</a>`,
    }))}`;
  }
}
customElements.define("g-panels", Panels);
