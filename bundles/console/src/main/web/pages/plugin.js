/** One plugin: its versions side by side, what they used, its settings, and what happened to it. */
import { html, nothing } from "lit";
import { del, get, getTagged, part, post, put } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { router } from "../core/router.js";
import { prose, span, time } from "../core/time.js";
import { confirm } from "../ui/dialog.js";
import { badge, bytes, chip, docs, empty, head, json, note, panel, shown, table } from "../ui/parts.js";
import { drain, needs, path, pluginActions, signed, trial, versionActions } from "../ui/plugin.js";
import { guarded, lacking } from "../ui/rights.js";
import { attempt } from "../ui/toast.js";
import "../ui/config.js";
import "../ui/panels.js";

class Plugin extends Page {
  #id = undefined;
  plugin = new Query(this, (signal) => get(`/plugins/${part(this.params.id)}`, { signal }), { on: ["plugin."], when: (event) => event.plugin === this.params.id, every: 400, each: 5000 });
  history = new Query(this, (signal) => get(`/plugins/${part(this.params.id)}/history?limit=50`, { signal }), { on: ["plugin."], when: (event) => event.plugin === this.params.id });
  levels = new Query(this, (signal) => get("/telemetry/levels", { signal }));
  config = new Query(this, (signal) => getTagged(`/plugins/${part(this.params.id)}/config`, { signal }), { on: ["plugin.configured"], when: (event) => event.plugin === this.params.id });

  willUpdate() {
    if (this.#id !== undefined && this.#id !== this.params.id) for (const each of [this.plugin, this.history, this.config]) each.restart();
    this.#id = this.params.id;
    this.heading = this.params.id;
  }

  #then = () => {
    this.plugin.refresh();
    this.history.refresh();
  };

  async #remove(plugin) {
    if (!(await confirm(`Remove ${plugin.id}?`, "The file is no plugin; it leaves the drop folder.", { yes: "Remove", danger: true }))) return;
    if (await attempt(() => del(path(plugin)), `${plugin.id} was removed.`)) router.go("/plugins");
  }

  async #limit(event) {
    event.preventDefault();
    const attempts = event.target.elements.attempts.valueAsNumber;
    await attempt(() => post(`/plugins/${part(this.params.id)}/limit`, { attempts }), attempts ? `At most ${attempts} at one time.` : "There is no limit.");
    this.#then();
  }

  async #level(level) {
    const to = `/plugins/${part(this.params.id)}/level`;
    await attempt(() => (level ? put(to, { level }) : del(to)), level ? `It logs from ${level} on.` : "It logs as Gantry does.");
  }

  render() {
    return shown(this.plugin, (plugin) => this.#page(plugin), { lines: 12, above: head(this.params.id, { back: { href: "/plugins", text: "Plugins" } }) });
  }

  #page(plugin) {
    const real = plugin.versions.some((each) => each.version);
    const why = lacking("author");
    const off = Boolean(why);
    return html`${head(html`<span>${plugin.id}</span>${plugin.enabled ? nothing : badge("rejected", { text: "disabled" })}${plugin.pinned ? chip(`pinned to ${plugin.pinned}`) : nothing}`, {
      back: { href: "/plugins", text: "Plugins" },
      lead: plugin.name !== plugin.id ? plugin.name : "",
      actions: html`${pluginActions(plugin, this.#then)}${real ? nothing : guarded("author", "Remove", () => this.#remove(plugin), { kind: "danger", name: "trash" })}`,
    })}
    ${plugin.versions.filter((each) => each.reason && (each.state === "rejected" || each.state === "quarantined")).map((each) => note("bad", html`<p><b>${each.version ?? each.file}</b> ${prose(each.reason)}</p><p>${docs("why-not", "What this means, and what to do")}</p>${each.detail ? html`<details><summary>Details</summary><pre class="code">${each.detail}</pre></details>` : nothing}`))}
    ${plugin.canary ? panel("Canary", trial(plugin.canary)) : nothing}
    ${panel("Versions", this.#versions(plugin), { flush: true })}
    <div class="columns">
      ${panel("Settings", this.config.error?.status === 404 ? html`<p class="soft">It has none.</p>` : shown(this.config, (it) => this.#config(it)))}
      <div class="stack">${panel("What it offers", this.#offers(plugin))}
      ${real ? panel("How much it may", html`<form class="row" @submit=${this.#limit}><label class="field"><span>Attempts at one time</span><input name="attempts" type="number" min="0" step="1" ?disabled=${off} .value=${String(plugin.limit)}></label><button type="submit" ?disabled=${off} title=${why || nothing}>Save</button><span class="hint">0 for no limit</span></form>
        <div class="row"><label class="field"><span>Log level</span><select ?disabled=${off} title=${why || nothing} @change=${(event) => this.#level(event.target.value)}><option value="">as Gantry’s</option>${["trace", "debug", "info", "warn", "error", "off"].map((each) => html`<option ?selected=${this.levels.value?.plugins[plugin.id] === each}>${each}</option>`)}</select></label><span class="hint">at once and over restarts, on this node</span></div>`) : nothing}</div>
    </div>
    <g-panels .plugin=${plugin.id}></g-panels>
    ${panel("What happened", shown(this.history, ({ items }) => this.#history(items)), { flush: true })}`;
  }

  #versions(plugin) {
    return table({
      caption: "Versions",
      rows: plugin.versions,
      columns: [
        { head: "Version", cell: (each) => html`<b>${each.version ?? "–"}</b>${each.previous ? html` ${chip("previous", "A roll back goes to it")}` : nothing}<span class="sub mono">${each.file ?? ""}</span>` },
        { head: "State", cell: (each) => html`${badge(each.state)}<span class="sub">${time(each.since, { relative: true })}</span>` },
        { head: "Why", grow: true, cell: (each) => html`${each.drain ? drain(each.drain) : prose(each.reason)}${each.leak ? html`<span class="sub bad-text">It is gone, its classes are not: ${each.leak}</span>` : nothing}` },
        { head: "Attempts", num: true, rank: 2, cell: (each) => (each.usage ? html`${each.usage.attempts.toLocaleString()}${each.usage.failed ? html`<span class="sub">${each.usage.failed.toLocaleString()} failed</span>` : nothing}` : html`<span class="none">–</span>`) },
        { head: "Processor", num: true, rank: 3, cell: (each) => span(each.usage?.cpuSeconds ?? NaN) },
        { head: "Allocated", num: true, rank: 3, cell: (each) => bytes(each.usage?.allocatedBytes) },
        { head: "Signed", rank: 3, cell: (each) => signed(each.signature) },
        { head: "SHA-256", rank: 3, cell: (each) => html`<code title=${each.sha256 ?? ""}>${(each.sha256 ?? "").slice(0, 12)}</code>` },
        { head: "", srHead: "Actions", cell: (each) => versionActions(plugin, each, this.#then, ["staged", "rejected", "quarantined", "canary", "active"]) },
      ],
    });
  }

  #offers(plugin) {
    const active = plugin.versions.find((each) => each.state === "active");
    if (!active) return html`<p class="soft">Nothing while no version is in service.</p>`;
    return html`<ul class="stack">${active.tasks.map((each) => html`<li>Task <a href="/tasks/${part(each)}">${each}</a></li>`)}${active.detectors.map((each) => html`<li>Detector <code>${each}</code></li>`)}${needs(active.needs).length ? html`<li>Needs ${needs(active.needs)}</li>` : nothing}</ul>`;
  }

  #config(it) {
    const { value } = it;
    if (!value.schema) return html`<p class="soft">It has none, or no version is in service that could say so.</p>`;
    return html`<g-config .plugin=${this.params.id} .config=${it} @saved=${() => this.config.refresh()} @again=${() => this.config.refresh()}></g-config>
      <p class="soft small-text">${value.at ? html`version ${value.version}, ${time(value.at, { relative: true })} by ${value.by}` : html`or in the file <code>${value.file}</code>`}; <a href="/settings/${part(this.params.id)}">what they were before</a></p>
      ${value.effective ? html`<details><summary>What it works with, defaults filled in</summary>${json(value.effective)}</details>` : nothing}`;
  }

  #history(items) {
    return table({
      caption: "What happened to this plugin",
      rows: items,
      none: empty("Nothing yet", "States of versions and decisions of people are told here."),
      columns: [
        { head: "When", cell: (each) => time(each.at) },
        { head: "Version", rank: 2, cell: (each) => each.version },
        { head: "What", cell: (each) => badge(each.what) },
        { head: "", srHead: "How", grow: true, cell: (each) => prose(each.text) },
        { head: "By", rank: 2, cell: (each) => each.by },
      ],
    });
  }
}
customElements.define("page-plugin", Plugin);
