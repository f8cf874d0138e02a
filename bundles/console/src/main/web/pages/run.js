/** One run: how it goes or went, why, and what can be done. */
import { html, nothing, svg } from "lit";
import { get, part, patch, post, query } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { router } from "../core/router.js";
import { duration, local, prose, seconds, since, span, time } from "../core/time.js";
import { confirm } from "../ui/dialog.js";
import { edit } from "../ui/edit.js";
import { icon } from "../ui/icons.js";
import { badge, chip, facts, figure, head, json, labels, note, panel, runBadge, shown, table } from "../ui/parts.js";
import { guarded, guardedLink } from "../ui/rights.js";
import { copyText, keysOf } from "../ui/shared.js";
import { attempt } from "../ui/toast.js";
import "../ui/log.js";

const TRACES = "gantry.traces";

class Run extends Page {
  #id = undefined;
  #keys = () => {};
  run = new Query(this, (signal) => get(`/runs/${part(this.params.id)}`, { signal }), {
    on: ["run.", "attempt."],
    when: (event) => event.run === this.params.id,
    every: 400,
    each: 10_000,
  });
  attempts = new Query(this, (signal) => get(`/runs/${part(this.params.id)}/attempts`, { signal }), {
    on: ["run.", "attempt."],
    when: (event) => event.run === this.params.id,
    every: 400,
  });
  children_ = new Query(this, (signal) => get(`/runs${query({ parent: this.params.id, limit: 100 })}`, { signal }), { on: ["run."], every: 3000 });

  connectedCallback() {
    super.connectedCallback();
    this.#keys = keysOf(this, { "Shift+R": "Rerun the run", "Shift+T": "Retry it now" });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#keys();
  }

  willUpdate() {
    if (this.#id !== undefined && this.#id !== this.params.id) for (const each of [this.run, this.attempts, this.children_]) each.restart();
    this.#id = this.params.id;
    if (this.run.value) this.heading = `${this.run.value.task} ${this.run.value.result ?? this.run.value.state}`;
  }

  async #do(verb, sentence, { ask, body } = {}) {
    let more = {};
    if (ask) {
      const answer = await confirm(...ask);
      if (answer === undefined) return;
      if (typeof answer === "string" && answer.trim()) more = { reason: answer.trim() };
    }
    const run = await attempt(() => post(`/runs/${part(this.params.id)}/${verb}`, { ...body, ...more }), sentence);
    if (run && verb === "rerun") router.go(`/runs/${part(run.id)}`);
    this.run.refresh();
    this.attempts.refresh();
  }

  /** Its parameters and priority; without its task's schema the latter only. Sends what is another than before. */
  async #change(run) {
    const task = await get(`/tasks/${part(run.task)}`).catch(() => null);
    const value = run.params ?? {};
    const changed = await edit("Change this run", {
      schema: task?.params,
      value,
      lead: "No attempt begins with what was before. Once one began the run cannot be changed any more.",
      extra: html`<label class="field"><span>Priority</span><input name="priority" type="number" step="1" min="-100" max="100" .value=${String(run.priority)}><span class="hint">higher goes first in its class</span></label>`,
      send: async (params, { elements }) => {
        const body = {};
        if (task && JSON.stringify(params) !== JSON.stringify(value)) body.params = params;
        if (elements.priority.value && elements.priority.valueAsNumber !== run.priority) body.priority = elements.priority.valueAsNumber;
        if (!Object.keys(body).length) throw new Error("Nothing is changed yet.");
        return patch(`/runs/${part(run.id)}`, body);
      },
      done: "It is changed.",
    });
    if (changed) this.run.refresh();
  }

  #progress = ({ detail }) => {
    if (!this.run.value) return;
    Object.assign(this.run.value, detail);
    this.requestUpdate();
  };

  /** Where traces are seen is known to the reader: kept in this browser. */
  async #traces() {
    const address = await confirm("Where are traces seen?", "The address of a trace in your tracing system, with {trace} in the place of its id. It is kept in this browser; empty takes the link away.", { yes: "Save", ask: "Address", value: localStorage.getItem(TRACES) ?? "https://traces.example.com/trace/{trace}" });
    if (address === undefined) return;
    if (address.trim()) localStorage.setItem(TRACES, address.trim());
    else localStorage.removeItem(TRACES);
    this.requestUpdate();
  }

  #trace(id) {
    const address = localStorage.getItem(TRACES);
    const there = address && /^https?:/.test(address);
    return html`${there ? html`<a href=${address.replaceAll("{trace}", id)} target="_blank" rel="noreferrer"><code>${id}</code></a>` : html`<code>${id}</code>`}
      ${copy(id, "the trace’s id")}<button type="button" class="bare small" aria-label="Where traces are seen" title="Where traces are seen" @click=${this.#traces}>${icon("link")}</button>`;
  }

  #actions(run) {
    const act = (text, work, options) => guarded("operator", text, work, { tenant: run.tenant, ...options });
    if (run.state === "finished") {
      return html`${run.deadLetter ? act("Dismiss", () => this.#do("dismiss", "It is no dead letter any more.", { ask: ["Dismiss this dead letter?", "It stays in the history, and nobody is asked to look at it any more.", { yes: "Dismiss", ask: "Why (optional)" }] })) : nothing}
        ${act("Rerun", () => this.#do("rerun", { text: "Started again." }), { name: "retry", kind: "main", keys: "Shift+R", title: "A new run with the same parameters (Shift R)" })}
        ${guardedLink("operator", "Rerun with changes", `/tasks/${part(run.task)}?from=${part(run.id)}`, { name: "play", tenant: run.tenant })}`;
    }
    return html`${run.state === "scheduled" && run.attempt > 0
      ? act("Retry now", () => this.#do("retry", "The next attempt begins as soon as there is room."), { name: "retry", kind: "main", keys: "Shift+T", title: "Begin the next attempt without the rest of the wait (Shift T)" })
      : nothing}
      ${run.state === "paused"
      ? act("Resume", () => this.#do("resume", "It goes on."), { name: "play", kind: "main" })
      : act("Pause", () => this.#do("pause", "It is paused; an attempt that runs goes on, and no other one follows."), { name: "paused" })}
      ${run.attempt || run.state === "cancelling" ? nothing : act("Change", () => this.#change(run), { title: "Its parameters and priority, as no attempt began yet" })}
      ${act("Cancel", () => this.#do("cancel", "It is asked to stop.", { ask: ["Cancel this run?", "It is asked to stop, and may clean up.", { yes: "Cancel the run", ask: "Why (optional)" }] }), { name: "cancelled" })}
      ${act("Terminate", () => this.#do("terminate", "It is stopped.", { ask: ["Terminate this run?", "It is stopped at once. The task cannot clean up, and rollback is not called: what it has done half stays half done. Cancel lets it clean up.", { yes: "Terminate", danger: true, ask: "Why (optional)" }] }), { name: "stop", kind: "danger" })}`;
  }

  render() {
    return html`${shown(this.run, (run) => this.#page(run), { lines: 14, above: head("Run", { back: { href: "/runs", text: "Runs" }, lead: html`<code>${this.params.id}</code>` }) })}`;
  }

  #page(run) {
    const over = run.state === "finished";
    return html`${head(html`<span>${run.task}</span>${runBadge(run)}${run.deadLetter ? chip("dead letter") : nothing}`, {
      back: { href: "/runs", text: "Runs" },
      lead: html`<code>${run.id}</code>`,
      actions: this.#actions(run),
    })}
    ${this.#why(run)}
    <div class="figures">
      ${figure("Created", time(run.createdAt), { hint: run.trigger ? `by ${run.trigger}` : "" })}
      ${figure("Waited", run.startedAt || !over ? since(run.createdAt, run.startedAt) : "–", { hint: run.dueAt && !run.startedAt ? `due ${local(Date.parse(run.dueAt))}` : "before the first attempt" })}
      ${figure(over ? "Took" : "Runs for", run.startedAt ? since(run.startedAt, run.finishedAt) : "–", { hint: run.deadline ? `deadline ${local(Date.parse(run.deadline))}` : "no deadline" })}
      ${figure("Attempt", run.attempt ? `${run.attempt} of ${run.maxAttempts}` : "–", { hint: run.maxAttempts > 1 ? "with retries" : "no retries" })}
      ${figure("Progress", over && run.result === "success" ? "100 %" : run.progress ? `${Math.round(run.progress * 100)} %` : "–", { hint: run.progressMessage || "" })}
    </div>
    ${panel("Time line", shown(this.attempts, ({ items }) => timeline(run, items), { lines: 2 }))}
    ${panel("Log", html`<g-log .run=${run.id} .over=${over} @progress=${this.#progress}></g-log>`, { flush: true })}
    <div class="columns">
      ${panel("Parameters", json(run.params, "Parameters"))}
      ${panel("Result", over ? (run.output === null ? html`<p class="soft">${run.result === "success" ? "The task returned nothing." : "There is none: the run did not succeed."}</p>` : json(run.output, "Result")) : html`<p class="soft">It is here when the run is finished.</p>`)}
    </div>
    ${this.children_.value?.items.length ? panel("Children", this.#kids(this.children_.value.items), { flush: true }) : nothing}
    ${panel("About this run", facts([
      ["Task", html`<a href="/tasks/${part(run.task)}">${run.task}</a>`],
      ["Plugin", run.plugin ? html`<a href="/plugins/${part(run.plugin.id)}">${run.plugin.id}</a> ${run.plugin.version}` : ""],
      ["Node", run.node],
      ["Tenant", run.tenant],
      ["Service class", run.sla],
      ["Priority", run.priority],
      ["Labels", Object.keys(run.labels).length ? labels(run.labels) : ""],
      ["Parent", run.parent ? html`<a href="/runs/${part(run.parent)}"><code>${run.parent}</code></a>` : ""],
      ["Repeats", run.rerunOf ? html`<a href="/runs/${part(run.rerunOf)}"><code>${run.rerunOf}</code></a>` : ""],
      ["Repeated by", run.rerunAs ? html`<a href="/runs/${part(run.rerunAs)}"><code>${run.rerunAs}</code></a>` : ""],
      ["Trace", run.traceId ? this.#trace(run.traceId) : ""],
      ["Started", run.startedAt ? time(run.startedAt) : ""],
      ["Finished", run.finishedAt ? time(run.finishedAt) : ""],
    ]))}`;
  }

  /** What is in the way, or went wrong: the first thing that a person wants to know. */
  #why(run) {
    if (run.error) {
      return html`<section class="note bad why" aria-label="Why it ended so">${icon("error")}<div class="grow stack">
        <p><b>${prose(run.error.message || run.error.type)}</b></p>
        ${facts([
          ["Type", html`<code>${run.error.type}</code>`],
          ["Phase", run.error.phase],
          ["Where in the plugin", run.error.frame ? html`<code>${run.error.frame}</code>` : ""],
          ["What Gantry says", run.reason && run.reason !== run.error.message ? prose(run.reason) : ""],
        ])}</div></section>`;
    }
    if (!run.reason || run.result === "success") return nothing;
    const kind = run.result && run.result !== "cancelled" && run.result !== "skipped" ? "bad" : run.state === "blocked" || run.state === "paused" ? "warn" : "calm";
    return note(kind, html`<p>${prose(run.reason)}</p>`);
  }

  #kids(items) {
    return table({
      caption: "Children",
      rows: items,
      href: (run) => `/runs/${part(run.id)}`,
      columns: [
        { head: "How", cell: runBadge },
        { head: "Task", grow: true, cell: (run) => html`<a data-row href="/runs/${part(run.id)}">${run.task}</a>${run.error ? html`<span class="sub clip">${run.error.message}</span>` : nothing}` },
        { head: "Took", num: true, cell: (run) => since(run.startedAt, run.finishedAt) },
        { head: "Created", num: true, rank: 2, cell: (run) => time(run.createdAt) },
      ],
    });
  }
}
customElements.define("page-run", Run);

function copy(text, what) {
  return html`<button type="button" class="bare small" aria-label="Copy ${what}" title="Copy" @click=${() => copyText(text)}>${icon("copy")}</button>`;
}

/* The time line: a bar for each attempt, its phases in it, what was waited between them */

const ROW = 30;
const PHASES = { run: "c-1", prepare: "c-3", execute: "c-1", commit: "c-success", rollback: "c-timeout" };

function timeline(run, attempts) {
  if (!attempts.length) {
    return html`<p class="soft">${run.state === "finished" ? "It ended without an attempt." : "There was no attempt yet; it appears here as soon as there is one."}</p>`;
  }
  const start = Date.parse(run.createdAt);
  const end = run.finishedAt ? Date.parse(run.finishedAt) : Date.now();
  const whole = Math.max(1, end - start);
  const at = (ms) => `${Math.max(0, Math.min(100, ((ms - start) / whole) * 100)).toFixed(3)}%`;
  const wide = (from, to) => `${Math.max(0.25, ((to - from) / whole) * 100).toFixed(3)}%`;
  const height = attempts.length * ROW;
  let before = start;
  const rows = attempts.map((each, i) => {
    const from = Date.parse(each.startedAt);
    const to = each.finishedAt ? Date.parse(each.finishedAt) : end;
    const top = i * ROW + 6;
    const waited = svg`<line class="waited" x1=${at(before)} x2=${at(from)} y1=${top + 9} y2=${top + 9}></line>`;
    before = to;
    const phases = each.phases.map((phase) => {
      const begun = from + seconds(phase.startedAfter) * 1000;
      const ended = phase.took ? begun + seconds(phase.took) * 1000 : to;
      return svg`<rect class="${phase.failed ? "c-failure" : (PHASES[phase.name] ?? "c-1")}" x=${at(begun)} y=${top} width=${wide(begun, ended)} height="18" rx="2"><title>${phase.name} ${span((ended - begun) / 1000)}${phase.failed ? ", failed" : ""}</title></rect>`;
    });
    const body = phases.length ? phases : svg`<rect class=${each.state === "failed" || each.state === "abandoned" ? "c-failure" : each.state === "lost" ? "c-timeout" : "c-1"} x=${at(from)} y=${top} width=${wide(from, to)} height="18" rx="2"></rect>`;
    return svg`${waited}<rect class="attempt" x=${at(from)} y=${top - 2} width=${wide(from, to)} height="22" rx="3"></rect>${body}`;
  });
  return html`<div class="timeline">
    <ol class="timeline-names">${attempts.map((each) => html`<li>${badge(each.state, { text: `${each.number}` , title: `Attempt ${each.number}: ${each.state}` })}</li>`)}</ol>
    <svg class="timeline-bars" width="100%" height=${height} role="img" aria-label="Attempts over time; the table below says the same">${rows}</svg>
    <div class="timeline-ends num"><span>${local(start)}</span><span>${span(whole / 1000)}</span><span>${run.finishedAt ? local(end) : "now"}</span></div>
    </div>
    <p class="legend">${[...new Set(attempts.flatMap((each) => each.phases.map((phase) => phase.name)))].map((name) => html`<span class="legend-entry"><i class=${PHASES[name] ?? "c-1"} aria-hidden="true"></i>${name}</span>`)}<span class="legend-entry"><i class="c-failure" aria-hidden="true"></i>failed</span><span class="legend-entry"><i class="c-soft thin" aria-hidden="true"></i>waited</span></p>
    <details class="as-table" ?open=${attempts.length > 1 && run.result !== "success"}><summary>Table</summary>
    ${table({
      caption: "Attempts",
      rows: attempts,
      columns: [
        { head: "Attempt", cell: (each) => each.number },
        { head: "How", cell: (each) => badge(each.state) },
        { head: "Phases", cell: (each) => each.phases.map((phase) => html`<span class="phase ${phase.failed ? "bad-text" : ""}">${phase.name} ${duration(phase.took)}${phase.failed ? " failed" : ""}</span>`) },
        { head: "Why", grow: true, cell: (each) => (each.error ? html`${prose(each.error.message)}<span class="sub mono">${each.error.frame}</span>` : nothing) },
        { head: "Version", rank: 3, cell: (each) => each.plugin?.version },
        { head: "Started", num: true, rank: 2, cell: (each) => time(each.startedAt) },
        { head: "Took", num: true, cell: (each) => since(each.startedAt, each.finishedAt) },
      ],
    })}</details>`;
}
