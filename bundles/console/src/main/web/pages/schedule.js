/** One schedule: when it fires, what became of its fires, and what can be done. */
import { html, nothing } from "lit";
import { del, get, part, post, query } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { router } from "../core/router.js";
import { duration, local, since, span, time } from "../core/time.js";
import { confirm } from "../ui/dialog.js";
import { action, empty, facts, figure, head, json, labels, note, panel, runBadge, shown, table } from "../ui/parts.js";
import { guarded, lookOnly, may } from "../ui/rights.js";
import { backfill, editSchedule, scheduleBadge, wall, when } from "../ui/schedule.js";
import { attempt } from "../ui/toast.js";

const STEP = 10;

class Schedule extends Page {
  static properties = { limit: { state: true } };
  #id = undefined;
  schedule = new Query(this, (signal) => get(`/schedules/${part(this.params.id)}`, { signal }), { on: ["schedule.", "run.", "plugin."], each: 15_000 });
  preview = new Query(this, (signal) => get(`/schedules/${part(this.params.id)}/preview?count=10`, { signal }), { on: ["schedule."], when: (event) => event.schedule === this.params.id, every: 3000, each: 30_000 });
  runs = new Query(this, (signal) => get(`/runs${query({ label: `gantry.schedule=${this.params.id}`, limit: this.limit })}`, { signal }), { on: ["run."], every: 1500 });

  constructor() {
    super();
    this.limit = STEP;
  }

  willUpdate() {
    if (this.#id !== undefined && this.#id !== this.params.id) for (const each of [this.schedule, this.preview, this.runs]) each.restart();
    this.#id = this.params.id;
    this.heading = this.params.id;
  }

  async #do(verb, body, sentence) {
    await attempt(() => post(`/schedules/${part(this.params.id)}/${verb}`, body), sentence);
    this.schedule.refresh();
    this.preview.refresh();
  }

  async #pause() {
    const why = await confirm(`Pause ${this.params.id}?`, "It does not fire until it is resumed. Fires that pass meanwhile are not made up for.", { yes: "Pause", ask: "Why (optional)" });
    if (why !== undefined) await this.#do("pause", why.trim() ? { note: why.trim() } : undefined, "It is paused.");
  }

  async #edit() {
    if (await editSchedule(this.params.id)) for (const each of [this.schedule, this.preview]) each.refresh();
  }

  async #backfill() {
    if (await backfill(this.params.id)) this.runs.refresh();
  }

  async #delete() {
    if (!(await confirm(`Delete ${this.params.id}?`, "It fires no more. Its runs stay in the history; those that are open go on.", { yes: "Delete", danger: true }))) return;
    if (await attempt(() => del(`/schedules/${part(this.params.id)}`), `${this.params.id} is deleted.`)) router.go("/schedules");
  }

  render() {
    return shown(this.schedule, (schedule) => this.#page(schedule), { lines: 14 });
  }

  #page(it) {
    const with_ = { tenant: it.tenant };
    return html`${head(html`<span>${it.id}</span>${scheduleBadge(it)}`, {
      back: { href: "/schedules", text: "Schedules" },
      lead: html`Starts <a href="/tasks/${part(it.task)}">${it.task}</a>, ${when(it)}`,
      actions: html`${guarded("operator", "Fire now", () => this.#do("fire", undefined, (run) => ({ text: "A run is started, beside the plan.", href: `/runs/${part(run.id)}` })), { ...with_, name: "play", kind: "main" })}
        ${it.paused ? guarded("operator", "Resume", () => this.#do("resume", undefined, "It fires again, from now on."), { ...with_, name: "play" }) : guarded("operator", "Pause", () => this.#pause(), { ...with_, name: "paused" })}
        ${it.delay ? nothing : guarded("operator", "Backfill", () => this.#backfill(), { ...with_, name: "retry", title: "Make up for past fire times" })}
        ${guarded("author", "Edit", () => this.#edit(), with_)}${guarded("author", "Delete", () => this.#delete(), { ...with_, name: "trash", kind: "danger" })}`,
    })}
    ${lookOnly(may("operator", it.tenant) ? "author" : "operator", "this schedule", it.tenant)}
    ${it.problem ? note("bad", html`<p>${it.problem}</p>`) : nothing}
    ${it.paused && it.pause ? note("warn", html`<p>Paused ${time(it.pause.since, { relative: true })} by ${it.pause.by}${it.pause.note ? html`: ${it.pause.note}` : "."}</p>`) : nothing}
    ${it.lastSkip ? note("calm", html`<p>The fire of ${local(Date.parse(it.lastSkip.fireTime))} made no run: ${it.lastSkip.reason}</p>`) : nothing}
    <div class="figures">
      ${figure("Next fire", it.nextFire ? time(it.nextFire, { relative: true }) : "–", { hint: it.nextFire ? time(it.nextFire) : it.paused ? "it is paused" : "" })}
      ${figure("Last fire", it.lastFire ? time(it.lastFire, { relative: true }) : "–", { hint: it.lastFire ? time(it.lastFire) : "not yet" })}
      ${figure("Runs open", it.running.length, { hint: it.waiting.length ? `${it.waiting.length} fires wait for their end` : "none waits" })}
      ${figure("Skipped", it.skipped, { mood: it.skipped ? "warn" : "", hint: "since it was made" })}
      ${figure("Missed", it.missedFires, { mood: it.missedFires ? "warn" : "", hint: "since it was made" })}
    </div>
    <div class="columns">
      ${panel("Next fires", shown(this.preview, (preview) => this.#next(preview, it), { lines: 10 }), { flush: true, lead: it.paused ? "if it were not paused" : "" })}
      ${panel("Past runs", shown(this.runs, (page) => this.#past(page, it), { lines: 10 }), { flush: true, actions: html`<a href="/runs?label=${part(`gantry.schedule=${it.id}`)}">All in Runs</a>` })}
    </div>
    <div class="columns">
      ${panel("How it fires", facts([
        ["When", when(it)],
        ["Hour left out in spring", it.cron ? (it.daylightSaving?.gap ?? "as fits the expression") : ""],
        ["Hour twice in autumn", it.cron ? (it.daylightSaving?.overlap ?? "as fits the expression") : ""],
        ["While a run is open", it.overlap],
        ["Missed fires", it.missed + (it.missedWindow ? `, for ${duration(it.missedWindow)}` : "")],
        ["Jitter", it.jitter && it.jitter !== "PT0S" ? `up to ${duration(it.jitter)}` : "none"],
        ["Only on days in", it.only?.join(", ")],
        ["Not on days in", it.except?.join(", ")],
        ["Timeout of an attempt", it.timeout ? duration(it.timeout) : ""],
        ["Deadline of a run", it.deadline ? duration(it.deadline) : ""],
        ["Retries", it.retry ? `${it.retry.attempts} attempts` : ""],
        ["Tenant", it.tenant],
        ["Service class", it.sla],
        ["Labels", Object.keys(it.labels ?? {}).length ? labels(it.labels) : ""],
        ["Made", time(it.createdAt)],
        ["Version", it.version],
      ]))}
      ${panel("Parameters", json(it.params, "Parameters"))}
    </div>`;
  }

  #next(preview, it) {
    const other = preview.zone !== Intl.DateTimeFormat().resolvedOptions().timeZone;
    const jitter = preview.items.some((each) => each.dueAt !== each.fireTime);
    return html`${table({
      caption: "Next fires, in order",
      rows: preview.items,
      none: empty("It does not fire again", it.delay ? "It fires some time after its run has ended." : "Look at its expression and its calendars."),
      columns: [
        { head: preview.zone, cell: (each) => html`<span class="num tight">${wall(each.local)}</span>${each.daylightSaving ? html`<span class="sub warn-text">${each.daylightSaving}</span>` : nothing}` },
        ...(other ? [{ head: "Your time", rank: 2, cell: (each) => time(each.fireTime) }] : []),
        ...(jitter ? [{ head: "Jitter", num: true, rank: 2, cell: (each) => `+${span((Date.parse(each.dueAt) - Date.parse(each.fireTime)) / 1000)}` }] : []),
        { head: "In", num: true, cell: (each) => time(each.fireTime, { relative: true }) },
      ],
    })}${preview.skipped.length ? html`<p class="more warn-text small-text">${preview.skipped.map((each) => html`No fire at ${wall(each.local)}: ${each.reason} `)}</p>` : nothing}`;
  }

  #past({ items, next }, it) {
    return html`${table({
      caption: `Runs of ${it.id}`,
      rows: items,
      href: (run) => `/runs/${part(run.id)}`,
      none: empty("It has not fired yet", "Its first run appears here by itself. Fire it now to see what it does."),
      columns: [
        { head: "How", cell: (run) => html`<a class="plain" data-row href="/runs/${part(run.id)}" aria-label="Run ${run.id}, ${run.result ?? run.state}">${runBadge(run)}</a>` },
        { head: "Fire time", cell: (run) => (run.labels["gantry.fireTime"] ? time(run.labels["gantry.fireTime"]) : html`<span class="none">–</span>`) },
        { head: "Took", num: true, rank: 2, cell: (run) => since(run.startedAt, run.finishedAt) },
        { head: "Started", num: true, cell: (run) => (run.startedAt ? time(run.startedAt, { relative: true }) : html`<span class="none">–</span>`) },
      ],
    })}${next ? html`<div class="more">${action("Show more", () => { this.limit = Math.min(500, this.limit * 2); return this.runs.refresh(); })}</div>` : nothing}`;
  }
}
customElements.define("page-schedule", Schedule);
