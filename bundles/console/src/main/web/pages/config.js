/** The settings of one plugin: a form, what is in force, and what they were. */
import { html, nothing } from "lit";
import { get, getTagged, part, post } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { time } from "../core/time.js";
import { confirm } from "../ui/dialog.js";
import "../ui/config.js";
import { badge, empty, facts, head, json, note, panel, shown, table } from "../ui/parts.js";
import { guarded, lookOnly } from "../ui/rights.js";
import { attempt } from "../ui/toast.js";

class Config extends Page {
  #id = undefined;
  config = new Query(this, (signal) => getTagged(`/plugins/${part(this.params.plugin)}/config`, { signal }), { on: ["plugin."], when: (event) => event.plugin === this.params.plugin, each: 30_000 });
  history = new Query(this, (signal) => get(`/plugins/${part(this.params.plugin)}/config/history?limit=100`, { signal }), { on: ["plugin."], when: (event) => event.plugin === this.params.plugin });

  willUpdate() {
    if (this.#id !== undefined && this.#id !== this.params.plugin) {
      this.config.restart();
      this.history.restart();
    }
    this.#id = this.params.plugin;
    this.heading = `Settings of ${this.params.plugin}`;
  }

  #again = () => {
    this.config.refresh();
    this.history.refresh();
  };

  async #restore(version) {
    if (!(await confirm(`Set version ${version} again?`, "Its values are set as a new version, and are in force at once.", { yes: "Set them again" }))) return;
    if (await attempt(() => post(`/plugins/${part(this.params.plugin)}/config/history/${version}/restore`), `The values of version ${version} are in force again.`)) this.#again();
  }

  render() {
    return html`${head(html`<span>${this.params.plugin}</span>`, { back: { href: "/settings", text: "Settings" }, lead: "Settings of this plugin. A change is in force at once; no restart is needed.", actions: html`<a class="button" href="/plugins/${part(this.params.plugin)}">The plugin</a>` })}
      ${lookOnly("author", "these settings")}
      ${shown(this.config, (config) => this.#page(config), { lines: 12 })}`;
  }

  #page(config) {
    const it = config.value;
    return html`<div class="columns wide-left">
        ${panel("Values", it.schema
          ? html`<g-config .plugin=${this.params.plugin} .config=${config} @saved=${this.#again} @again=${this.#again}></g-config>`
          : html`${it.problem ? note("bad", html`<p>${it.problem}</p>`) : nothing}${empty("This plugin has no settings", "Its author declared none, or it is not there now.")}`)}
        <div class="stack">
          ${panel("In force", html`${facts([["Version", it.inForce ?? "none"], ["Set", it.version ? html`version ${it.version}` : "nothing; defaults hold"], ["By", it.by], ["When", it.at ? time(it.at, { relative: true }) : ""], ["As a file", html`<code>${it.file}</code>`]])}${it.effective ? html`<details><summary>All values, defaults filled in</summary>${json(it.effective, "Values in force")}</details>` : nothing}`)}
        </div>
      </div>
      ${panel("History", shown(this.history, ({ items }) => this.#history(items, it), { lines: 3 }), { flush: true })}`;
  }

  #history(items, now) {
    return table({
      caption: "Versions of the settings, newest first",
      rows: items,
      none: empty("Nobody set anything yet", html`The defaults of its author hold. Set values with the form, with the file <code>${now.file}</code>, or by the command line.`, html`<pre class="code">bin/gantry plugin config set ${this.params.plugin} key=value</pre>`),
      columns: [
        { head: "Version", cell: (each) => html`${each.version}${each.version === now.inForce ? html` ${badge("active", { text: "in force" })}` : nothing}` },
        { head: "What changed", grow: true, cell: (each) => changes(each.values, items.find((one) => one.version === each.version - 1)?.values ?? {}) },
        { head: "By", rank: 2, cell: (each) => each.by },
        { head: "When", num: true, cell: (each) => time(each.at, { relative: true }) },
        { srHead: "What to do", cell: (each) => (each.version === now.version ? nothing : html`<div class="actions row-actions">${guarded("author", html`Restore<span class="sr"> version ${each.version}</span>`, () => this.#restore(each.version), { small: true })}</div>`) },
      ],
    });
  }
}
customElements.define("page-config", Config);

/** As `key: before → after`; a new value alone, a gone one struck. */
function changes(now, before) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => JSON.stringify(now[name]) !== JSON.stringify(before[name]));
  if (!names.length) return html`<span class="none">nothing</span>`;
  return names.map((name) => html`<span class="change"><b>${name}</b> ${name in before ? html`<s>${JSON.stringify(before[name])}</s> ` : nothing}${name in now ? html`<code>${JSON.stringify(now[name])}</code>` : html`<span class="soft">unset</span>`}</span>`);
}
