/** One finding: what it is made of, and what is done about it. */
import { html, nothing } from "lit";
import { get, part } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { local, span, time } from "../core/time.js";
import { votes } from "../ui/check.js";
import { acknowledge, answer, severity, stateOf } from "../ui/finding.js";
import { facts, figure, head, json, labels, mood, note, panel, plural, shown, table } from "../ui/parts.js";
import { guarded, lookOnly } from "../ui/rights.js";
import { measured } from "../ui/units.js";

class Finding extends Page {
  finding = new Query(this, (signal) => this.#ask(signal), { on: ["finding."], each: 10_000 });
  #id = undefined;

  willUpdate() {
    if (this.#id !== undefined && this.#id !== this.params.id) this.finding.restart();
    this.#id = this.params.id;
    const it = this.finding.value;
    this.heading = it ? `${it.title || it.check} ${it.severity}` : "Finding";
  }

  /** The finding, and what its check says of the reaction. */
  async #ask(signal) {
    const it = await get(`/findings/${part(this.params.id)}`, { signal });
    if (!it.reaction) return it;
    const check = await get(`/checks/${part(it.check)}`, { signal }).catch(() => null);
    return { ...it, starts: check?.reaction };
  }

  async #do(work) {
    if (await work) this.finding.refresh();
  }

  render() {
    return shown(this.finding, (it) => this.#page(it), { lines: 12 });
  }

  #page(it) {
    const asks = it.reaction?.state === "waiting";
    return html`${head(html`<span>${it.title || it.check}</span>${severity(it)}${stateOf(it)}`, {
      back: { href: "/findings", text: "Findings" },
      lead: html`found by <a href="/detection/${part(it.check)}">${it.check}</a>${it.target ? html` on ${it.target}` : nothing}`,
      actions: html`${asks ? html`${guarded("operator", "Approve", () => this.#do(answer(it, true)), { name: "play", kind: "main" })}${guarded("operator", "Decline", () => this.#do(answer(it, false)))}` : nothing}
        ${it.state === "open" ? guarded("operator", "Look after it", () => this.#do(acknowledge(it)), { kind: asks ? "" : "main" }) : nothing}`,
    })}
    ${lookOnly("operator", "this finding")}
    ${note(it.state === "resolved" ? "good" : mood(it.severity) === "bad" ? "bad" : "warn", html`<ul class="reasons">${it.reasons.map((each) => html`<li>${each}</li>`)}</ul>`)}
    <div class="figures">
      ${figure("First seen", time(it.firstSeen, { relative: true }), { hint: local(Date.parse(it.firstSeen)) })}
      ${figure("Last seen", time(it.lastSeen, { relative: true }), { hint: plural(it.times, "time") })}
      ${figure("Lasted", span((Date.parse(it.resolvedAt ?? it.lastSeen) - Date.parse(it.firstSeen)) / 1000))}
      ${figure("Resolved", it.resolvedAt ? time(it.resolvedAt, { relative: true }) : "–", { hint: it.resolvedAt ? "by itself" : "when its check is ok again" })}
    </div>
    ${votes(it.votes)}
    ${it.reaction ? panel("Reaction", html`<p>${it.starts ? html`It starts <a href="/tasks/${part(it.starts.task)}">${it.starts.task}</a>. ` : nothing}${it.reaction.state === "waiting" ? "A person has to say yes to it." : html`Now it is ${it.reaction.state}${it.reaction.reason ? `: ${it.reaction.reason}` : ""}.`}</p>
      ${it.starts && asks ? json(it.starts.params, "Parameters, as the check has them") : nothing}
      ${it.reaction.runs.length ? table({
        caption: "Runs that it started",
        rows: it.reaction.runs,
        href: (each) => `/runs/${part(each.run)}`,
        columns: [
          { head: "Run", grow: true, cell: (each) => html`<a data-row href="/runs/${part(each.run)}">${each.run}</a>` },
          { head: "Started", num: true, cell: (each) => time(each.at, { relative: true }) },
          { head: "Approved by", cell: (each) => each.by ?? html`<span class="none">–</span>` },
        ],
      }) : nothing}`) : nothing}
    <div class="columns">
      ${panel("Measured", facts(Object.entries(it.measurements).map(([name, value]) => [name, measured(name, value)])))}
      ${panel("About", facts([
        ["Check", html`<a href="/detection/${part(it.check)}">${it.check}</a>`],
        ["Target", it.target],
        ["Labels", Object.keys(it.labels).length ? labels(it.labels) : ""],
        ["Looked after by", it.acknowledged?.by ?? ""],
        ["Note", it.acknowledged?.note ?? ""],
        ["Since", it.acknowledged ? time(it.acknowledged.at) : ""],
        ["Id", it.id],
      ]))}
    </div>`;
  }
}
customElements.define("page-finding", Finding);
