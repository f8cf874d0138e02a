/** Plugins: drop one, see the plan first, and see what all of them do. */
import { html, nothing } from "lit";
import { get, part, post, query } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { prose, time } from "../core/time.js";
import { icon } from "../ui/icons.js";
import { action, badge, chip, docs, empty, failed, head, panel, shown, table } from "../ui/parts.js";
import { became, drain, needs, path, pluginActions, signed, trial, versionActions } from "../ui/plugin.js";
import { lacking, may } from "../ui/rights.js";
import { attempt } from "../ui/toast.js";

class Plugins extends Page {
  static properties = { plan: { state: true }, file: { state: true }, error: { state: true }, over: { state: true }, busy: { state: true }, text: { state: true } };
  plugins = new Query(this, (signal) => get("/plugins?limit=1000", { signal }), { on: ["plugin."], every: 400, each: 5000 });

  constructor() {
    super();
    this.plan = null;
    this.error = null;
    this.over = false;
    this.busy = "";
    this.text = "";
  }

  connectedCallback() {
    super.connectedCallback();
    for (const name of ["dragover", "dragleave", "drop"]) addEventListener(name, this.#drag);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const name of ["dragover", "dragleave", "drop"]) removeEventListener(name, this.#drag);
  }

  // the whole window takes a file
  #drag = (event) => {
    event.preventDefault();
    this.over = event.type === "dragover" || (event.type === "dragleave" && event.relatedTarget !== null);
    if (event.type === "drop" && may("author") && event.dataTransfer.files[0]) this.#look(event.dataTransfer.files[0]);
  };

  async #look(file) {
    if (this.busy) return;
    this.busy = `Looking at ${file.name} …`;
    this.error = null;
    this.plan = null;
    this.file = file;
    try {
      this.plan = await post(`/plugins/plan${query({ filename: file.name })}`, file, { type: "application/java-archive" });
    } catch (e) {
      this.error = e;
    }
    this.busy = "";
    await this.updateComplete;
    this.querySelector("#plan")?.focus();
  }

  async #drop(override) {
    const { sha256 } = this.plan;
    const done = await attempt(
      () => post(`/plugins${query({ filename: this.file.name, override: override || "" })}`, this.file, { type: "application/java-archive" }),
      (plugin) => became(plugin, sha256),
    );
    if (done) this.#leave();
    this.plugins.refresh();
  }

  #leave() {
    this.plan = null;
    this.file = null;
    this.error = null;
  }

  render() {
    const why = lacking("author");
    return html`${head("Plugins", { lead: "One JAR is one plugin: tasks, detectors and what belongs to them. A new version goes into service beside the old one, which ends what it began." })}
      ${panel("Drop a plugin", html`
        <label class="zone ${this.over && !why ? "over" : ""}" title=${why || nothing}>
          <input type="file" ?disabled=${Boolean(why)} accept=".jar,application/java-archive" @change=${(event) => { const [file] = event.target.files; event.target.value = ""; if (file) this.#look(file); }}>
          ${icon("upload")}<span><b>Choose a JAR</b> or drag it anywhere on this page</span><span class="soft small-text">${why || "You see what would happen before it happens."}</span></label>
        <div role="status">${this.busy ? html`<p class="soft">${this.busy}</p>` : nothing}</div>
        ${this.error ? failed(this.error) : nothing}${this.plan ? this.#plan(this.plan) : nothing}`)}
      <label class="search"><span class="sr">Find plugins</span>${icon("search")}<input type="search" data-search placeholder="Find a plugin, a task or a state" autocomplete="off" spellcheck="false" @input=${(event) => (this.text = event.target.value)}></label>
      ${shown(this.plugins, ({ items }) => this.#list(items), { lines: 10 })}`;
  }

  #plan(plan) {
    const breaks = plan.action === "reject" && plan.differences.some((each) => each.weight === "breaking");
    const goes = plan.action !== "reject" && plan.action !== "nothing";
    return html`<div id="plan" class="plan" tabindex="-1">
      <h3>${plan.plugin ? `${plan.plugin} ${plan.version}` : plan.file} ${badge(plan.action)}</h3>
      <p>${prose(plan.sentence)}</p>
      ${plan.compatibility && plan.replaces ? html`<p>Against ${plan.replaces.version}: ${badge(plan.compatibility, { text: plan.compatibility.replaceAll("-", " ") })}</p>` : nothing}
      ${plan.differences.length ? table({ caption: "What differs", rows: plan.differences, columns: [
        { head: "Weight", cell: (each) => badge(each.weight, { text: each.weight.replaceAll("-", " ") }) },
        { head: "What differs", cell: (each) => html`<b>${each.subject}</b>` },
        { head: "How", grow: true, cell: (each) => each.sentence },
      ] }) : nothing}
      ${plan.touched.length ? table({ caption: "What it touches", rows: plan.touched, columns: [
        { head: "What it touches", cell: (each) => html`<b>${each.kind} ${each.id}</b>` },
        { head: "How", grow: true, cell: (each) => each.effect },
      ] }) : nothing}
      ${plan.rewired.length ? html`<p>Wired anew: ${plan.rewired.join(", ")}</p>` : nothing}
      ${plan.tasks.length + plan.detectors.length ? html`<p class="soft">Offers ${[...plan.tasks, ...plan.detectors].map((each) => html`${chip(each)} `)}</p>` : nothing}
      ${plan.signature ? html`<p>Signed: ${signed(plan.signature)}${plan.signature.reason && plan.action !== "reject" ? html`<span class="sub">${prose(plan.signature.reason)}</span>` : nothing}</p>` : nothing}
      ${needs(plan.needs).length ? html`<p>Needs ${needs(plan.needs)}</p>` : nothing}
      <div class="actions">
        ${goes ? action("Drop it", () => this.#drop(false), { kind: "main", name: "upload" }) : nothing}
        ${breaks ? action("Drop anyway", () => this.#drop(true), { kind: "danger" }) : nothing}
        <button type="button" @click=${this.#leave}>${goes || breaks ? "Leave it" : "Close"}</button></div></div>`;
  }

  #list(items) {
    if (!items.length) {
      return empty("No plugin is here yet", "Drag a JAR onto this page, or copy it into the folder bundles/ of Gantry’s home. One class is enough to write one.", html`<p>${docs("tutorial", "Write one in fifteen minutes")}</p><pre class="code">cp my-plugin.jar bundles/</pre>`);
    }
    const words = this.text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = items.filter((plugin) => {
      const text = JSON.stringify([plugin.id, plugin.name, plugin.versions.map((each) => [each.state, each.version, each.file, each.tasks, each.detectors])]).toLowerCase();
      return words.every((word) => text.includes(word));
    });
    // what needs a person comes first
    const bad = (plugin) => (plugin.versions.some((each) => each.state === "quarantined" || each.state === "rejected") ? 0 : plugin.canary || plugin.versions.some((each) => each.drain) ? 1 : 2);
    found.sort((a, b) => bad(a) - bad(b));
    return found.length ? found.map((plugin) => this.#card(plugin)) : empty("No plugin matches", "Try fewer letters.");
  }

  #card(plugin) {
    const live = plugin.versions.filter((each) => each.state !== "retired");
    const gone = plugin.versions.length - live.length;
    const then = () => this.plugins.refresh();
    return html`<article class="panel" aria-label=${plugin.id}>
      <div class="panel-head"><h2><a href=${path(plugin)}>${plugin.id}</a></h2>${plugin.name && plugin.name !== plugin.id ? html`<span class="soft">${plugin.name}</span>` : nothing}
        ${plugin.enabled ? nothing : badge("rejected", { text: "disabled" })}${plugin.pinned ? chip(`pinned to ${plugin.pinned}`) : nothing}
        <div class="actions">${pluginActions(plugin, then)}</div></div>
      ${plugin.canary ? trial(plugin.canary) : nothing}
      <ul class="versions">${live.map((version) => html`<li>
        <div class="row"><b class="version-name">${version.version ?? version.file}</b>${badge(version.state)}<span class="soft small-text">${time(version.since, { relative: true })}</span>
          ${version.state === "active" ? html`<span class="offers">${[...version.tasks.map((each) => html`<a class="chip" href="/tasks/${part(each)}">${each}</a> `), ...version.detectors.map((each) => html`${chip(each, "detector")} `)]}</span>` : nothing}
          <span class="push">${versionActions(plugin, version, then)}</span></div>
        ${version.reason ? html`<p class=${version.state === "rejected" || version.state === "quarantined" ? "bad-text" : ""}>${prose(version.reason)}</p>` : nothing}
        ${version.drain ? html`<p>${drain(version.drain)}</p>` : nothing}
        ${version.leak ? html`<p class="bad-text">It is gone, its classes are not: ${version.leak}</p>` : nothing}</li>`)}</ul>
      ${gone ? html`<a class="small-text" href=${path(plugin)}>${gone} retired</a>` : nothing}</article>`;
  }
}
customElements.define("page-plugins", Plugins);
