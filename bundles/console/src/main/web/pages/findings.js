/** Findings: the problems that checks found, and what is done about them. */
import { html, nothing } from "lit";
import { del, get, part, put, query } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { router } from "../core/router.js";
import { span, time } from "../core/time.js";
import { dialog } from "../ui/dialog.js";
import { acknowledge, answer, reaction, severity, stateOf } from "../ui/finding.js";
import { badge, empty, head, labels, panel, shown, table } from "../ui/parts.js";
import { guarded, lookOnly } from "../ui/rights.js";
import { attempt } from "../ui/toast.js";

const SEVERITIES = ["critical", "error", "warn"];
const STEP = 50;
const LENGTHS = [["PT30M", "half an hour"], ["PT1H", "an hour"], ["PT4H", "four hours"], ["PT12H", "twelve hours"], ["P1D", "a day"], ["P7D", "a week"]];

class Findings extends Page {
  static properties = { limit: { state: true } };
  findings = new Query(this, (signal) => this.#ask(signal), { on: ["finding."], every: 500, each: 15_000 });
  maintenance = new Query(this, (signal) => get("/maintenance?limit=1000", { signal }), { each: 15_000 });
  #asked = undefined;

  constructor() {
    super();
    this.limit = STEP;
  }

  willUpdate() {
    const now = `${this.query}`;
    if (this.#asked !== undefined && now !== this.#asked) this.findings.refresh();
    this.#asked = now;
  }

  async #ask(signal) {
    const state = this.query.get("state") === "resolved" ? ["resolved"] : ["open", "acknowledged"];
    return get(`/findings${query({ state, severity: this.query.get("severity"), limit: this.limit })}`, { signal });
  }

  async #start() {
    const made = await dialog("Maintenance", (close) => {
      const submit = (event) => {
        event.preventDefault();
        const { name, which, length, reason } = event.target.elements;
        close({ name: name.value.trim(), body: { checks: which.value.split(/[\s,]+/).filter(Boolean), duration: length.value, reason: reason.value } });
      };
      return html`<form @submit=${submit}><div class="dialog-text"><p>Checks look as ever, but find nothing and start nothing.</p>
        <label class="field"><span>Name</span><input name="name" required pattern="[a-z0-9][a-z0-9.\\-]{0,99}" placeholder="deploy" autocomplete="off"></label>
        <label class="field"><span>Checks: ids, or their beginnings with a *</span><input name="which" required placeholder="shop.*" autocomplete="off"></label>
        <label class="field"><span>For</span><select name="length">${LENGTHS.map(([value, text]) => html`<option value=${value}>${text}</option>`)}</select></label>
        <label class="field"><span>Why</span><input name="reason" autocomplete="off"></label></div>
        <div class="dialog-foot"><button type="button" @click=${() => close()}>Leave it</button><button type="submit" class="main">Begin</button></div></form>`;
    });
    if (made && (await attempt(() => put(`/maintenance/${part(made.name)}`, made.body), `${made.name} begins now.`))) this.maintenance.refresh();
  }

  async #end(id) {
    if (await attempt(() => del(`/maintenance/${part(id)}`), `${id} is over.`)) this.maintenance.refresh();
  }

  render() {
    return html`${head("Findings", { lead: "Problems that checks found: one for each, from its first sight to its end.", actions: guarded("operator", "Maintenance", () => this.#start(), { name: "paused" }) })}
      ${lookOnly("operator", "findings")}
      <div class="stack">${this.#filters()}</div>
      <section class="panel flush no-head" aria-label="Findings">${shown(this.findings, (found) => this.#table(found), { lines: 8 })}</section>
      ${shown(this.maintenance, ({ items }) => (items.length ? panel("Maintenance", this.#windows(items), { flush: true, lead: "times in which nothing is found" }) : nothing), { lines: 2 })}`;
  }

  #filters() {
    const state = this.query.get("state") ?? "";
    const how = this.query.get("severity") ?? "";
    const toggle = (name, value, text, now) => html`<button type="button" aria-pressed=${now === value ? "true" : "false"} @click=${() => router.setQuery({ [name]: value })}>${text}</button>`;
    return html`<div class="toggles" role="group" aria-label="State">${toggle("state", "", "Now", state)}${toggle("state", "resolved", "Resolved", state)}</div>
      <div class="toggles" role="group" aria-label="Severity">${toggle("severity", "", "All", how)}${SEVERITIES.map((each) => toggle("severity", each, each, how))}</div>`;
  }

  #table({ items, next }) {
    return html`${table({
      caption: "Findings, the newest first",
      rows: items,
      href: (each) => `/findings/${part(each.id)}`,
      none: this.query.get("state") === "resolved"
        ? empty("Nothing is over yet", "What was found and is gone is listed here.")
        : empty("Nothing is wrong", "When a check says that something needs attention or does not work, it is here, once, until it is gone.", html`<p><a href="/detection">To the checks</a></p>`),
      columns: [
        { head: "Severity", cell: severity },
        { head: "Finding", grow: true, cell: (each) => html`<a data-row href="/findings/${part(each.id)}">${each.title || each.check}</a>${each.title ? html` <span class="soft">${each.check}</span>` : nothing}
          <span class="sub clip">${each.reasons[0] ?? ""}</span>` },
        { head: "State", rank: 2, cell: stateOf },
        { head: "Reaction", rank: 3, cell: reaction },
        { head: "Since", num: true, cell: (each) => time(each.firstSeen, { relative: true }) },
        { head: "Lasted", num: true, rank: 3, cell: (each) => span((Date.parse(each.resolvedAt ?? each.lastSeen) - Date.parse(each.firstSeen)) / 1000) },
        { srHead: "What to do", rank: 2, cell: (each) => html`<div class="actions row-actions">${each.reaction?.state === "waiting" ? guarded("operator", "Approve", async () => (await answer(each, true)) && this.findings.refresh(), { small: true }) : nothing}
          ${each.state === "open" ? guarded("operator", html`Look after it<span class="sr">: ${each.check}</span>`, async () => (await acknowledge(each)) && this.findings.refresh(), { small: true }) : nothing}</div>` },
      ],
    })}${next ? html`<p class="more"><button type="button" @click=${() => { this.limit = Math.min(1000, this.limit * 2); this.findings.refresh(); }}>More</button></p>` : nothing}`;
  }

  #windows(items) {
    return table({
      caption: "Maintenance",
      rows: items,
      columns: [
        { head: "State", rank: 2, cell: (each) => badge(each.state === "active" ? "paused" : each.state === "planned" ? "scheduled" : "resolved", { text: each.state }) },
        { head: "Name", grow: true, cell: (each) => html`${each.id} <span class="soft">${each.checks.join(" ")}</span> ${labels(each.labels)}<span class="sub clip">${each.reason}</span>` },
        { head: "By", rank: 3, cell: (each) => each.by },
        { head: "From", num: true, rank: 2, cell: (each) => time(each.from, { relative: true }) },
        { head: "Until", num: true, cell: (each) => time(each.until, { relative: true }) },
        { srHead: "What to do", cell: (each) => (each.state === "over" ? nothing : html`<div class="actions row-actions">${guarded("operator", html`End<span class="sr"> ${each.id}</span>`, () => this.#end(each.id), { small: true })}</div>`) },
      ],
    });
  }
}
customElements.define("page-findings", Findings);
