/** `/`: to any page, task, plugin or run by a few letters. */
import { html, nothing } from "lit";
import { get, part, query } from "../core/api.js";
import { Element } from "../core/element.js";
import { router } from "../core/router.js";
import { dialog } from "./dialog.js";
import { icon } from "./icons.js";
import { ROUTES } from "../pages/index.js";

let open = false;

export async function palette() {
  if (open) return;
  open = true;
  const href = await dialog("Go to", (close) => html`<g-palette .close=${close}></g-palette>`, { wide: true });
  open = false;
  if (href) router.go(href);
}

class Palette extends Element {
  static properties = { close: { attribute: false }, text: { state: true }, at: { state: true }, found: { state: true } };
  #known = [];

  constructor() {
    super();
    this.text = "";
    this.at = 0;
    this.found = [];
    this.#known = ROUTES.filter((route) => route.nav).map((route) => ({ kind: route.icon, text: route.title, hint: "page", href: route.path }));
  }

  async connectedCallback() {
    super.connectedCallback();
    this.#find();
    const ask = async (path, make) => {
      try {
        this.#known.push(...(await get(path)).items.map(make));
        this.#find();
      } catch { /* pages are found all the same */ }
    };
    await Promise.all([
      ask("/tasks?limit=500", (task) => ({ kind: "tasks", text: task.type, hint: task.title ?? "task", href: `/tasks/${part(task.type)}` })),
      ask("/plugins?limit=500", (plugin) => ({ kind: "plugins", text: plugin.id, hint: "plugin", href: `/plugins/${part(plugin.id)}` })),
      ask("/schedules?limit=500", (schedule) => ({ kind: "schedules", text: schedule.id, hint: "schedule", href: `/schedules/${part(schedule.id)}` })),
      ask("/checks?limit=500", (check) => ({ kind: "detection", text: check.id, hint: "check", href: `/detection/${part(check.id)}` })),
      ask("/panels?limit=500", (panel) => ({ kind: "panel", text: panel.title, hint: "panel", href: `/panels/${part(panel.plugin.id)}/${part(panel.id)}` })),
    ]);
  }

  firstUpdated() {
    this.querySelector("input").focus();
  }

  #find() {
    const words = this.text.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (each) => words.every((word) => `${each.text} ${each.hint}`.toLowerCase().includes(word));
    const found = this.#known.filter(fits).slice(0, 12);
    const text = this.text.trim();
    if (text) found.push({ kind: "runs", text: `Runs with “${text}”`, hint: "search", href: `/runs${query({ q: text })}` });
    if (/^[0-9a-zA-Z-]{16,40}$/.test(text)) found.unshift({ kind: "runs", text, hint: "run", href: `/runs/${part(text)}` });
    this.found = found;
    this.at = Math.min(this.at, Math.max(0, found.length - 1));
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.at = (this.at + step + this.found.length) % this.found.length;
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.found[this.at]) this.close(this.found[this.at].href);
    }
  }

  render() {
    return html`<div class="palette">
      <input type="text" role="combobox" aria-label="Search pages, tasks, plugins and runs" aria-expanded="true" aria-controls="palette-list"
        aria-activedescendant=${this.found.length ? `palette-${this.at}` : nothing} autocomplete="off" spellcheck="false" placeholder="A page, a task, a plugin, a run’s id …"
        @input=${(event) => { this.text = event.target.value; this.at = 0; this.#find(); }} @keydown=${this.#key}>
      <ul id="palette-list" role="listbox" aria-label="Found">${this.found.map((each, i) => html`
        <li id="palette-${i}" role="option" aria-selected=${i === this.at ? "true" : "false"} @click=${() => this.close(each.href)} @pointermove=${() => (this.at = i)}>
          ${icon(each.kind)}<span class="grow">${each.text}</span><span class="soft">${each.hint}</span></li>`)}</ul>
    </div>`;
  }
}
customElements.define("g-palette", Palette);
