/** Schedules: what fires when, as a list and as a calendar of a week or a day. */
import { html, nothing } from "lit";
import { get, part, post, query } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { router } from "../core/router.js";
import { local, seconds, span, time } from "../core/time.js";
import { icon } from "../ui/icons.js";
import { badge, empty, head, panel, plural, runBadge, shown, table } from "../ui/parts.js";
import { ANY, guarded, lookOnly, may } from "../ui/rights.js";
import { editSchedule, scheduleBadge, when } from "../ui/schedule.js";
import { withEach } from "../ui/shared.js";
import { attempt } from "../ui/toast.js";

const DAY = 86_400_000;
/** Fires of a day beyond which they are told as a number. */
const MANY = 6;
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dayName = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });

class Schedules extends Page {
  static properties = { text: { state: true }, small: { state: true } };
  #runs = new Map();
  #narrow = matchMedia("(max-width: 620px)");
  #resized = () => (this.small = this.#narrow.matches);
  schedules = new Query(this, (signal) => this.#ask(signal), { on: ["schedule.", "run.finished", "plugin."], each: 20_000 });
  plan = new Query(this, (signal) => this.#plan(signal), { on: ["schedule."], every: 5000, each: 60_000 });
  calendars = new Query(this, (signal) => get("/calendars?limit=1000", { signal }), { on: ["schedule."], each: 60_000 });

  constructor() {
    super();
    this.text = "";
    this.small = this.#narrow.matches;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#narrow.addEventListener("change", this.#resized);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#narrow.removeEventListener("change", this.#resized);
  }

  willUpdate(changed) {
    if (this.hasUpdated && (changed.has("query") || changed.has("small"))) this.plan.refresh();
  }

  /** The schedules, and of each its last run; one that is finished is not asked for again. */
  async #ask(signal) {
    const { items, next } = await get("/schedules?limit=500", { signal });
    const wanted = items.map((each) => each.lastRun).filter((id) => id && this.#runs.get(id)?.state !== "finished").slice(0, 100);
    await withEach(wanted, async (id) => {
      try {
        this.#runs.set(id, await get(`/runs/${part(id)}`, { signal }));
      } catch (e) {
        if (e.status !== 404) throw e;
      }
    });
    return { items, next };
  }

  get #view() {
    return this.query.get("view") === "calendar" ? "calendar" : "list";
  }

  /** The first day that the calendar shows, and how many. */
  get #days() {
    const count = this.query.get("days") === "1" || (this.small && this.query.get("days") !== "7") ? 1 : 7;
    const asked = /^\d{4}-\d\d-\d\d$/.test(this.query.get("from") ?? "") ? new Date(`${this.query.get("from")}T00:00`) : new Date();
    return { count, days: Array.from({ length: count }, (_, i) => new Date(asked.getFullYear(), asked.getMonth(), asked.getDate() + i)) };
  }

  async #plan(signal) {
    if (this.#view !== "calendar") return undefined;
    const { days } = this.#days;
    const end = midnight(days.at(-1)).getTime();
    const from = Math.max(Date.now(), days[0].getTime());
    const { items } = await get("/schedules?limit=500", { signal });
    const active = items.filter((schedule) => !schedule.paused && !schedule.problem);
    const found = [];
    await withEach(active, async (schedule) => {
      const thick = schedule.every && seconds(schedule.every) * 1000 < DAY / 100;
      if (thick) return found.push({ schedule, thick, fires: [] });
      const count = schedule.delay ? 1 : 1000;
      const { items: all } = await get(`/schedules/${part(schedule.id)}/preview${query({ from: new Date(from - 1).toISOString(), count })}`, { signal });
      const fires = all.map((each) => ({ ...each, at: Date.parse(each.fireTime) }));
      found.push({ schedule, thick: fires.length === 1000 && fires.at(-1).at < end, fires: fires.filter((each) => each.at < end) });
    });
    return found.sort((a, b) => a.schedule.id.localeCompare(b.schedule.id));
  }

  async #edit(id) {
    const saved = await editSchedule(id);
    if (!saved) return;
    if (!id) router.go(`/schedules/${part(saved.id)}`);
    else this.schedules.refresh();
  }

  async #do(schedule, verb, sentence) {
    const done = await attempt(() => post(`/schedules/${part(schedule.id)}/${verb}`), sentence);
    if (done) this.schedules.refresh();
  }

  render() {
    const list = this.#view === "list";
    return html`${head("Schedules", { lead: "What starts by itself, and when.", actions: guarded("author", "New schedule", () => this.#edit(), { tenant: ANY, name: "plus", kind: "main" }) })}
      ${lookOnly(may("operator", ANY) ? "author" : "operator", "schedules", ANY)}
      <div class="filters">
        <div class="toggles" role="group" aria-label="View"><button type="button" aria-pressed=${list ? "true" : "false"} @click=${() => router.setQuery({ view: "" })}>List</button>
          <button type="button" aria-pressed=${list ? "false" : "true"} @click=${() => router.setQuery({ view: "calendar" })}>Calendar</button></div>
        ${list ? html`<label class="search"><span class="sr">Find schedules</span>${icon("search")}<input type="search" data-search placeholder="Id, task, label …" autocomplete="off" spellcheck="false" @input=${(event) => (this.text = event.target.value)}></label>` : this.#steps()}
      </div>
      ${list ? html`<section class="panel flush no-head" aria-label="All schedules">${shown(this.schedules, (page) => this.#table(page), { lines: 8 })}</section>
        ${this.#calendars()}` : panel("Next fires", shown(this.plan, (plan) => this.#calendar(plan), { lines: 12 }), { lead: `in your zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone}`, flush: true })}`;
  }

  #table({ items, next }) {
    if (!items.length) {
      return empty("Nothing starts by itself yet", "A schedule starts runs of a task: at the times of a cron expression, at an interval, or some time after its last run has ended. Make one here, or by the command line.",
        html`<pre class="code">bin/gantry schedule put nightly --task files.cleanup -p directory=/var/tmp --cron '30 2 * * *'</pre>`);
    }
    const words = this.text.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = items.filter((each) => words.every((word) => `${each.id} ${each.task} ${each.tenant} ${Object.entries(each.labels).flat().join(" ")} ${each.cron ?? ""}`.toLowerCase().includes(word)));
    return html`${table({
      caption: "Schedules",
      rows,
      href: (each) => `/schedules/${part(each.id)}`,
      none: empty("No schedule matches", "Try fewer letters."),
      columns: [
        { head: "State", cell: scheduleBadge },
        { head: "Schedule", grow: true, cell: (each) => html`<a data-row href="/schedules/${part(each.id)}">${each.id}</a><span class="sub">${each.task}</span>${each.problem ? html`<span class="sub bad-text clip">${each.problem}</span>` : nothing}` },
        { head: "When", rank: 2, cell: when },
        { head: "Next fire", num: true, cell: (each) => (each.nextFire ? time(each.nextFire, { relative: true }) : html`<span class="none">–</span>`) },
        { head: "Last run", num: true, rank: 2, cell: (each) => this.#last(each) },
        { srHead: "What to do", rank: 3, cell: (each) => this.#acts(each) },
      ],
    })}${next ? html`<p class="more soft">These are the first 500; the command line lists the others: <code>bin/gantry schedule list --limit 500 --cursor ${next}</code></p>` : nothing}`;
  }

  #last(schedule) {
    const run = this.#runs.get(schedule.lastRun);
    if (!run) return html`<span class="none">–</span>`;
    return html`<a class="plain" href="/runs/${part(run.id)}" aria-label="Last run of ${schedule.id}, ${run.result ?? run.state}">${runBadge(run)}</a> ${time(run.createdAt, { relative: true })}`;
  }

  #acts(schedule) {
    const with_ = { tenant: schedule.tenant, small: true };
    return html`<div class="actions row-actions">${guarded("operator", "Fire now", () => this.#do(schedule, "fire", (run) => ({ text: `A run of ${schedule.id} is started.`, href: `/runs/${part(run.id)}` })), with_)}
      ${schedule.paused ? guarded("operator", "Resume", () => this.#do(schedule, "resume", `${schedule.id} fires again.`), with_) : guarded("operator", "Pause", () => this.#do(schedule, "pause", `${schedule.id} is paused.`), with_)}</div>`;
  }

  #calendars() {
    const items = this.calendars.value?.items ?? [];
    if (!items.length) return nothing;
    return panel("Calendars", table({
      caption: "Calendars in conf/calendars",
      rows: items,
      columns: [
        { head: "Calendar", grow: true, cell: (each) => html`${each.name}<span class="sub">${each.file}</span>${each.problem ? html`<span class="sub bad-text">${each.problem}</span>` : nothing}` },
        { head: "Zone", rank: 2, cell: (each) => each.zone ?? "–" },
        { head: "Next days", rank: 2, cell: (each) => each.next.slice(0, 3).join(", ") || "–" },
        { head: "Used by", cell: (each) => each.usedBy.map((id) => html`<a href="/schedules/${part(id)}">${id}</a> `) },
      ],
    }), { flush: true, lead: "files in conf/calendars" });
  }

  #steps() {
    const { days, count } = this.#days;
    const go = (n) => router.setQuery({ from: iso(new Date(days[0].getFullYear(), days[0].getMonth(), days[0].getDate() + n)) });
    return html`<div class="actions"><button type="button" aria-label="${count === 1 ? "Day" : "Week"} before" ?disabled=${days[0] <= new Date()} @click=${() => go(-count)}>${icon("back")}</button>
        <button type="button" @click=${() => router.setQuery({ from: "" })}>Today</button>
        <button type="button" aria-label="Next ${count === 1 ? "day" : "week"}" @click=${() => go(count)}>${icon("next")}</button></div>
      <div class="toggles" role="group" aria-label="How much">${[[7, "Week"], [1, "Day"]].map(([n, text]) => html`<button type="button" aria-pressed=${n === count ? "true" : "false"} @click=${() => router.setQuery({ days: String(n) })}>${text}</button>`)}</div>`;
  }

  /** A table with a column for each day; hours in which nothing fires are left out. */
  #calendar(plan) {
    const { days } = this.#days;
    if (!plan) return nothing;
    const busy = [];
    const single = [];
    for (const { schedule, thick, fires } of plan) {
      days.forEach((day, column) => {
        const end = midnight(day).getTime();
        const here = fires.filter((each) => each.at >= day.getTime() && each.at < end);
        if (thick) {
          if (end > Date.now()) busy.push({ schedule, column, text: schedule.every ? `every ${span(seconds(schedule.every))}` : "often" });
        } else if (here.length > MANY) busy.push({ schedule, column, text: `${here.length} times` });
        else here.forEach((fire) => single.push({ schedule, column, fire, hour: new Date(fire.at).getHours() }));
      });
    }
    if (!busy.length && !single.length) {
      return empty("Nothing fires in this time", html`Go on to the next ${days.length === 1 ? "day" : "week"}, or make a schedule. Schedules that are paused are not here.`);
    }
    const hours = [...new Set(single.map((each) => each.hour))].sort((a, b) => a - b);
    const today = new Date().toDateString();
    return html`<div class="table" role="region" aria-label="Fires by hour and day" tabindex="0"><table class="week ${days.length === 1 ? "one" : ""}"><caption class="sr">Fires by hour and day</caption>
      <thead><tr><th scope="col"><span class="sr">Hour</span></th>${days.map((day) => html`<th scope="col" class=${day.toDateString() === today ? "today" : ""}>${dayName.format(day)}${day.toDateString() === today ? html`<span class="sr">, today</span>` : nothing}</th>`)}</tr></thead>
      <tbody>${busy.length ? html`<tr><th scope="row">All day</th>${days.map((_, column) => html`<td>${busy.filter((each) => each.column === column).map(({ schedule, text }) => html`<a class="fire often" href="/schedules/${part(schedule.id)}"><span>${schedule.id}</span><span class="soft">${text}</span></a>`)}</td>`)}</tr>` : nothing}
        ${hours.map((hour) => html`<tr><th scope="row" class="num">${String(hour).padStart(2, "0")}:00</th>${days.map((_, column) => html`<td>${single.filter((each) => each.column === column && each.hour === hour).sort((a, b) => a.fire.at - b.fire.at).map((each) => this.#fire(each))}</td>`)}</tr>`)}</tbody></table></div>
      <p class="legend calendar-legend">${plural(single.length, "single fire")}. What fires more than ${MANY} times a day is told above, as a number; hours in which nothing fires are left out.</p>`;
  }

  #fire({ schedule, fire }) {
    const title = `${local(fire.at)} ${schedule.task}${fire.dueAt !== fire.fireTime ? `\nstarts ${local(Date.parse(fire.dueAt))}` : ""}${fire.daylightSaving ? `\n${fire.daylightSaving}` : ""}`;
    return html`<a class="fire" href="/schedules/${part(schedule.id)}" title=${title}><b class="num">${clock.format(fire.at)}</b> <span>${schedule.id}</span>${fire.daylightSaving ? badge("warn", { text: "clock change" }) : nothing}</a>`;
  }
}
customElements.define("page-schedules", Schedules);

const midnight = (day) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1);
const iso = (day) => `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
