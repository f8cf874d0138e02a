/** A dialog that changes a definition, with a form from a JSON Schema: that of the API itself where it has one. */
import { html, nothing } from "lit";
import { get } from "../core/api.js";
import { Element } from "../core/element.js";
import { dialog } from "./dialog.js";
import "./form.js";
import { failed } from "./parts.js";
import { toast } from "./toast.js";

let description = null;

/** A schema of the API by its name, without references; `titles` names its members for people, `leave` takes some away. */
export async function apiSchema(name, { titles = {}, leave = [] } = {}) {
  description ??= get(`${location.origin}/openapi.json`).catch((e) => {
    description = null;
    throw e;
  });
  const all = (await description).components.schemas;
  const schema = whole(all[name], all);
  const members = Object.entries(schema.properties ?? {}).filter(([member]) => !leave.includes(member));
  return { ...schema, properties: Object.fromEntries(members.map(([member, each]) => [member, titles[member] ? { ...each, title: titles[member] } : each])) };
}

function whole(schema, all) {
  if (schema?.$ref) return whole(all[schema.$ref.split("/").at(-1)], all);
  const choice = (schema?.oneOf ?? schema?.anyOf)?.find((each) => each.type !== "null");
  if (choice) return { ...whole(choice, all), ...(schema.description ? { description: schema.description } : {}) };
  if (!schema?.properties) return schema;
  return { ...schema, properties: Object.fromEntries(Object.entries(schema.properties).map(([name, each]) => [name, whole(each, all)])) };
}

/**
 * Asks for a value and sends it. `send(value)` is a promise; when it is refused the dialog stays and says why.
 * Resolves with what `send` gave, undefined where it was only closed.
 */
export async function edit(title, { schema, value = {}, lead, send, done, yes = "Save", extra }) {
  return dialog(title, (close) => html`<g-edit .schema=${schema} .value=${value} .lead=${lead} .send=${send} .done=${done} .yes=${yes} .extra=${extra} .close=${close}></g-edit>`, { wide: true });
}

class Edit extends Element {
  static properties = { schema: { attribute: false }, value: { attribute: false }, error: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.error = null;
    this.busy = false;
  }

  /** Once: what is typed stays however often this is drawn. */
  firstUpdated() {
    const form = this.querySelector("g-form");
    form?.begin(this.value);
  }

  async #send(event) {
    event.preventDefault();
    if (this.busy) return;
    const form = this.querySelector("g-form");
    const problem = form?.problem() ?? "";
    this.error = problem ? new Error(problem) : null;
    if (problem) return;
    this.busy = true;
    try {
      const answer = (await this.send(form?.value ?? {}, event.target)) ?? true;
      if (this.done) toast(this.done);
      this.close(answer);
    } catch (e) {
      this.error = e;
      form?.refused(e.errors ?? []);
    } finally {
      this.busy = false;
    }
  }

  render() {
    return html`<form novalidate @submit=${this.#send}><div class="dialog-text">
      ${this.lead ? html`<p class="soft">${this.lead}</p>` : nothing}
      ${this.extra ?? nothing}
      ${this.schema ? html`<g-form .schema=${this.schema}></g-form>` : nothing}
      ${this.error ? failed(this.error) : nothing}</div>
      <div class="dialog-foot"><button type="button" @click=${() => this.close()}>Leave it</button>
        <button type="submit" class="main" aria-disabled=${this.busy ? "true" : "false"}>${this.yes}</button></div></form>`;
  }
}
customElements.define("g-edit", Edit);
