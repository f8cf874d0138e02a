/** Schedules: their words, the dialog that makes and changes one with its next fires, and the dialog for past fires. */
import { html, nothing } from "lit";
import { get, getTagged, part, post, put } from "../core/api.js";
import { Element } from "../core/element.js";
import { duration, local, span, time } from "../core/time.js";
import { dialog } from "./dialog.js";
import "./form.js";
import { badge, chip, failed, plural, skeleton } from "./parts.js";
import { pairs } from "./shared.js";
import { attempt, toast } from "./toast.js";

/** What a schedule is doing, as a badge. */
export function scheduleBadge(schedule) {
  if (schedule.paused) return badge("paused", { title: schedule.pause?.note });
  if (schedule.problem) return badge("error", { text: "cannot fire", title: schedule.problem });
  if (schedule.running?.length) return badge("running");
  return badge("scheduled");
}

/** When it fires, in few words. */
export function when(schedule) {
  if (schedule.cron) return html`<code>${schedule.cron}</code> <span class="soft sub">${schedule.zone ?? "UTC"}</span>`;
  if (schedule.every) return html`every ${duration(schedule.every)}`;
  if (schedule.delay) return html`${duration(schedule.delay)} after its last run`;
  return nothing;
}

/** A local time as a schedule's zone shows it: the clock on the wall, without its offset. */
export const wall = (text) => text.replace("T", " ").replace(/([+-]\d\d:\d\d|Z)$/, "").replace(/\.\d+$/, "").replace(/(\d\d:\d\d):00$/, "$1");

/** The next fires of a schedule or specification, as a list with what daylight saving changes. */
export function fires(preview) {
  if (!preview.items.length) return html`<p class="soft">There is no fire time ahead. Look at the expression and the calendars.</p>`;
  return html`<ol class="fires">${preview.items.map((each) => html`<li><span class="num">${wall(each.local)}</span><span class="soft">${time(each.fireTime, { relative: true })}</span>
      ${each.dueAt !== each.fireTime ? html`<span class="soft">+${span((Date.parse(each.dueAt) - Date.parse(each.fireTime)) / 1000)} jitter</span>` : nothing}
      ${each.daylightSaving ? html`<span class="sub warn-text">${each.daylightSaving}</span>` : nothing}</li>`)}</ol>
    ${preview.skipped.map((each) => html`<p class="warn-text small-text">No fire at ${wall(each.local)}: ${each.reason}</p>`)}`;
}

const OF_REQUEST = ["task", "params", "every", "cron", "zone", "delay", "daylightSaving", "missed", "missedWindow", "overlap", "jitter", "only", "except", "labels", "tenant", "timeout", "deadline", "retry", "sla", "priority", "paused"];
const PRESETS = [["*/15 * * * *", "each quarter of an hour"], ["0 * * * *", "each hour"], ["30 2 * * *", "each night at 02:30"], ["0 9 * * MON-FRI", "on working days at 09:00"], ["0 6 1 * *", "on the first of each month"]];
const GAP = { "": "by default: as fits the expression", after: "after: once, at the first instant after the gap", shift: "shift: as much later as the gap is long", before: "before: in the last second before the gap", skip: "skip: does not fire" };
const TWICE = { "": "by default: as fits the expression", first: "first: the first time only", second: "second: the second time only", both: "both: both times" };
const MISSED = { last: "last: the latest one is made up for", all: "all: all are, the oldest first", none: "none: none is made up for" };
const OVERLAP = { allow: "allow: both run", skip: "skip: the new one is left out", buffer_one: "buffer_one: one waits for its end", buffer_all: "buffer_all: all wait, one after the other", cancel_other: "cancel_other: the open run is cancelled first" };

/** Makes one, or changes the one of that id. Resolves with the schedule, undefined where nothing was done. */
export async function editSchedule(id) {
  const found = id ? await attempt(() => getTagged(`/schedules/${part(id)}`)) : { value: null, tag: null };
  if (!found) return undefined;
  return dialog(id ? `Change ${id}` : "New schedule", (close) => html`<g-schedule .stored=${found.value} .tag=${found.tag} .close=${close}></g-schedule>`, { wide: true });
}

class ScheduleForm extends Element {
  static properties = {
    stored: { attribute: false }, tag: { attribute: false }, close: { attribute: false }, kind: { state: true }, spec: { state: true }, task: { state: true },
    tasks: { state: true }, calendars: { state: true }, preview: { state: true }, refusal: { state: true }, error: { state: true }, busy: { state: true },
  };
  #timer = 0;
  #asked = "";

  constructor() {
    super();
    this.tasks = [];
    this.calendars = [];
    this.task = null;
    this.preview = null;
    this.refusal = null;
    this.error = null;
    this.busy = false;
  }

  async connectedCallback() {
    super.connectedCallback();
    const old = this.stored;
    this.spec = old ? Object.fromEntries(OF_REQUEST.filter((name) => old[name] !== null && old[name] !== undefined).map((name) => [name, old[name]])) : { cron: "30 2 * * *", zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
    const clock = Object.fromEntries(Object.entries(this.spec.daylightSaving ?? {}).filter(([, each]) => each));
    if (Object.keys(clock).length) this.spec.daylightSaving = clock;
    else delete this.spec.daylightSaving;
    this.kind = this.spec.every ? "every" : this.spec.delay ? "delay" : "cron";
    this.#look();
    get("/tasks?limit=1000").then(({ items }) => { this.tasks = items; this.#choose(this.spec.task); }, (e) => (this.error = e));
    get("/calendars?limit=1000").then(({ items }) => (this.calendars = items), () => {});
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  #set(name, value) {
    const { [name]: _, ...rest } = this.spec;
    this.spec = value === undefined || value === "" || (Array.isArray(value) && !value.length) ? rest : { ...rest, [name]: value };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), 250);
  }

  /** A form keeps what is typed however often this is drawn; it begins anew with another type only. */
  updated() {
    const form = this.querySelector("g-form");
    if (!form || form.of === this.task?.type) return;
    form.of = this.task?.type;
    form.begin(this.stored?.task === form.of ? (this.stored.params ?? {}) : {});
  }

  #choose(type) {
    this.task = this.tasks.find((each) => each.type === type) ?? null;
  }

  #clock(name, value) {
    const { [name]: _, ...rest } = this.spec.daylightSaving ?? {};
    const all = value ? { ...rest, [name]: value } : rest;
    const set = Object.fromEntries(Object.entries(all).filter(([, each]) => each));
    this.#set("daylightSaving", Object.keys(set).length ? set : undefined);
  }

  #kind(kind) {
    this.kind = kind;
    if (!this.spec[kind]) this.#set(kind, { cron: "30 2 * * *", every: "PT15M", delay: "PT5M" }[kind]);
    else this.#set(kind, this.spec[kind]);
  }

  /** Of cron, every and delay the chosen one. */
  #timing() {
    const { cron, zone, every, delay, daylightSaving, ...rest } = this.spec;
    if (this.kind === "cron") return { ...rest, cron, ...(zone ? { zone } : {}), ...(daylightSaving ? { daylightSaving } : {}) };
    return { ...rest, [this.kind]: this.kind === "every" ? every : delay };
  }

  async #look() {
    const { task: _, params: __, retry: ___, ...spec } = this.#timing();
    const asked = (this.#asked = JSON.stringify(spec));
    try {
      const preview = await post("/schedules/preview?count=8", spec);
      if (this.#asked !== asked) return;
      this.preview = preview;
      this.refusal = null;
    } catch (e) {
      if (this.#asked === asked) this.refusal = e;
    }
  }

  firstUpdated() {
    this.querySelector("[autofocus]")?.focus();
  }

  async #save(event) {
    event.preventDefault();
    if (this.busy) return;
    const { elements } = event.target;
    const form = this.querySelector("g-form");
    const id = this.stored?.id ?? elements.id.value.trim();
    const problem = !id ? "Give it an id: lower-case letters, digits and dashes, as nightly-backup." : !this.spec.task ? "Choose the task that it starts." : (form?.problem() ?? "");
    this.error = problem ? new Error(problem) : null;
    if (problem) return;
    this.busy = true;
    try {
      const body = { ...this.#timing(), ...(form && Object.keys(form.value ?? {}).length ? { params: form.value } : { params: form ? {} : (this.spec.params ?? {}) }) };
      const saved = await put(`/schedules/${part(id)}`, body, { tag: this.tag });
      toast(this.stored ? `${id} is changed.` : `${id} is made.`, { href: `/schedules/${part(id)}` });
      this.close(saved);
    } catch (e) {
      this.error = e.status === 412 ? new Error(this.stored ? "Somebody else changed it meanwhile. Close this, look at what it is now, and change it again." : `There is a schedule ${id} already. Choose another id.`) : e;
      form?.refused(e.errors ?? []);
    } finally {
      this.busy = false;
    }
  }

  render() {
    if (!this.spec) return nothing;
    const { spec } = this;
    return html`<form novalidate @submit=${this.#save}><div class="dialog-text">
      <div class="form">
        ${this.stored ? nothing : html`<label class="field"><span>Id</span><input name="id" required autocomplete="off" spellcheck="false" placeholder="nightly-backup" autofocus></label>`}
        <label class="field"><span>Task</span><select required @change=${(event) => { this.#set("task", event.target.value); this.#set("params", undefined); this.#choose(event.target.value); }}>
          <option value="">Choose …</option>
          ${[...new Set([...this.tasks.map((each) => each.type), ...(spec.task ? [spec.task] : [])])].sort().map((each) => html`<option value=${each} ?selected=${each === spec.task}>${each}</option>`)}</select>
          <span class="hint">${this.task?.title ?? this.task?.description ?? "What it starts at each fire"}</span></label>
      </div>
      <div class="schedule-when">
        <fieldset class="group"><legend>When</legend>
          <div class="toggles" role="group" aria-label="Kind">${[["cron", "Cron"], ["every", "Interval"], ["delay", "After its last run"]].map(([kind, text]) => html`<button type="button" aria-pressed=${this.kind === kind ? "true" : "false"} @click=${() => this.#kind(kind)}>${text}</button>`)}</div>
          ${this.kind === "cron" ? this.#cron(spec) : this.kind === "every"
            ? this.#text("every", "Interval", "PT15M", "PT15M is a quarter of an hour, P1D a day; at least PT1S")
            : this.#text("delay", "Wait", "PT5M", "counted from the end of its last run, so that no two overlap")}
          ${this.#text("jitter", "Jitter", "none", "each fire is put off by up to this, as PT30S, so that not all begin at once")}
          ${this.calendars.length ? html`${this.#days("only", "Only on days in")}${this.#days("except", "Not on days in")}` : html`<p class="hint">Calendars of working days and holidays are files in <code>conf/calendars</code>; there is none yet.</p>`}
        </fieldset>
        <section class="group next" aria-labelledby="next-fires" aria-live="polite"><h3 id="next-fires">Next fires${this.preview ? html` <span class="soft">${this.preview.zone}</span>` : nothing}</h3>
          ${this.refusal ? html`<p class="bad-text small-text">${this.refusal.message}</p>` : this.preview ? fires(this.preview) : skeleton(5)}</section>
      </div>
      <div class="form">
        ${this.#select("overlap", "While a run of it is open", OVERLAP)}${this.#select("missed", "Fires that were missed", MISSED)}
      </div>
      ${this.task ? html`<fieldset class="group"><legend>Parameters of ${this.task.type}</legend><g-form .schema=${this.task.params}></g-form></fieldset>` : nothing}
      <details class="options"><summary>More: labels, tenant, time limits, retries …</summary><div class="form">
        ${this.#text("missedWindow", "Missed fires count for", "any time", "older ones are dropped, as PT1H")}
        ${this.#text("timeout", "Timeout of an attempt", this.task?.timeout ?? "the task’s", "")}
        ${this.#text("deadline", "Deadline of a run", "none", "after its fire, as PT2H")}
        <label class="field"><span>Attempts</span><input type="number" min="1" max="100" placeholder="the task’s" .value=${spec.retry?.attempts ?? ""} @input=${(event) => this.#set("retry", event.target.value ? { ...spec.retry, attempts: event.target.valueAsNumber } : undefined)}><span class="hint">in place of the task’s own retries</span></label>
        <label class="field"><span>Labels</span><input autocomplete="off" spellcheck="false" placeholder="team=web env=test" .value=${Object.entries(spec.labels ?? {}).map(([k, v]) => `${k}=${v}`).join(" ")} @change=${(event) => this.#set("labels", pairs(event.target.value))}></label>
        ${this.#text("tenant", "Tenant", "default", "")}
        ${this.#select("sla", "Service class", { silver: "silver", gold: "gold", bronze: "bronze" })}
        <label class="field"><span>Priority</span><input type="number" step="1" placeholder="0" .value=${spec.priority ?? ""} @input=${(event) => this.#set("priority", event.target.value === "" ? undefined : event.target.valueAsNumber)}></label>
      </div></details>
      ${this.error ? failed(this.error) : nothing}</div>
      <div class="dialog-foot"><button type="button" @click=${() => this.close()}>Leave it</button>
        <button type="submit" class="main" aria-disabled=${this.busy ? "true" : "false"}>${this.stored ? "Save" : "Make it"}</button></div></form>`;
  }

  #cron(spec) {
    return html`<label class="field"><span>Cron</span><input name="cron" required autocomplete="off" spellcheck="false" class="mono" .value=${spec.cron ?? ""} aria-invalid=${this.refusal ? "true" : nothing} @input=${(event) => this.#set("cron", event.target.value.trim())}>
        <span class="hint">minute, hour, day, month, day of the week; a sixth field in front is the second</span></label>
      <p class="presets">${PRESETS.map(([cron, words]) => html`<button type="button" class="as-link" @click=${() => this.#set("cron", cron)}>${words}</button>`)}</p>
      <label class="field"><span>Time zone</span><input name="zone" list="zones" autocomplete="off" spellcheck="false" placeholder="UTC" .value=${spec.zone ?? ""} @input=${(event) => this.#set("zone", event.target.value.trim())}>
        <datalist id="zones">${["UTC", ...Intl.supportedValuesOf("timeZone")].map((each) => html`<option value=${each}></option>`)}</datalist></label>
      <label class="field"><span>Where an hour is left out in spring</span><select @change=${(event) => this.#clock("gap", event.target.value)}>${options(GAP, spec.daylightSaving?.gap ?? "")}</select></label>
      <label class="field"><span>Where an hour comes twice in autumn</span><select @change=${(event) => this.#clock("overlap", event.target.value)}>${options(TWICE, spec.daylightSaving?.overlap ?? "")}</select></label>`;
  }

  #days(name, words) {
    const chosen = this.spec[name] ?? [];
    return html`<fieldset class="checks"><legend>${words}</legend>${this.calendars.map(({ name: each }) => html`<label class="check"><input type="checkbox" .checked=${chosen.includes(each)}
      @change=${(event) => this.#set(name, event.target.checked ? [...chosen, each] : chosen.filter((one) => one !== each))}>${each}</label>`)}</fieldset>`;
  }

  #text(name, words, placeholder, hint) {
    return html`<label class="field"><span>${words}</span><input name=${name} autocomplete="off" spellcheck="false" placeholder=${placeholder} .value=${this.spec[name] ?? ""} @input=${(event) => this.#set(name, event.target.value.trim())}>${hint ? html`<span class="hint">${hint}</span>` : nothing}</label>`;
  }

  #select(name, words, values) {
    return html`<label class="field"><span>${words}</span><select name=${name} @change=${(event) => this.#set(name, event.target.value)}>${options(values, this.spec[name] ?? Object.keys(values)[0])}</select></label>`;
  }
}
customElements.define("g-schedule", ScheduleForm);

const options = (values, now) => Object.entries(values).map(([value, words]) => html`<option value=${value} ?selected=${value === now}>${words}</option>`);

/** Makes up for past fires: a range, how many that would be, and then the runs. */
export const backfill = (id) => dialog(`Make up for past fires of ${id}`, (close) => html`<g-backfill .schedule=${id} .close=${close}></g-backfill>`);

class Backfill extends Element {
  static properties = { schedule: { attribute: false }, close: { attribute: false }, from: { state: true }, to: { state: true }, plan: { state: true }, error: { state: true } };
  #asked = 0;

  constructor() {
    super();
    this.to = field(new Date());
    this.from = field(new Date(Date.now() - 86_400_000));
    this.plan = null;
    this.error = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#look();
  }

  #range() {
    const at = (text) => {
      const date = new Date(text);
      if (Number.isNaN(date.getTime())) throw new Error("Give both ends of the range.");
      return date.toISOString();
    };
    return { from: at(this.from), to: at(this.to) };
  }

  async #look() {
    const asked = ++this.#asked;
    this.plan = null;
    this.error = null;
    try {
      const plan = await post(`/schedules/${part(this.schedule)}/backfill`, { ...this.#range(), dryRun: true });
      if (asked === this.#asked) this.plan = plan;
    } catch (e) {
      if (asked === this.#asked) this.error = e;
    }
  }

  async #do(event) {
    event.preventDefault();
    const done = await attempt(() => post(`/schedules/${part(this.schedule)}/backfill`, this.#range()), (it) => `${plural(it.made, "run")} made; ${it.known} known already, ${it.waiting} wait for an open run to end.`);
    if (done) this.close(done);
  }

  #end(name, words) {
    return html`<label class="field"><span>${words}</span><input type="datetime-local" name=${name} required .value=${this[name]} @change=${(event) => { this[name] = event.target.value; this.#look(); }}></label>`;
  }

  render() {
    const { plan } = this;
    const fresh = plan ? plan.fires - plan.known : 0;
    return html`<form @submit=${this.#do}><div class="dialog-text">
      <p>Each fire time of the range gets its run, unless it had one. Nothing happens before you say so.</p>
      <div class="form">${this.#end("from", "From")}${this.#end("to", "To")}</div>
      <div class="plan" role="status">${this.error ? html`<p class="bad-text">${this.error.message}</p>` : plan
        ? html`<p><b>${plural(plan.fires, "fire time")}</b> in this range${plan.known ? html`, of which ${plan.known} had a run` : nothing}: ${plural(fresh, "new run")}.</p>
          <p>${plan.fireTimes.slice(0, 4).map((each) => html`${chip(local(Date.parse(each)))} `)}${plan.fireTimes.length > 5 ? html`<span class="soft">… </span>` : nothing}${plan.fireTimes.length > 4 ? chip(local(Date.parse(plan.fireTimes.at(-1)))) : nothing}</p>`
        : html`<p class="soft">Counting …</p>`}</div></div>
      <div class="dialog-foot"><button type="button" @click=${() => this.close()}>Leave it</button><button type="submit" class="main" ?disabled=${fresh === 0}>${fresh ? `Make ${plural(fresh, "run")}` : "Make runs"}</button></div></form>`;
  }
}
customElements.define("g-backfill", Backfill);

/** As a field for date and time wants it, in the reader's zone. */
function field(date) {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
