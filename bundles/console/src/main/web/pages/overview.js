/** How it goes, what needs a person, and what changed. */
import { html, nothing } from "lit";
import { get, part, query } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { recent } from "../core/recent.js";
import { session } from "../core/session.js";
import { prose, since, span, time } from "../core/time.js";
import { icon } from "../ui/icons.js";
import { badge, empty, figure, head, panel, percent, plural, runBadge, shown, table } from "../ui/parts.js";
import "../ui/chart.js";
import "../ui/panels.js";

const WINDOWS = [["PT1H", "PT1M", "1 h"], ["PT6H", "PT5M", "6 h"], ["PT24H", "PT30M", "24 h"]];
const RESULTS = ["success", "failure", "error", "timeout", "cancelled", "skipped"];

class Overview extends Page {
  static properties = { window: { state: true } };
  statistics = new Query(this, (signal) => get(`/statistics${query({ window: this.window[0], step: this.window[1] })}`, { signal }), { on: ["run."], every: 2000, each: 15_000 });
  attention = new Query(this, async (signal) => (session.may("viewer") ? get("/attention", { signal }) : { items: [] }), { on: ["plugin.", "slo.", "pause.", "target.", "check.", "finding.", "run.finished", "run.blocked"], every: 2000, each: 15_000 });
  running = new Query(this, (signal) => get("/runs?state=running&limit=8", { signal }), { on: ["run."], every: 1000 });
  failed = new Query(this, (signal) => get("/runs?deadLetter=true&limit=6", { signal }), { on: ["run.finished"], every: 1500 });
  status = new Query(this, (signal) => get("/status", { signal }), { on: ["plugin."], each: 60_000 });
  #recent = null;

  constructor() {
    super();
    this.window = WINDOWS[0];
  }

  connectedCallback() {
    super.connectedCallback();
    this.#recent = recent(this.#changed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#recent.stop();
  }

  #changed = () => this.requestUpdate();

  render() {
    const status = this.status.value;
    return html`${head("Overview", { lead: status ? html`Gantry ${status.version}, up since ${time(status.startedAt)}; ${plural(status.plugins?.active ?? 0, "plugin")}, ${plural(status.tasks?.available ?? 0, "task type")}` : html`&nbsp;`, actions: this.#windows() })}
      ${status && !status.ready ? html`<div class="note bad" role="alert">${icon("error")}<div class="grow"><p><b>Gantry is not ready.</b></p><ul>${status.missing.map((each) => html`<li>${each.name}: ${each.reason}</li>`)}</ul></div></div>` : nothing}
      ${this.#figures()}
      ${session.may("viewer") ? nothing : html`<p class="soft">You see the runs of your tenants. What concerns all of Gantry is shown to those whose role is for all of it.</p>`}
      ${!session.may("viewer") ? nothing : panel("What needs a person", shown(this.attention, ({ items }) => this.#attention(items), { lines: 3 }), { lead: this.attention.value?.items.length ? plural(this.attention.value.items.length, "thing") : "" })}
      ${this.#charts()}
      <g-panels place="overview"></g-panels>
      <div class="columns"><div class="stack">
        ${panel("Running now", shown(this.running, ({ items }) => this.#runs(items, "Running now", empty("Nothing runs at this moment", "Runs appear here as they start.")), { lines: 5 }), { flush: true, actions: html`<a href="/runs?state=running">All</a>` })}
        ${panel("What changed", this.#changes(), { flush: true })}
        </div><div class="stack">
        ${panel("Failed, and nobody looked yet", shown(this.failed, ({ items }) => this.#runs(items, "Dead letters", empty("No dead letters", "A run that failed for good waits here until somebody reruns or dismisses it.")), { lines: 5 }), { flush: true, actions: html`<a href="/runs?deadLetter=true">All</a>` })}
        ${panel("Tasks", this.#tasks(), { flush: true, lead: `last ${this.window[2]}` })}
      </div></div>`;
  }

  #windows() {
    return html`<div class="toggles" role="group" aria-label="Time shown">${WINDOWS.map((each) => html`<button type="button" aria-pressed=${each === this.window ? "true" : "false"} @click=${() => { this.window = each; this.statistics.refresh(); }}>${each[2]}</button>`)}</div>`;
  }

  #sum(name) {
    return (this.statistics.value?.series ?? []).reduce((sum, each) => sum + (each[name] ?? 0), 0);
  }

  #figures() {
    const now = this.statistics.value?.now;
    const bad = this.#sum("failure") + this.#sum("error") + this.#sum("timeout");
    const all = bad + this.#sum("success");
    const minutes = { PT1H: 60, PT6H: 360, PT24H: 1440 }[this.window[0]];
    const series = this.statistics.value?.series ?? [];
    const worst = Math.max(0, ...series.map((each) => each.p95 ?? 0));
    const slowest = Math.max(0, ...series.map((each) => each.waitP95 ?? 0));
    const n = (value) => (value === undefined ? "–" : value.toLocaleString());
    return html`<div class="figures">
      ${figure("Running", n(now?.running), { href: "/runs?state=running", hint: now ? `${n(now.queued)} queued` : "" })}
      ${figure("Runs a minute", now ? (all / minutes).toFixed(all / minutes < 10 ? 1 : 0) : "–", { href: "/runs", hint: `${n(all)} in ${this.window[2]}` })}
      ${figure("Success", all ? percent(1 - bad / all, bad && bad / all < 0.001 ? 2 : 1) : "–", { mood: bad ? "bad" : all ? "good" : "", href: bad ? "/runs?result=failure" : "/runs?result=success", hint: `${n(bad)} failed` })}
      ${figure("Latency p95", worst ? span(worst) : "–", { hint: "the slowest step" })}
      ${figure("Wait p95", slowest ? span(slowest) : "–", { hint: "due until started" })}
      ${figure("Blocked", n(now?.blocked), { mood: now?.blocked ? "warn" : "", href: "/runs?state=blocked", hint: now ? `${n(now.paused)} paused` : "" })}
      ${figure("Dead letters", n(now?.deadLetters), { mood: now?.deadLetters ? "bad" : "", href: "/runs?deadLetter=true", hint: "wait for a person" })}
    </div>`;
  }

  #attention(items) {
    if (!items.length) return html`<p class="all-well">${icon("success")}<span><b>All is well.</b> <span class="soft">No finding, no quarantined plugin, no dead letter, nothing blocked, no objective at risk.</span></span></p>`;
    return html`<ul class="attention">${items.map((each) => html`<li>
      ${badge(each.severity, { text: each.kind.replaceAll(/[-_]/g, " ") })}
      <div class="grow"><p><b>${each.link ? html`<a href=${each.link}>${each.title}</a>` : each.title}</b> <span class="soft small-text">${each.since ? time(each.since, { relative: true }) : nothing}</span></p>
        ${each.detail ? html`<p class="clip">${prose(each.detail)}</p>` : nothing}${each.remedy ? html`<p class="soft">${each.remedy}</p>` : nothing}</div></li>`)}</ul>`;
  }

  #charts() {
    const series = this.statistics.value?.series ?? [];
    const times = series.map((each) => Date.parse(each.at));
    const of = (name) => series.map((each) => each[name] ?? null);
    const used = RESULTS.filter((name) => ["success", "failure", "timeout"].includes(name) || this.#sum(name));
    return html`<div class="columns">
      ${panel("Runs finished", html`<g-chart heading="Runs finished" kind="bars" .times=${times} none="No run finished in this time" .series=${used.map((name) => ({ name, colour: name, values: of(name) }))}></g-chart>`)}
      ${panel("Latency", html`<g-chart heading="Latency of attempts" .times=${times} .format=${span} none="No run finished in this time"
        .series=${[{ name: "p50", colour: "1", values: of("p50") }, { name: "p95", colour: "2", values: of("p95") }, { name: "p99", colour: "3", values: of("p99") }]}></g-chart>`)}</div>`;
  }

  #runs(items, caption, none) {
    return table({
      caption,
      rows: items,
      none,
      href: (run) => `/runs/${part(run.id)}`,
      columns: [
        { head: "How", cell: runBadge },
        { head: "Task", grow: true, cell: (run) => html`<a data-row href="/runs/${part(run.id)}">${run.task}</a>${run.error || run.reason ? html`<span class="sub clip">${prose(run.error?.message ?? run.reason)}</span>` : run.progressMessage ? html`<span class="sub clip">${run.progressMessage}</span>` : nothing}` },
        { head: "Took", num: true, rank: 2, cell: (run) => since(run.startedAt, run.finishedAt) },
        { head: "Since", num: true, cell: (run) => time(run.finishedAt ?? run.startedAt, { relative: true }) },
      ],
    });
  }

  #changes() {
    const items = this.#recent?.items() ?? [];
    return table({
      caption: "What changed",
      rows: items.slice(0, 12),
      none: empty("Nothing changed since Gantry started", "Plugins that come and go, decisions of people, alerts and verdicts that turn appear here as they happen."),
      columns: [
        { head: "What", cell: (each) => badge(words(each).how) },
        { head: "Of", grow: true, cell: (each) => { const { kind, name, href, text } = words(each); return html`<span class="soft">${kind}</span> ${href ? html`<a href=${href}>${name}</a>` : name}${text ? html`<span class="sub clip" title=${text}>${prose(text)}</span>` : nothing}`; } },
        { head: "When", num: true, cell: (each) => time(each.time, { relative: true }) },
      ],
    });
  }

  #tasks() {
    if (!this.statistics.value) return this.statistics.error ? nothing : shown(this.statistics, () => nothing);
    const bad = (each) => each.failure + each.error + each.timeout;
    return table({
      caption: "Tasks",
      rows: [...this.statistics.value.tasks].sort((a, b) => bad(b) - bad(a) || b.success - a.success).slice(0, 10),
      href: (each) => `/tasks/${part(each.task)}`,
      none: empty("No task ran in this time", "Start one, or let a schedule do so.", html`<p><a href="/tasks">To the tasks</a></p>`),
      columns: [
        { head: "Task", grow: true, cell: (each) => html`<a data-row href="/tasks/${part(each.task)}">${each.task}</a>` },
        { head: "Runs", num: true, cell: (each) => (each.success + bad(each)).toLocaleString() },
        { head: "Failed", num: true, cell: (each) => html`<span class=${bad(each) ? "bad-text" : "none"}>${bad(each).toLocaleString()}</span>` },
        { head: "p95", num: true, cell: (each) => span(each.p95) },
        { head: "Last", num: true, rank: 2, cell: (each) => (each.last ? badge(each.last.result) : nothing) },
      ],
    });
  }
}
customElements.define("page-overview", Overview);

/** An event as a person would tell it. */
function words(event) {
  const [kind, how] = event.type.split(".");
  switch (kind) {
    case "plugin":
      return { kind, how, name: `${event.plugin ?? event.subject}${event.version ? ` ${event.version}` : ""}`, href: `/plugins/${part(event.plugin ?? event.subject)}`, text: event.reason ?? event.text };
    case "slo":
      return { kind: "objective", how, name: event.slo, href: `/slos/${part(event.slo)}`, text: event.text };
    case "pause":
      return { kind: event.scope, how: how === "set" ? "paused" : "resumed", name: event.name, text: [event.reason, event.by && `by ${event.by}`].filter(Boolean).join(", ") };
    case "check":
      return { kind, how: event.status, name: event.check, href: `/detection/${part(event.check)}`, text: event.reason };
    case "finding":
      return { kind, how: how === "waiting" ? "wants a yes" : how, name: event.check, href: `/findings/${part(event.subject)}`, text: event.text };
    case "schedule":
      return { kind, how, name: event.schedule, href: `/schedules/${part(event.schedule)}` };
    default:
      return { kind, how, name: event.subject };
  }
}
