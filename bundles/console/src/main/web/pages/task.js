/** One task type: start it, and see how it does. */
import { html, nothing } from "lit";
import { get, part, post, query } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { router } from "../core/router.js";
import { duration, prose, since, span, time } from "../core/time.js";
import { confirm } from "../ui/dialog.js";
import { badge, empty, facts, failed, figure, head, json, note, panel, percent, plural, runBadge, shown, table } from "../ui/parts.js";
import { ANY, guarded, lacking } from "../ui/rights.js";
import { pairs } from "../ui/shared.js";
import { attempt } from "../ui/toast.js";
import "../ui/chart.js";
import "../ui/form.js";

const WINDOWS = [["PT1H", "PT1M", "1 h"], ["PT24H", "PT30M", "24 h"], ["P7D", "PT4H", "7 d"]];

class Task extends Page {
  static properties = { error: { state: true }, window: { state: true } };
  #type = undefined;
  #from = undefined;
  task = new Query(this, (signal) => get(`/tasks/${part(this.params.type)}`, { signal }), { on: ["plugin."] });
  runs = new Query(this, (signal) => get(`/runs${query({ task: this.params.type, limit: 15 })}`, { signal }), { on: ["run."], when: (event) => event.task === this.params.type });
  pauses = new Query(this, (signal) => get("/pauses", { signal }), { on: ["pause."] });
  statistics = new Query(this, (signal) => get(`/statistics${query({ window: this.window[0], step: this.window[1], task: this.params.type })}`, { signal }), { on: ["run.finished"], when: (event) => event.task === this.params.type, every: 3000, each: 60_000 });

  constructor() {
    super();
    this.error = null;
    this.window = WINDOWS[1];
  }

  willUpdate() {
    if (this.#type !== undefined && this.#type !== this.params.type) for (const each of [this.task, this.runs, this.statistics]) each.restart();
    this.#type = this.params.type;
    this.heading = this.params.type;
  }

  /** The parameters of another run, to start from. */
  async #prefill() {
    const id = this.query.get("from");
    const form = this.querySelector("g-form");
    if (!id || !form || this.#from === id) return;
    this.#from = id;
    const run = await attempt(() => get(`/runs/${part(id)}`));
    if (run) form.begin(run.params ?? {});
  }

  updated() {
    this.#prefill();
  }

  async #start(event) {
    event.preventDefault();
    const form = this.querySelector("g-form");
    const { elements } = event.target;
    const problem = form.problem();
    this.error = problem ? new Error(problem) : null;
    if (problem) return;
    const body = { params: form.value };
    for (const name of ["tenant", "sla", "timeout", "delay", "deadline"]) if (elements[name]?.value.trim()) body[name] = elements[name].value.trim();
    if (elements.priority.value) body.priority = elements.priority.valueAsNumber;
    const found = pairs(elements.labels.value);
    if (found) body.labels = found;
    const retry = given(elements, { attempts: "attempts", first: "first", max: "longest" });
    if (retry) body.retry = retry;
    const concurrency = given(elements, { key: "concurrency", limit: "limit" });
    if (concurrency) body.concurrency = concurrency;
    const singleton = given(elements, { key: "singleton", mode: "mode" });
    if (singleton) body.singleton = singleton;
    try {
      const run = await post(`/tasks/${part(this.params.type)}/runs`, body, { headers: { "Idempotency-Key": crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` } });
      router.go(`/runs/${part(run.id)}`);
    } catch (e) {
      this.error = e;
      form.refused(e.errors ?? []);
    }
  }

  async #steer(verb, sentence, body) {
    await attempt(() => post(`/tasks/${part(this.params.type)}/${verb}`, body), sentence);
    this.pauses.refresh();
  }

  render() {
    return shown(this.task, (task) => this.#page(task), { lines: 14, above: head(this.params.type, { back: { href: "/tasks", text: "Tasks" } }) });
  }

  #page(task) {
    const off = lacking("operator", ANY);
    const pause = this.pauses.value?.items.find((each) => each.scope === "task" && each.name === task.type);
    return html`${head(task.type, {
      back: { href: "/tasks", text: "Tasks" },
      lead: task.description ?? task.title ?? "",
      actions: pause
        ? guarded("operator", "Resume", () => this.#steer("resume", "It goes on."), { name: "play", kind: "main" })
        : guarded("operator", "Pause", async () => {
            const reason = await confirm(`Pause ${task.type}?`, "Attempts that run go on; no other one begins until it is resumed. Runs can be started, and wait.", { yes: "Pause", ask: "Why (optional)" });
            if (reason !== undefined) await this.#steer("pause", "Paused.", reason.trim() ? { reason: reason.trim() } : {});
          }, { name: "paused" }),
    })}
    ${pause ? note("warn", html`<p><b>Paused</b> ${time(pause.since, { relative: true })}${pause.reason ? `: ${pause.reason}` : ""}</p>`) : nothing}
    ${task.available ? nothing : note("warn", html`<p>${prose(task.reason ?? "No plugin offers it now.")} A run that is started now is blocked, and goes on by itself when one does.</p>`)}
    ${this.#figures()}
    <div class="columns wide-left">
      <div class="stack">
        ${panel("Start a run", html`<form class="stack" novalidate @submit=${this.#start}>
          <g-form .schema=${task.params}></g-form>
          <details class="options"><summary>Options: labels, tenant, priority, timeout …</summary>
            <div class="form">
              <label class="field"><span>Labels</span><input name="labels" autocomplete="off" placeholder="team=web env=test"><span class="hint">name=value, to find it by</span></label>
              <label class="field"><span>Tenant</span><input name="tenant" autocomplete="off" placeholder="default"></label>
              <label class="field"><span>Service class</span><select name="sla"><option value="">silver (default)</option><option>gold</option><option>silver</option><option>bronze</option></select></label>
              <label class="field"><span>Priority</span><input name="priority" type="number" step="1" placeholder="0"><span class="hint">higher goes first in its class</span></label>
              <label class="field"><span>Delay</span><input name="delay" autocomplete="off" placeholder="PT5M"><span class="hint">a duration; starts at once without</span></label>
              <label class="field"><span>Timeout of an attempt</span><input name="timeout" autocomplete="off" placeholder=${task.timeout ?? "PT1H"}></label>
            </div>
            <details class="options"><summary>More: deadline, retries, what runs beside it</summary>
              <div class="form">
                <label class="field"><span>Deadline</span><input name="deadline" autocomplete="off" placeholder="PT2H"><span class="hint">a duration from now, or a time as 2026-01-31T12:00:00Z: until then it has to be over</span></label>
                <label class="field"><span>Attempts</span><input name="attempts" type="number" step="1" min="1" max="1000" placeholder=${task.retry?.attempts ?? "1"}><span class="hint">in place of the task’s own retries</span></label>
                <label class="field"><span>First wait</span><input name="first" autocomplete="off" placeholder="PT1S"><span class="hint">after the first failed attempt; it doubles</span></label>
                <label class="field"><span>Longest wait</span><input name="longest" autocomplete="off" placeholder="PT5M"></label>
                <label class="field"><span>Concurrency key</span><input name="concurrency" autocomplete="off" maxlength="400"><span class="hint">of the tenant’s runs with it only so many run at one time</span></label>
                <label class="field"><span>At one time with that key</span><input name="limit" type="number" step="1" min="1" max="100000" placeholder="1"></label>
                <label class="field"><span>Singleton key</span><input name="singleton" autocomplete="off" maxlength="200"><span class="hint">at most one run of this task type with it is open</span></label>
                <label class="field"><span>While another one with that key is open</span><select name="mode"><option value="">it is shown instead (default)</option><option value="cancel">it is cancelled, and this one follows</option></select></label>
              </div></details></details>
          ${this.error ? failed(this.error) : nothing}
          <div class="actions"><button type="submit" class="main" ?disabled=${Boolean(off)} title=${off || nothing}>Start</button></div></form>`)}
      </div>
      <div class="stack">
        ${panel("Last runs", shown(this.runs, ({ items }) => table({
          caption: `Last runs of ${task.type}`,
          rows: items,
          href: (run) => `/runs/${part(run.id)}`,
          none: empty("It has not run yet", "Start it with the form."),
          columns: [
            { head: "How", cell: (run) => html`<a data-row href="/runs/${part(run.id)}" aria-label="Run ${run.id}, ${run.result ?? run.state}">${runBadge(run)}</a>` },
            { head: "Took", num: true, cell: (run) => since(run.startedAt, run.finishedAt) },
            { head: "Created", num: true, cell: (run) => time(run.createdAt, { relative: true }) },
          ],
        })), { flush: true, actions: html`<a href="/runs?task=${part(task.type)}">All</a>` })}
        ${panel("About", facts([
          ["Plugin", task.plugin ? html`<a href="/plugins/${part(task.plugin.id)}">${task.plugin.id}</a> ${task.plugin.version}` : ""],
          ["Timeout of an attempt", task.timeout ? duration(task.timeout) : "none"],
          ["Heartbeat", task.heartbeat ? `at least each ${duration(task.heartbeat)}` : ""],
          ["Retries", task.retry ? plural(task.retry.attempts, "attempt") : ""],
        ]))}
      </div>
    </div>
    ${this.#charts()}
    <div class="columns">
      ${panel("Schema of the parameters", html`<details><summary>JSON Schema</summary>${json(task.params)}</details>`)}
      ${task.output ? panel("Schema of the result", html`<details><summary>JSON Schema</summary>${json(task.output)}</details>`) : nothing}
    </div>`;
  }

  #figures() {
    const it = this.statistics.value?.tasks.find((each) => each.task === this.params.type);
    const all = it ? it.success + it.failure + it.error + it.timeout : 0;
    return html`<div class="figures">
        ${figure("Success", all ? percent(it.success / all) : "–", { mood: all && it.success < all ? "bad" : "", hint: `of ${all} in ${this.window[2]}` })}
        ${figure("p50", it ? span(it.p50) : "–", { hint: "half is faster" })}
        ${figure("p95", it ? span(it.p95) : "–", { hint: "19 of 20 are faster" })}
        ${figure("Last", it?.last ? badge(it.last.result) : "–", { hint: it?.last ? time(it.last.finishedAt, { relative: true }) : "" })}
      </div>`;
  }

  #charts() {
    const series = this.statistics.value?.series ?? [];
    const times = series.map((each) => Date.parse(each.at));
    const of = (name) => series.map((each) => each[name] ?? null);
    const results = ["success", "failure", "error", "timeout", "cancelled"].filter((name) => name === "success" || name === "failure" || of(name).some(Boolean));
    return html`<div class="columns">
        ${panel("Results", html`<g-chart heading="Results" kind="bars" .times=${times} none="No run finished in this time"
          .series=${results.map((name) => ({ name, colour: name, values: of(name) }))}></g-chart>`, { actions: this.#windows() })}
        ${panel("Latency", html`<g-chart heading="Latency" kind="lines" .times=${times} .format=${span} none="No run finished in this time"
          .series=${[{ name: "p50", colour: "1", values: of("p50") }, { name: "p95", colour: "2", values: of("p95") }, { name: "p99", colour: "3", values: of("p99") }]}></g-chart>`)}
      </div>`;
  }

  #windows() {
    return html`<div class="toggles" role="group" aria-label="Time shown">${WINDOWS.map((each) => html`<button type="button" aria-pressed=${each === this.window ? "true" : "false"} @click=${() => { this.window = each; this.statistics.refresh(); }}>${each[2]}</button>`)}</div>`;
  }
}
customElements.define("page-task", Task);

/** What of these members is filled in, by the names of their fields; undefined for none. */
function given(elements, fields) {
  const found = Object.entries(fields).filter(([, name]) => elements[name].value.trim()).map(([member, name]) => [member, elements[name].type === "number" ? elements[name].valueAsNumber : elements[name].value.trim()]);
  return found.length ? Object.fromEntries(found) : undefined;
}
