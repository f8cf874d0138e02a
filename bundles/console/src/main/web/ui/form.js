/**
 * `<g-form .schema=${JSON Schema} .value=${object}>`: a form made from a schema, or the same as JSON. What is typed is in
 * `value`, without what was left empty; `problems()` says what is wrong in the browser, `refused(errors)` shows what
 * Gantry said, by JSON Pointer.
 */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { Element } from "../core/element.js";
import { icon } from "./icons.js";
import { pairs } from "./shared.js";

const CHOICE = /^\^\(\?:([^()[\]{}.*+?\\]+)\)\$$/;
const FORMATS = {
  duration: { hint: "a duration, as PT30S, PT5M or P7D", placeholder: "PT5M" },
  "date-time": { hint: "a time, as 2026-01-31T12:00:00Z", placeholder: "2026-01-31T12:00:00Z" },
  date: { type: "date" },
  uri: { type: "url", placeholder: "https://…" },
  email: { type: "email" },
};

class Form extends Element {
  static properties = { schema: { attribute: false }, value: { attribute: false }, raw: { state: true }, text: { state: true }, wrong: { state: true }, parts: { state: true } };

  constructor() {
    super();
    this.value = {};
    this.raw = false;
    this.text = "";
    this.wrong = {};
    this.parts = {};
  }

  /** What is wrong, as a sentence; empty where nothing is. */
  problem() {
    if (Object.keys(this.parts).length) return "Some of the JSON in the form is not complete.";
    if (this.raw) {
      try {
        const value = JSON.parse(this.text || "{}");
        if (value === null || typeof value !== "object" || Array.isArray(value)) return "The parameters are an object: { … }";
        this.value = value;
      } catch (e) {
        return `This is no JSON: ${e.message}`;
      }
      return "";
    }
    const invalid = this.querySelector("input:invalid, select:invalid, textarea:invalid");
    if (invalid) {
      invalid.reportValidity();
      return "Something is missing or has the wrong form.";
    }
    return "";
  }

  /** Shows what Gantry refused. */
  refused(errors) {
    this.wrong = Object.fromEntries(errors.map((each) => [each.pointer.replace(/^\/(params|values)(?=\/|$)/, ""), each.detail]));
    this.updateComplete.then(() => this.querySelector("[aria-invalid=true]")?.focus());
  }

  #set(path, value) {
    const next = structuredClone(this.value ?? {});
    let at = next;
    path.slice(0, -1).forEach((name, i) => {
      at[name] ??= typeof path[i + 1] === "number" ? [] : {};
      at = at[name];
    });
    const last = path.at(-1);
    if (value === undefined && !Array.isArray(at)) delete at[last];
    else at[last] = value;
    if (value === undefined) prune(next, path.slice(0, -1));
    this.value = next;
    const { [pointer(path)]: _, ...rest } = this.wrong;
    this.wrong = rest;
    this.dispatchEvent(new Event("change"));
  }

  #drop(path, i) {
    const next = structuredClone(this.value);
    path.reduce((at, name) => at[name], next).splice(i, 1);
    this.value = next;
  }

  /** Begins anew with a value, whatever was typed. */
  begin(value) {
    this.value = value;
    this.text = JSON.stringify(value ?? {}, null, 2);
    this.wrong = {};
    this.parts = {};
  }

  #toggle() {
    if (this.raw) {
      const problem = this.problem();
      if (problem) {
        this.wrong = { ...this.wrong, raw: problem };
        return;
      }
    } else {
      this.text = JSON.stringify(this.value ?? {}, null, 2);
    }
    this.wrong = {};
    this.parts = {};
    this.raw = !this.raw;
  }

  render() {
    const schema = this.schema ?? {};
    const known = Object.keys(schema.properties ?? {});
    const rest = Object.entries(this.wrong).filter(([at]) => at === "" || at === "raw");
    return html`<div class="form-mode toggles" role="group" aria-label="How to give the parameters">
        <button type="button" aria-pressed=${this.raw ? "false" : "true"} @click=${() => this.raw && this.#toggle()}>Form</button>
        <button type="button" aria-pressed=${this.raw ? "true" : "false"} @click=${() => this.raw || this.#toggle()}>JSON</button></div>
      ${rest.map(([, message]) => html`<p class="bad-text" role="alert">${message}</p>`)}
      ${this.raw
        ? html`<label class="field"><span>Parameters</span><textarea rows="12" spellcheck="false" .value=${live(this.text)} @input=${(event) => (this.text = event.target.value)}></textarea></label>`
        : known.length
          ? html`<div class="form">${this.#members(schema, [], this.value ?? {})}</div>`
          : html`<p class="soft">This task takes no parameters.</p>`}`;
  }

  /** What is required first; of an optional part nothing is, until something of it is given. */
  #members(schema, path, value, wanted = true) {
    const required = new Set(wanted ? (schema.required ?? []) : []);
    const names = Object.keys(schema.properties ?? {});
    return [...names.filter((name) => required.has(name)), ...names.filter((name) => !required.has(name))].map((name) =>
      this.#field(name, schema.properties[name], [...path, name], value?.[name], required.has(name)),
    );
  }

  #field(name, schema, path, value, required) {
    const id = `f${pointer(path)}`;
    const type = kind(schema);
    const wrong = this.wrong[pointer(path)] ?? "";
    const said = html`${schema.description ? html`<span class="hint" id="${id}-hint">${schema.description}${schema.default !== undefined && type !== "boolean" ? html`. By default ${show(schema.default)}` : nothing}</span>` : nothing}
      ${wrong ? html`<span class="wrong" id="${id}-wrong">${wrong}</span>` : nothing}`;
    const described = `${schema.description ? `${id}-hint` : ""} ${wrong ? `${id}-wrong` : ""}`.trim() || nothing;
    const title = html`${schema.title ?? name}${required ? html` <span class="needed" title="required">required</span>` : nothing}`;
    if (type === "boolean") {
      return html`<div class="field"><label class="check"><input type="checkbox" id=${id} aria-describedby=${described} .checked=${live(value ?? schema.default ?? false)} @change=${(event) => this.#set(path, event.target.checked)}><span class="label">${title}</span></label>${said}</div>`;
    }
    if (type === "object" && schema.properties) {
      return html`<fieldset class="group"><legend>${title}</legend>${said}${this.#members(schema, path, value ?? {}, required || Object.keys(value ?? {}).length > 0)}</fieldset>`;
    }
    if (type === "array" && ["string", "number", "integer", "choice"].includes(kind(schema.items ?? {}))) {
      const items = value ?? [];
      return html`<fieldset class="group" aria-describedby=${described}><legend>${title}</legend>${said}
        ${items.map((each, i) => html`<div class="row item">${this.#input(`${id}/${i}`, schema.items, [...path, i], each, true, nothing, `${name} ${i + 1}`)}
          <button type="button" class="bare" aria-label="Take ${name} ${i + 1} away" @click=${() => this.#drop(path, i)}>${icon("close")}</button></div>`)}
        <button type="button" class="small" @click=${() => this.#add(path, items, schema.items)}>${icon("plus")}Add to ${name}</button></fieldset>`;
    }
    if (type === "object" && (schema.additionalProperties?.type === "string" || !schema.additionalProperties?.type)  && !Object.values(value ?? {}).some((each) => typeof each !== "string") && schema.additionalProperties) {
      return html`<div class="field"><label for=${id}>${title}</label>
        <textarea id=${id} rows="3" spellcheck="false" placeholder="NAME=value, one a line" aria-describedby=${described} aria-invalid=${wrong ? "true" : nothing} .value=${live(Object.entries(value ?? {}).map(([k, v]) => `${k}=${v}`).join("\n"))}
          @change=${(event) => this.#set(path, pairs(event.target.value, "\n"))}></textarea>${said}</div>`;
    }
    if (type === "object" || type === "array" || type === "any") {
      return html`<div class="field"><label for=${id}>${title}</label>
        <textarea id=${id} rows="4" spellcheck="false" placeholder=${type === "array" ? "[ … ]" : "JSON"} aria-describedby=${described} aria-invalid=${this.parts[pointer(path)] || wrong ? "true" : nothing}
          @change=${(event) => this.#json(path, event.target.value)}>${value === undefined ? "" : JSON.stringify(value, null, 2)}</textarea>
        ${this.parts[pointer(path)] ? html`<span class="wrong">This is no JSON: ${this.parts[pointer(path)]}</span>` : nothing}${said}</div>`;
    }
    return html`<div class="field"><label for=${id}>${title}</label>${this.#input(id, schema, path, value, required, described, undefined, wrong)}${said}</div>`;
  }

  #add(path, items, schema) {
    const first = kind(schema) === "choice" ? choices(schema)[0] : kind(schema) === "string" ? "" : 0;
    this.#set([...path, items.length], first);
    this.updateComplete.then(() => document.getElementById(`f${pointer([...path, items.length])}`)?.focus());
  }

  #json(path, text) {
    const { [pointer(path)]: _, ...parts } = this.parts;
    try {
      this.#set(path, text.trim() ? JSON.parse(text) : undefined);
      this.parts = parts;
    } catch (e) {
      this.parts = { ...parts, [pointer(path)]: e.message };
    }
  }

  #input(id, schema, path, value, required, described, label = undefined, wrong = "") {
    const type = kind(schema);
    const aria = label ?? nothing;
    if (type === "choice") {
      const now = value ?? "";
      return html`<select id=${id} aria-label=${aria} aria-describedby=${described} ?required=${required} @change=${(event) => this.#set(path, event.target.value === "" ? undefined : choices(schema)[event.target.selectedIndex - 1])}>
        <option value="" ?selected=${now === ""}>${schema.default !== undefined ? `${schema.default} (default)` : required ? "Choose …" : "–"}</option>
        ${choices(schema).map((each) => html`<option value=${String(each)} ?selected=${each === now}>${each}</option>`)}</select>`;
    }
    if (type === "number" || type === "integer") {
      return html`<input id=${id} type="number" inputmode="decimal" step=${type === "integer" ? "1" : "any"} min=${schema.minimum ?? nothing} max=${schema.maximum ?? nothing} ?required=${required}
        placeholder=${schema.default ?? nothing} aria-label=${aria} aria-describedby=${described} aria-invalid=${wrong ? "true" : nothing} .value=${live(value === undefined ? "" : String(value))}
        @input=${(event) => this.#set(path, event.target.value === "" ? undefined : event.target.valueAsNumber)}>`;
    }
    const format = FORMATS[schema.format] ?? {};
    const text = (event) => this.#set(path, event.target.value === "" && !required ? undefined : event.target.value);
    if ((schema.maxLength ?? 0) > 2000 || /body|input|text|script|content/i.test(String(path.at(-1)))) {
      return html`<textarea id=${id} rows="3" spellcheck="false" ?required=${required} placeholder=${schema.default || nothing} aria-label=${aria} aria-describedby=${described} aria-invalid=${wrong ? "true" : nothing} .value=${live(value ?? "")} @input=${text}></textarea>`;
    }
    return html`<input id=${id} type=${schema["x-gantry-type"] === "secret" || schema.format === "password" ? "password" : (format.type ?? "text")} ?required=${required} spellcheck="false" autocomplete="off"
      minlength=${schema.minLength ?? nothing} maxlength=${schema.maxLength ?? nothing} placeholder=${schema.default || format.placeholder || nothing} title=${format.hint ?? nothing}
      aria-label=${aria} aria-describedby=${described} aria-invalid=${wrong ? "true" : nothing} .value=${live(value ?? "")} @input=${text}>`;
  }
}
customElements.define("g-form", Form);

/** Takes objects away that nothing is left in: an optional part of which nothing is given is not given. */
function prune(root, path) {
  for (let n = path.length; n > 0; n--) {
    const parent = path.slice(0, n - 1).reduce((at, name) => at[name], root);
    const it = parent[path[n - 1]];
    if (Array.isArray(it) || Array.isArray(parent) || Object.keys(it).length) return;
    delete parent[path[n - 1]];
  }
}

const pointer = (path) => path.map((each) => `/${each}`).join("");
const show = (value) => (typeof value === "object" ? html`<code>${JSON.stringify(value)}</code>` : value === "" ? "empty" : html`<code>${value}</code>`);

/** What a schema wants, in one word. */
function kind(schema) {
  if (schema.enum || CHOICE.test(schema.pattern ?? "")) return "choice";
  const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== "null") : schema.type;
  return type ?? (schema.properties ? "object" : "any");
}

const choices = (schema) => schema.enum ?? CHOICE.exec(schema.pattern)[1].split("|");
