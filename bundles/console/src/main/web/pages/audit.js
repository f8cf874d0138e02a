/** The audit log: who changed what, and whether it is as it was written. */
import { html, nothing } from "lit";
import { get, query } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { router } from "../core/router.js";
import { time } from "../core/time.js";
import { dialog } from "../ui/dialog.js";
import { icon } from "../ui/icons.js";
import { action, badge, chip, empty, failed, head, note, plural, shown, table } from "../ui/parts.js";
import { guarded, lacking, may } from "../ui/rights.js";
import { copyText } from "../ui/shared.js";

const STEP = 50;
const MOST = 1000;

class Audit extends Page {
  static properties = { limit: { state: true }, verdict: { state: true }, error: { state: true } };
  entries = new Query(this, (signal) => (may("admin") ? get(`/audit${query({ actor: this.query.get("actor"), operation: this.query.get("operation"), limit: this.limit })}`, { signal }) : undefined), { on: ["plugin.", "pause.", "schedule.", "target."], each: 10_000 });
  #typing = 0;

  constructor() {
    super();
    this.limit = STEP;
    this.verdict = null;
    this.error = null;
  }

  willUpdate(changed) {
    if (changed.has("query") && this.hasUpdated) {
      this.limit = STEP;
      this.entries.refresh();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#typing);
  }

  #type(name, event) {
    clearTimeout(this.#typing);
    const { value } = event.target;
    this.#typing = setTimeout(() => router.setQuery({ [name]: value.trim() }), 250);
  }

  async #verify() {
    const known = await dialog("Verify the audit log", (close) => html`<form @submit=${(event) => { event.preventDefault(); close({ known: event.target.elements.known.value.trim() }); }}><div class="dialog-text">
      <p>All of it is read, and each entry held against the one before it. Whoever may write the database could write the whole log anew: what you noted after an earlier look tells that as well.</p>
      <label class="field"><span>Noted earlier (optional)</span><input name="known" class="mono" autocomplete="off" spellcheck="false" placeholder="17:3fa9…"><span class="hint">number and hash of an entry</span></label></div>
      <div class="dialog-foot"><button type="button" @click=${() => close()}>Leave it</button><button type="submit" class="main">Verify</button></div></form>`);
    if (!known) return;
    this.error = null;
    try {
      this.verdict = { ...(await get(`/audit/verify${query({ known: known.known })}`)), known: known.known };
    } catch (e) {
      this.verdict = null;
      this.error = e;
    }
  }

  render() {
    const why = lacking("admin");
    return html`${head("Audit log", { lead: "Who changed what, and who was refused. Runs tell by themselves who started them.", actions: guarded("admin", "Verify", () => this.#verify(), { name: "success", kind: "main" }) })}
      ${why ? note("warn", html`<p>${why}</p>`) : html`
        ${this.error ? failed(this.error) : nothing}${this.#verdict()}
        <div class="filters">${this.#filter("actor", "Who", "Who, as admin")}${this.#filter("operation", "Operation", "Operation, as putSchedule")}</div>
        <section class="panel flush no-head" aria-label="Entries">${shown(this.entries, (page) => this.#table(page), { lines: 12 })}</section>`}`;
  }

  #filter(name, words, placeholder) {
    return html`<label class="search"><span class="sr">${words}</span>${icon("search")}<input type="search" name=${name} ?data-search=${name === "actor"} placeholder=${placeholder} autocomplete="off" spellcheck="false" .value=${this.query.get(name) ?? ""} @input=${(event) => this.#type(name, event)}></label>`;
  }

  #verdict() {
    const it = this.verdict;
    if (!it) return nothing;
    if (!it.intact) return note("bad", html`<p role="status"><b>The audit log was changed.</b> ${it.broken ? html`Entry ${it.broken} is the first that does not fit. ` : nothing}${it.reason}</p><p>Hold the store against a backup from before; who had access to the database is who to ask.</p>`);
    const head = `${it.last}:${it.head}`;
    return note("good", html`<p role="status"><b>The audit log is as it was written.</b> ${plural(it.entries, "entry", "entries")} read${it.first > 1 ? html`, from number ${it.first} on; older ones were deleted by age` : nothing}${it.known ? "; what you noted fits" : nothing}.</p>
      ${it.last ? html`<p class="row"><span>Note this somewhere else:</span> <code>${head}</code> <button type="button" class="small" @click=${() => copyText(head)}>${icon("copy")}Copy</button></p>` : nothing}`);
  }

  #table({ items, next }) {
    const filtered = this.query.get("actor") || this.query.get("operation");
    return html`${table({
      caption: "Audit log, newest first",
      rows: items,
      none: filtered ? empty("No entry matches", "Names are told whole: the name of a token, or an operation as in the API’s description.") : empty("Nothing was changed yet", "Each call that changes something is here once it was answered, and each that was refused.", html`<pre class="code">bin/gantry audit list</pre>`),
      columns: [
        { head: "Answer", cell: (each) => answer(each.status) },
        { head: "What", grow: true, cell: (each) => html`<button type="button" class="as-link" title="Only this operation" @click=${() => router.setQuery({ operation: each.operation })}>${each.operation}</button>${each.tenant ? html` ${chip(each.tenant, "tenant")}` : nothing}<span class="sub">${each.target}</span>${each.detail ? html`<span class="sub">${each.detail}</span>` : nothing}` },
        { head: "Who", cell: (each) => html`<button type="button" class="as-link" title="Only what this one did" @click=${() => router.setQuery({ actor: each.actor })}>${each.actor}</button>${each.credential ? html`<span class="sub">${each.credential}</span>` : nothing}` },
        { head: "From", rank: 3, cell: (each) => each.remote || html`<span class="none">–</span>` },
        { head: "When", num: true, cell: (each) => time(each.at, { relative: true }) },
        { head: "No.", num: true, rank: 2, cell: (each) => html`<span title=${each.hash}>${each.seq}</span>` },
      ],
    })}${next ? html`<div class="more">${this.limit < MOST ? action("Show more", () => { this.limit = Math.min(MOST, this.limit * 2); return this.entries.refresh(); }) : html`<span class="soft">These are the newest ${MOST}. The command line lists all: <code>bin/gantry audit list</code></span>`}</div>` : nothing}`;
  }
}
customElements.define("page-audit", Audit);

function answer(status) {
  if (status < 300) return badge("ok", { text: status ? String(status) : "done" });
  return badge(status === 401 || status === 403 ? "rejected" : "warn", { text: String(status) });
}
