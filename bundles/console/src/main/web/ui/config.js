/** The settings of one plugin as a form that saves them: the one place where they are typed. */
import { html, nothing } from "lit";
import { part, put } from "../core/api.js";
import { Element } from "../core/element.js";
import "./form.js";
import { failed, note } from "./parts.js";
import { lacking } from "./rights.js";
import { toast } from "./toast.js";

/**
 * `<g-config .plugin=${id} .config=${{ value, tag }}>`, as `getTagged` gives it. What is typed stays while somebody else
 * changes the settings, and is then refused. Says `saved` when they are in force, and `again` when it wants them anew.
 */
class Config extends Element {
  static properties = { plugin: { attribute: false }, config: { attribute: false }, error: { state: true }, busy: { state: true }, changed: { state: true } };
  #shown = -1;
  #tag = null;

  constructor() {
    super();
    this.error = null;
    this.busy = false;
    this.changed = false;
  }

  willUpdate(changed) {
    if (changed.has("plugin")) this.#anew();
  }

  /** The tag belongs to what the form began with. */
  updated() {
    const form = this.querySelector("g-form");
    const { value, tag } = this.config;
    if (this.changed || value.version <= this.#shown) return;
    this.#tag = value.version ? tag : null;
    this.#shown = value.version;
    form.begin(value.values);
  }

  #anew() {
    this.changed = false;
    this.error = null;
    this.#shown = -1;
  }

  #over() {
    this.#anew();
    this.dispatchEvent(new Event("again"));
    this.requestUpdate();
  }

  async #save(event) {
    event.preventDefault();
    if (this.busy) return;
    const form = this.querySelector("g-form");
    const problem = form.problem();
    this.error = problem ? new Error(problem) : null;
    if (problem) return;
    this.busy = true;
    try {
      const value = await put(`/plugins/${part(this.plugin)}/config`, form.value, { tag: this.#tag });
      this.config = { value, tag: `"${value.version}"` };
      this.changed = false;
      this.dispatchEvent(new Event("saved"));
      toast("The settings are in force.");
    } catch (e) {
      this.error = e.status === 412 ? new Error("Somebody else changed the settings meanwhile. Load them again; what you typed is then gone.") : e;
      form.refused(e.errors ?? []);
    } finally {
      this.busy = false;
    }
  }

  render() {
    const { value } = this.config;
    const why = lacking("author");
    const typed = () => (this.changed = true);
    return html`${value.problem ? note("bad", html`<p>${value.problem}</p>`) : nothing}
      <form class="stack" novalidate @submit=${this.#save} @input=${typed} @change=${typed} @click=${(click) => { if (click.target.closest("g-form button")) typed(); }}>
        <g-form .schema=${value.schema}></g-form>
        ${this.error ? failed(this.error) : nothing}
        <div class="actions"><button type="submit" class="main" aria-disabled=${this.busy ? "true" : "false"} ?disabled=${Boolean(why) || !this.changed} title=${why || nothing}>Save</button>
          <button type="button" ?disabled=${!this.changed} @click=${this.#over}>Start over</button></div></form>`;
  }
}
customElements.define("g-config", Config);
