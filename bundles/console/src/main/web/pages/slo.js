/** One objective: how it is kept, how fast its error budget goes, and its rules. */
import { html, nothing, svg } from "lit";
import { get, getText, part } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { duration, seconds, time } from "../core/time.js";
import { badge, empty, facts, figure, head, note, panel, shown, table } from "../ui/parts.js";
import { alertBadge, compliance, kept, left, promise } from "../ui/slo.js";
import { toast } from "../ui/toast.js";

/** Above which rate, over which two windows, what fires: as Gantry evaluates it. */
const RULES = [["page", 14.4, "PT1H", "PT5M"], ["page", 6, "PT6H", "PT30M"], ["ticket", 3, "P1D", "PT2H"], ["ticket", 1, "P3D", "PT6H"]];

class Slo extends Page {
  static properties = { rules: { state: true } };
  #id = undefined;
  slo = new Query(this, (signal) => get(`/slos/${part(this.params.id)}`, { signal }), { on: ["slo.", "run.finished"], every: 3000, each: 15_000 });

  constructor() {
    super();
    this.rules = null;
  }

  willUpdate() {
    if (this.#id !== undefined && this.#id !== this.params.id) {
      this.rules = null;
      this.slo.restart();
    }
    this.#id = this.params.id;
    this.heading = this.params.id;
  }

  async #load(event) {
    if (!event.target.open || this.rules) return;
    try {
      this.rules = await getText(`/slos/${part(this.params.id)}/rules`);
    } catch (e) {
      toast(e.message, { mood: "bad" });
    }
  }

  render() {
    return shown(this.slo, (slo) => this.#page(slo), { lines: 14 });
  }

  #page(it) {
    const allowed = (it.total * (100 - it.objective)) / 100;
    const bad = it.total - it.good;
    const firing = it.alerts.filter((each) => each.firing).sort((a, b) => a.severity.localeCompare(b.severity));
    return html`${head(html`<span>${it.id}</span>${alertBadge(it)}`, {
      back: { href: "/slos", text: "Objectives" },
      lead: html`${promise(it)}: ${it.task.includes("*") ? it.task : html`<a href="/tasks/${part(it.task)}">${it.task}</a>`}`,
      actions: it.task.includes("*") ? nothing : html`<a class="button" href="/runs?task=${part(it.task)}&result=failure">Failed runs</a>`,
    })}
    ${firing.slice(0, 1).map((each) => note("bad", html`<p><b>${each.severity === "page" ? "It burns fast enough to wake somebody." : "It burns faster than it may; look at it in working hours."}</b> ${each.since ? html`Since ${time(each.since, { relative: true })}.` : nothing} Look at the failed runs of the task, or at its last change.</p>`))}
    <div class="figures">
      ${figure("Kept", compliance(it), { mood: kept(it) === null ? "" : kept(it) ? "good" : "bad", hint: `objective ${it.objective} %` })}
      ${figure("Budget left", it.total ? left(it) : "–", { mood: !it.total ? "" : it.budgetRemaining <= 0 ? "bad" : it.budgetRemaining < 0.25 ? "warn" : "good", hint: it.total ? `${bad.toLocaleString()} bad of ${allowed.toLocaleString(undefined, { maximumFractionDigits: 1 })} that may be` : "nothing counted" })}
      ${figure("Counted", it.total.toLocaleString(), { hint: it.since ? html`since ${time(it.since, { relative: true })}` : `in ${duration(it.window)}` })}
      ${figure("Alerts firing", firing.length, { mood: firing.length ? "bad" : "", hint: firing.map((each) => each.severity).join(", ") || "none" })}
    </div>
    ${panel("How fast the budget goes", it.total ? burns(it) : empty("Nothing was counted yet", "Runs are counted from when the objective was made. Start one, and it is here within seconds."), { lead: "at a rate of 1 it lasts exactly for the window" })}
    <div class="columns">
      ${panel("Alerts", table({
        caption: "When an alert fires",
        rows: RULES,
        columns: [
          { head: "Severity", cell: ([severity]) => severity },
          { head: "Burn rate above", num: true, cell: ([, rate]) => rate },
          { head: "Over both", cell: ([, , long, short]) => `${duration(long)} and ${duration(short)}` },
          { head: "Now", cell: ([severity, rate, long, short]) => (over(it, long, rate) && over(it, short, rate) ? (firing.some((each) => each.severity === severity) ? badge("firing") : badge("warn", { text: "too few counted" })) : badge("ok", { text: "quiet" })) },
        ],
      }), { flush: true, lead: `from ${it.minimum} counted on` })}
      ${panel("About", facts([
        ["Task", it.task],
        ["Kind", it.kind],
        ["Threshold", it.threshold ? duration(it.threshold) : ""],
        ["Window", duration(it.window)],
        ["Written in", html`<code>${it.file}</code>`],
      ]))}
    </div>
    ${panel("Rules for Prometheus", html`<details @toggle=${this.#load}><summary>Show the rules</summary>${this.rules ? html`<pre class="code" tabindex="0" aria-label="Rules">${this.rules}</pre>` : html`<p class="soft">Loading …</p>`}</details>`, {
      actions: html`<a class="button small" href="/api/v1/slos/${part(it.id)}/rules" download="gantry-slo-${it.id}.rules.yaml">Rules</a><a class="button small" href="/api/v1/slos/${part(it.id)}/tests" download="gantry-slo-${it.id}.test.yaml">Their test</a>`,
    })}`;
  }
}
customElements.define("page-slo", Slo);

const over = (slo, window, rate) => (slo.burnRates.find((each) => seconds(each.window) === seconds(window))?.rate ?? 0) > rate;

/** A bar for each window, up to the rate that would wake somebody; the numbers beside it say the same. */
function burns(slo) {
  const top = Math.max(16, ...slo.burnRates.map((each) => each.rate)) * 1.05;
  const at = (rate) => `${((Math.sqrt(rate) / Math.sqrt(top)) * 100).toFixed(2)}%`;
  return html`<div class="table" role="region" tabindex="0" aria-label="Burn rates"><table class="burns"><caption class="sr">Burn rates by window</caption>
    <thead><tr><th scope="col">Over</th><th scope="col" class="num">Burn rate</th><th scope="col" class="grow" aria-hidden="true"></th><th scope="col" class="num">Counted</th></tr></thead>
    <tbody>${slo.burnRates.map((each) => html`<tr><td class="tight">${duration(each.window)}</td><td class="num ${each.rate > 1 ? "bad-text" : ""}">${each.total ? each.rate.toFixed(each.rate < 10 ? 2 : 1) : "–"}</td>
      <td class="grow" aria-hidden="true"><svg width="100%" height="14">${[1, 6, 14.4].map((rate) => svg`<line class="mark" x1=${at(rate)} x2=${at(rate)} y1="0" y2="14"></line>`)}
        <rect class="c-${each.rate > 6 ? "failure" : each.rate > 1 ? "timeout" : "success"}" y="3" height="8" rx="2" width=${each.rate > 0 ? at(each.rate) : "0"}></rect></svg></td>
      <td class="num">${each.total.toLocaleString()}</td></tr>`)}</tbody></table></div>
    <p class="legend">The marks are at 1, 6 and 14.4.</p>`;
}
