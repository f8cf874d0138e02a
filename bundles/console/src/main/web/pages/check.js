/** One check: how it is, how it was, and why. */
import { html, nothing } from "lit";
import { del, get, part, post } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { router } from "../core/router.js";
import { duration, local, time } from "../core/time.js";
import { editCheck, heldSince, STATUSES, strip, VERDICT_COLOUR, votes } from "../ui/check.js";
import { confirm } from "../ui/dialog.js";
import "../ui/past.js";
import { action, badge, empty, facts, figure, head, json, labels, mood, note, panel, percent, shown, table } from "../ui/parts.js";
import { guarded, lookOnly } from "../ui/rights.js";
import { attempt, toast } from "../ui/toast.js";
import { measured } from "../ui/units.js";

const SEEN = 120;
const STEP = 15;
const MOST = 1000;

class Check extends Page {
  static properties = { limit: { state: true }, rows: { state: true } };
  #id = undefined;
  check = new Query(this, (signal) => get(`/checks/${part(this.params.id)}`, { signal }), { on: ["check.", "plugin."], when: (event) => this.#mine(event), each: 5000 });
  verdicts = new Query(this, (signal) => get(`/checks/${part(this.params.id)}/verdicts?limit=${this.limit}`, { signal }), { on: ["check."], when: (event) => this.#mine(event), each: 5000 });

  constructor() {
    super();
    this.limit = SEEN;
    this.rows = STEP;
  }

  willUpdate() {
    if (this.#id !== undefined && this.#id !== this.params.id) {
      this.check.restart();
      this.verdicts.restart();
    }
    this.#id = this.params.id;
    this.heading = this.check.value ? `${this.params.id} ${this.check.value.status}` : this.params.id;
  }

  #mine(event) {
    return !event.check || event.check === this.params.id;
  }

  async #look() {
    await attempt(async () => {
      const verdict = await post(`/checks/${part(this.params.id)}/run?wait=PT1M`);
      toast(verdict.took ? `It is ${verdict.status}.` : "It has given no verdict within a minute.", { mood: mood(verdict.status) === "bad" ? "bad" : undefined });
    });
    this.check.refresh();
    this.verdicts.soon();
  }

  async #pause(verb, sentence) {
    await attempt(() => post(`/checks/${part(this.params.id)}/${verb}`), sentence);
    this.check.refresh();
  }

  async #edit() {
    if (await editCheck(this.params.id)) this.check.refresh();
  }

  async #delete() {
    if (!(await confirm(`Delete ${this.params.id}?`, "It looks no more, and its verdicts are deleted with it.", { yes: "Delete", danger: true }))) return;
    if (await attempt(() => del(`/checks/${part(this.params.id)}`), `${this.params.id} is deleted.`)) router.go("/detection");
  }

  render() {
    return shown(this.check, (check) => this.#page(check), { lines: 14 });
  }

  #page(it) {
    const all = this.verdicts.value?.items ?? [];
    const held = heldSince(all);
    return html`${head(html`<span>${it.title || it.id}</span>${it.paused ? badge("paused") : badge(it.status)}${it.state === "active" ? nothing : badge(it.state === "loaded" ? "waiting" : "blocked", { text: it.state })}`, {
      back: { href: "/detection", text: "Detection" },
      lead: html`${it.title ? `${it.id}, ` : ""}${it.detector}, each ${duration(it.interval)}${it.target ? html`, of <code>${it.target}</code>` : nothing}`,
      actions: html`${guarded("operator", "Look now", () => this.#look(), { name: "play", kind: "main" })}
        ${it.file ? nothing : html`${it.paused ? guarded("operator", "Resume", () => this.#pause("resume", "It looks again."), { name: "play" }) : guarded("operator", "Pause", () => this.#pause("pause", "It is paused."), { name: "paused" })}
        ${guarded("author", "Edit", () => this.#edit())}${guarded("author", "Delete", () => this.#delete(), { name: "trash", kind: "danger" })}`}`,
    })}
    ${it.file ? note("calm", html`<p>It is from <code>${it.file}</code>; change it there.</p>`) : lookOnly("author", "this check")}
    ${it.reason ? note("warn", html`<p>${it.reason}</p>`) : nothing}
    ${this.#why(it)}
    <div class="figures">
      ${figure("Status", it.status, { mood: mood(it.status), hint: held ? html`since ${time(held.at, { relative: true })}${held.open ? " or before" : ""}` : "it has not looked yet" })}
      ${figure("Last look", it.last ? time(it.last.at, { relative: true }) : "–", { hint: it.last?.took ? `took ${duration(it.last.took)}` : "" })}
      ${figure("Next look", it.next ? time(it.next, { relative: true }) : "–", { hint: it.paused ? "it is paused" : `timeout ${duration(it.timeout)}` })}
      ${figure("Were ok", all.length ? percent(all.filter((each) => each.status === "ok").length / all.length) : "–", { hint: `of the last ${all.length}` })}
    </div>
    ${votes(it.last?.votes)}
    ${panel("Verdicts", shown(this.verdicts, ({ items }) => this.#history(items), { lines: 10 }), { flush: true })}
    <g-past .check=${it.id}></g-past>
    <div class="columns">
      <div class="stack">${panel("What it looks at", json(it.target ? { target: it.target, ...it.config } : it.config, "Configuration"))}
      ${it.conditions.length ? panel("Conditions", table({
        caption: "Conditions",
        rows: it.conditions,
        columns: [
          { head: "Of", grow: true, cell: (each) => each.unusual?.join(", ") ?? each.drift ?? each.measure },
          { head: "How", cell: (each) => (each.unusual ? `unusual, ${each.sensitivity}` : each.drift ? "drift a day" : each.by === "last" ? "latest" : `${each.by} of ${duration(each.over)}`) },
          { head: "Warn", cell: (each) => each.warn ?? (each.status === "warn" ? "then" : "–") },
          { head: "Critical", cell: (each) => each.critical ?? (each.status === "critical" ? "then" : "–") },
        ],
      }), { flush: true }) : nothing}
      ${it.reaction ? panel("Reaction", html`${facts([
        ["Task", html`<a href="/tasks/${part(it.reaction.task)}">${it.reaction.task}</a>`],
        ["From", it.reaction.on],
        ["Not again within", duration(it.reaction.cooldown)],
        ["An hour", `at most ${it.reaction.perHour}`],
        ["A person has to say yes", it.reaction.approval ? "yes" : "no"],
      ])}${json(it.reaction.params, "Parameters")}`) : nothing}</div>
      ${panel("About", facts([
        ["Detector", it.detector],
        ["Plugin", it.last?.plugin ? html`<a href="/plugins/${part(it.last.plugin.id)}">${it.last.plugin.id}</a> ${it.last.plugin.version}` : ""],
        ["Looks each", duration(it.interval)],
        ["Timeout", duration(it.timeout)],
        ["Looks again", it.retries ? `up to ${it.retries} times, until it is ok` : ""],
        ["Class", it.sla],
        ["Counts", it.damping.bad > 1 || it.damping.good > 1 ? `bad after ${it.damping.bad} in a row, good after ${it.damping.good}` : ""],
        ["Depends on", it.dependsOn.length ? it.dependsOn.map((each, i) => html`${i ? ", " : nothing}<a href="/detection/${part(each)}">${each}</a>`) : ""],
        ["Status page", it.page],
        ["From", it.file ? html`<code>${it.file}</code>` : ""],
        ["Late", it.late ? `${it.late.toLocaleString()} times since Gantry started` : ""],
        ["Shed", it.shed ? html`${it.shed.toLocaleString()} times since Gantry started, last ${time(it.shedAt, { relative: true })}` : ""],
        ["Labels", Object.keys(it.labels ?? {}).length ? labels(it.labels) : ""],
        ["Made", time(it.createdAt)],
        ["Version", it.version],
      ]))}
    </div>`;
  }

  #why(it) {
    const reasons = (it.last?.reasons ?? []).filter((each) => each !== it.reason);
    if (!reasons.length || it.status === "ok") return nothing;
    const kind = mood(it.status) === "bad" ? "bad" : mood(it.status) === "warn" ? "warn" : "calm";
    return note(kind, html`${reasons.map((each) => html`<p>${each}</p>`)}${it.status === "error" ? html`<p class="soft">The check itself broke: this says nothing about what it looks at.</p>` : nothing}`);
  }

  #history(items) {
    if (!items.length) return empty("It has not looked yet", "Its first verdict appears here by itself.");
    const counts = STATUSES.map((status) => [status, items.filter((each) => each.status === status).length]).filter(([, n]) => n);
    return html`<div class="verdicts"><div class="wide-strip">${strip(items, { high: 36, most: Math.min(SEEN, Math.max(30, items.length)) })}</div>
      <div class="timeline-ends num"><span>${local(Date.parse(items[Math.min(items.length, SEEN) - 1].at))}</span><span>${local(Date.parse(items[0].at))}</span></div>
      <p class="legend">${counts.map(([status, n]) => html`<span class="legend-entry"><i class="c-${VERDICT_COLOUR[status]}" aria-hidden="true"></i>${status} <b>${n}</b></span>`)}</p></div>
      ${table({
        caption: "Verdicts, newest first",
        rows: items.slice(0, this.rows),
        columns: [
          { head: "Status", cell: (each) => badge(each.status) },
          { head: "Why", grow: true, cell: (each) => html`${each.reasons.join("; ") || html`<span class="none">–</span>`}${Object.keys(each.measurements).length ? html`<span class="sub clip">${Object.entries(each.measurements).map(([name, value]) => `${name} ${measured(name, value)}`).join(", ")}</span>` : nothing}` },
          { head: "Took", num: true, rank: 2, cell: (each) => duration(each.took) },
          { head: "When", num: true, cell: (each) => time(each.at) },
        ],
      })}
      ${this.rows < items.length || (items.length === this.limit && this.limit < MOST) ? html`<div class="more">${action("Show more", () => {
        this.rows *= 2;
        if (this.rows <= this.limit || this.limit === MOST) return undefined;
        this.limit = Math.min(MOST, this.rows);
        return this.verdicts.refresh();
      })}</div>` : nothing}`;
  }
}
customElements.define("page-check", Check);
