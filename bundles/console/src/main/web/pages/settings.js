/** Settings: those of plugins, which traces are kept, and how much is logged; all in force at once. */
import { html, nothing } from "lit";
import { del, get, part, put } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { duration, seconds, time } from "../core/time.js";
import { confirm } from "../ui/dialog.js";
import { apiSchema, edit } from "../ui/edit.js";
import { badge, empty, facts, head, panel, percent, shown, table } from "../ui/parts.js";
import { guarded, lookOnly, may } from "../ui/rights.js";
import { attempt } from "../ui/toast.js";

const LEVELS = ["trace", "debug", "info", "warn", "error", "off"];

class Settings extends Page {
  plugins = new Query(this, (signal) => this.#configs(signal), { on: ["plugin."], every: 2000 });
  telemetry = new Query(this, (signal) => get("/telemetry", { signal }), { each: 5000 });
  levels = new Query(this, (signal) => get("/telemetry/levels", { signal }), { each: 20_000 });

  /** Of each plugin that has settings, what is set. */
  async #configs(signal) {
    const { items } = await get("/plugins?limit=500", { signal });
    const left = items.filter((each) => each.versions.length).slice(0, 200);
    const found = [];
    await Promise.all(Array.from({ length: 4 }, async () => {
      for (let plugin = left.pop(); plugin; plugin = left.pop()) {
        try {
          const config = await get(`/plugins/${part(plugin.id)}/config`, { signal });
          if (config.schema || config.version) found.push({ ...config, name: plugin.name });
        } catch (e) {
          if (e.status !== 404) throw e;
        }
      }
    }));
    return found.sort((a, b) => Number(Boolean(b.problem)) - Number(Boolean(a.problem)) || a.plugin.localeCompare(b.plugin));
  }

  async #sampling() {
    const { traces } = this.telemetry.value;
    const schema = await attempt(() => apiSchema("TelemetryRequest"));
    if (!schema) return;
    const inner = schema.properties.traces;
    inner.properties.target = { ...inner.properties.target, title: "Spans a second that are kept" };
    inner.properties.slow = { ...inner.properties.slow, title: "A run is slow from" };
    const saved = await edit("Which traces are kept", {
      schema: inner,
      value: { target: traces.target, slow: traces.slow },
      lead: "In force at once and over restarts, on this node. Traces of runs that failed or were slow are kept in any case.",
      send: (value) => put("/telemetry", { traces: value }),
      done: "It is in force.",
    });
    if (saved) this.telemetry.refresh();
  }

  async #back() {
    await attempt(() => del("/telemetry"), "What the configuration says is in force again.");
    this.telemetry.refresh();
  }

  async #level(kind, name, level) {
    const path = kind === "loggers" ? `/telemetry/levels/${part(name)}` : `/plugins/${part(name)}/level`;
    await attempt(() => (level ? put(path, { level }) : del(path)), level ? `${name} logs from ${level} on.` : `${name} logs as it did at the start.`);
    this.levels.refresh();
  }

  async #logger() {
    const name = await confirm("Set the level of a logger", "A logger is named as a package or class; those below it follow. Without a name it is the root of all.", { yes: "Set it to debug", ask: "Logger", value: "dev.gantry" });
    if (name !== undefined) await this.#level("loggers", name.trim() || "ROOT", "debug");
  }

  render() {
    return html`${head("Settings", { lead: "What can be changed while Gantry runs. Ports, folders and the like are in conf/gantry.properties." })}
      ${lookOnly(may("operator") ? "author" : "operator", "settings")}
      ${panel("Plugins", shown(this.plugins, (items) => this.#plugins(items), { lines: 4 }), { flush: true, lead: "settings that their authors declared" })}
      <div class="columns">
        ${panel("Traces", shown(this.telemetry, ({ traces }) => this.#traces(traces), { lines: 4 }), { actions: html`${this.telemetry.value?.traces.source === "api" ? guarded("admin", "As configured", () => this.#back(), { small: true }) : nothing}${guarded("admin", "Change", () => this.#sampling(), { small: true, disabled: !this.telemetry.value })}` })}
        ${panel("Log levels", shown(this.levels, (it) => this.#levels(it), { lines: 4 }), { flush: true, actions: guarded("operator", "Set a logger", () => this.#logger(), { small: true, name: "plus" }) })}
      </div>
      ${panel("Limits and retention", html`<p class="soft">How much task types, tenants and targets may take is on <a href="/limits">Limits</a>; how long runs are kept is on <a href="/store">Store</a>.</p>`)}`;
  }

  #plugins(items) {
    return table({
      caption: "Plugins with settings",
      rows: items,
      href: (each) => `/settings/${part(each.plugin)}`,
      none: empty("No plugin has settings", "A plugin declares settings as a record; then they are here as a form, with their history, and can be a file conf/plugins/ID.yaml as well.", html`<pre class="code">bin/gantry plugin config show ID</pre>`),
      columns: [
        { head: "State", cell: (each) => (each.problem ? badge("failed", { text: "problem" }) : each.version ? badge("ok", { text: "set" }) : badge("none", { text: "defaults" })) },
        { head: "Plugin", grow: true, cell: (each) => html`<a data-row href="/settings/${part(each.plugin)}">${each.plugin}</a>${each.name && each.name !== each.plugin ? html`<span class="sub">${each.name}</span>` : nothing}${each.problem ? html`<span class="sub bad-text">${each.problem}</span>` : nothing}` },
        { head: "Version", num: true, cell: (each) => each.version || html`<span class="none">–</span>` },
        { head: "Set by", rank: 2, cell: (each) => each.by ?? "" },
        { head: "When", num: true, rank: 2, cell: (each) => (each.at ? time(each.at, { relative: true }) : html`<span class="none">–</span>`) },
      ],
    });
  }

  #traces(it) {
    return html`${facts([
        ["Go to", it.endpoint ? html`<code>${it.endpoint}</code>` : "nowhere: set gantry.telemetry.otlp.endpoint"],
        ["Kept at most", it.target ? `${it.target.toLocaleString()} spans a second` : "all"],
        ["Slow, and kept", seconds(it.slow) ? `from ${duration(it.slow)} on` : "never for that"],
        ["From", it.source === "api" ? "a change here or by a call" : "the configuration"],
        ["Lately", `${it.keptPerSecond.toFixed(1)} of ${it.offeredPerSecond.toFixed(1)} spans a second`],
        ["Of ordinary traces", `${percent(it.share, it.share < 0.1 ? 1 : 0)} is kept`],
      ])}`;
  }

  #levels(it) {
    const rows = [...Object.entries(it.loggers).map(([name, level]) => ["loggers", name, level]), ...Object.entries(it.plugins).map(([name, level]) => ["plugins", name, level])];
    const off = !may("operator");
    return table({
      caption: "Log levels that were set",
      rows,
      none: empty("No level was set", "All log as they did at the start. Set one to see more of a part while you look for something; take it away afterwards.", html`<pre class="code">bin/gantry telemetry level dev.gantry.engine debug</pre>`),
      columns: [
        { head: "Logger or plugin", grow: true, cell: ([kind, name]) => html`<span class="wrap">${name}</span>${kind === "plugins" ? html`<span class="sub">plugin</span>` : nothing}` },
        { head: "Level", cell: ([kind, name, level]) => html`<select aria-label="Level of ${name}" ?disabled=${off} @change=${(event) => this.#level(kind, name, event.target.value)}>${LEVELS.map((each) => html`<option ?selected=${each === level}>${each}</option>`)}</select>` },
        { srHead: "What to do", cell: ([kind, name]) => html`<div class="actions row-actions">${guarded("operator", html`Reset<span class="sr"> ${name}</span>`, () => this.#level(kind, name, null), { small: true })}</div>` },
      ],
    });
  }
}
customElements.define("page-settings", Settings);
