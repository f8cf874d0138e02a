/** Runs: find them, see how they end, act on one or on many. */
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { get, part, post, query } from "../core/api.js";
import { Element, Page, Query } from "../core/element.js";
import { key } from "../core/keys.js";
import { router } from "../core/router.js";
import { prose, since, time } from "../core/time.js";
import { confirm, dialog } from "../ui/dialog.js";
import { icon } from "../ui/icons.js";
import { action, chip, empty, head, mood, plural, rowClick, runBadge, shown } from "../ui/parts.js";
import { ANY, guarded, guardedLink, lacking } from "../ui/rights.js";
import { keysOf, withEach } from "../ui/shared.js";
import { attempt, toast } from "../ui/toast.js";

const VIEWS = [
  { name: "All", query: "" },
  { name: "Running", query: "state=running" },
  { name: "Queued", query: "state=queued" },
  { name: "Blocked", query: "state=blocked" },
  { name: "Failed", query: "result=failure" },
  { name: "Timed out", query: "result=timeout" },
  { name: "Dead letters", query: "deadLetter=true" },
];
const KEY = "gantry.views.runs";
const STEP = 50;
const MOST = 500;
const PARTS = 10;
/** What may be in the address; each is a filter of the API. */
const FILTERS = ["state", "result", "task", "plugin", "tenant", "parent", "label", "deadLetter", "after", "before", "q"];
const STATES = ["scheduled", "queued", "blocked", "running", "waiting", "paused", "cancelling", "finished"];
const RESULTS = ["success", "failure", "error", "timeout", "cancelled", "skipped"];

class Runs extends Page {
  static properties = { limit: { state: true }, chosen: { state: true }, views: { state: true } };
  runs = new Query(this, (signal) => this.#find(signal), { on: ["run."], each: 15_000 });
  #typing = 0;
  #keys = [];

  constructor() {
    super();
    this.limit = STEP;
    this.chosen = new Set();
    this.views = saved();
  }

  connectedCallback() {
    super.connectedCallback();
    this.#keys = [keysOf(this, { "Shift+R": "Rerun the chosen runs", "Shift+T": "Retry the chosen runs now" }), key("x", "Choose the run of the row", () => document.activeElement.closest("tr")?.querySelector("[type=checkbox]")?.click())];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const off of this.#keys) off();
  }

  willUpdate(changed) {
    if (changed.has("query") && this.hasUpdated && String(changed.get("query")) !== String(this.query)) {
      this.limit = STEP;
      this.chosen = new Set();
      this.runs.refresh();
    }
  }

  #filter() {
    return Object.fromEntries(FILTERS.map((name) => [name, name === "label" ? this.query.getAll(name) : this.query.get(name)]));
  }

  /** A text that is rare leads through parts without any run. */
  async #find(signal) {
    const filter = { ...this.#filter(), limit: this.limit };
    let page = await get(`/runs${query(filter)}`, { signal });
    for (let i = 0; i < PARTS && !page.items.length && page.next; i++) page = await get(`/runs${query({ ...filter, cursor: page.next })}`, { signal });
    return page;
  }

  #type(event) {
    clearTimeout(this.#typing);
    const { value } = event.target;
    this.#typing = setTimeout(() => router.setQuery({ q: value.trim() }), 150);
  }

  async #save() {
    const name = await confirm("Save this view", "It is kept in this browser, with the filters as they are now.", { yes: "Save", ask: "Name" });
    if (!name?.trim()) return;
    this.views = [...this.views.filter((each) => each.name !== name.trim()), { name: name.trim(), query: String(this.query) }];
    localStorage.setItem(KEY, JSON.stringify(this.views));
  }

  #forget(view) {
    this.views = this.views.filter((each) => each !== view);
    localStorage.setItem(KEY, JSON.stringify(this.views));
  }

  #choose(id, on) {
    const chosen = new Set(this.chosen);
    on ? chosen.add(id) : chosen.delete(id);
    this.chosen = chosen;
  }

  async #many(verb, words) {
    const ids = [...this.chosen];
    const danger = verb === "terminate";
    if (!(await confirm(`${words} ${plural(ids.length, "run")}?`, EFFECT[verb], { yes: words, danger }))) return;
    let done = 0;
    const refused = [];
    await withEach(ids, async (id) => {
      try {
        await post(`/runs/${part(id)}/${verb}`);
        done++;
      } catch (e) {
        refused.push(e.message);
      }
    });
    if (done) toast(`${PAST[verb]}: ${plural(done, "run")}.`);
    if (refused.length) toast(`${plural(refused.length, "run")} refused. ${refused[0]}`, { mood: "bad" });
    this.chosen = new Set();
    this.runs.refresh();
  }

  /** On all that match: the number first. */
  async #all() {
    const { deadLetter, label, ...rest } = this.#filter();
    const filter = Object.fromEntries(Object.entries(rest).filter(([, value]) => value));
    if (label.length) filter.labels = Object.fromEntries(label.map((each) => each.split(/=(.*)/s).slice(0, 2)));
    // Gantry takes no empty filter: those of until now
    if (!Object.keys(filter).length) filter.before = new Date().toISOString();
    await dialog("Act on all that match", (close) => html`<g-bulk .filter=${filter} .dead=${deadLetter === "true"} .close=${close}></g-bulk>`);
    this.runs.refresh();
  }

  render() {
    const set = FILTERS.filter((name) => name !== "q" && name !== "state" && name !== "result" && this.query.get(name));
    return html`${head("Runs", { actions: guardedLink("operator", "Start a run", "/tasks", { name: "play", kind: "main", tenant: ANY }) })}
      <div class="stack">
        <div class="toggles" role="group" aria-label="Views">${[...VIEWS, ...this.views].map((view) => this.#view(view))}
          ${[...VIEWS, ...this.views].some((view) => view.query === String(this.query)) ? nothing : html`<button type="button" @click=${this.#save}>${icon("plus")}Save this view</button>`}</div>
        <div class="filters">
          <label class="search"><span class="sr">Find runs</span>${icon("search")}
            <input type="search" data-search placeholder="Task, id, label, reason …" autocomplete="off" spellcheck="false" .value=${this.query.get("q") ?? ""} @input=${this.#type}></label>
          ${this.#select("State", "state", STATES)}${this.#select("Result", "result", RESULTS)}
          ${set.map((name) => html`<button type="button" class="small" title="Take this filter away" @click=${() => router.setQuery({ [name]: "" })}>${name}: ${this.query.getAll(name).join(", ")} ${icon("close")}</button>`)}
          ${guarded("operator", "All that match …", () => this.#all(), { tenant: ANY, name: "more", disabled: !FILTERS.some((name) => this.query.get(name)), title: "Cancel, rerun, … all runs that the filters choose; filter first" })}
        </div>
        ${this.chosen.size ? this.#bar() : nothing}
      </div>
      <section class="panel flush no-head" aria-label="Runs found">${shown(this.runs, (page) => this.#table(page), { lines: 12 })}</section>`;
  }

  #view(view) {
    const here = view.query === String(this.query);
    const own = this.views.includes(view);
    return html`<button type="button" aria-pressed=${here ? "true" : "false"} @click=${() => router.go(`/runs${view.query && `?${view.query}`}`)}>${view.name}</button>
      ${own && here ? html`<button type="button" class="bare small" aria-label="Forget the view ${view.name}" title="Forget this view" @click=${() => this.#forget(view)}>${icon("close")}</button>` : nothing}`;
  }

  #select(title, name, values) {
    const now = this.query.get(name) ?? "";
    return html`<select aria-label=${title} @change=${(event) => router.setQuery({ [name]: event.target.value })}>
      <option value="" ?selected=${now === ""}>Any ${title.toLowerCase()}</option>${values.map((each) => html`<option value=${each} ?selected=${now === each}>${each}</option>`)}</select>`;
  }

  #bar() {
    return html`<div class="note" role="group" aria-label="What to do with the chosen runs"><div class="grow row"><b>${plural(this.chosen.size, "run")} chosen</b>
      ${action("Cancel", () => this.#many("cancel", "Cancel"), { small: true })}${action("Pause", () => this.#many("pause", "Pause"), { small: true })}
      ${action("Resume", () => this.#many("resume", "Resume"), { small: true })}${action("Retry now", () => this.#many("retry", "Retry"), { small: true, keys: "Shift+T", title: "Those that wait for their next attempt (Shift T)" })}${action("Rerun", () => this.#many("rerun", "Rerun"), { small: true, keys: "Shift+R", title: "Those that are finished, as new runs (Shift R)" })}
      ${action("Terminate", () => this.#many("terminate", "Terminate"), { small: true, kind: "danger" })}</div>
      <button type="button" class="bare small" @click=${() => (this.chosen = new Set())}>Choose none</button></div>`;
  }

  #table({ items, next }) {
    if (!items.length) {
      return String(this.query)
        ? empty("No run matches", next ? "There is none among the newest 200,000 runs. Give more of its id, or a filter, to look further back." : "Take a filter away, or look at all of them.", html`<p><a href="/runs">All runs</a></p>`)
        : empty("Nothing has run yet", "A run is one execution of a task type: by hand, by a schedule, or by a call to the API. Pick a task and start one.", html`<p><a href="/tasks">To the tasks</a></p><pre class="code">bin/gantry run start process.exec -p 'command=["date"]'</pre>`);
    }
    const why = lacking("operator", ANY);
    const all = items.every((run) => this.chosen.has(run.id));
    return html`<div class="table" role="group" aria-label="Runs" tabindex="0"><table class="runs">
      <caption class="sr">Runs, newest first</caption>
      <thead><tr>
        <th scope="col"><input type="checkbox" aria-label="Choose all that are shown" ?disabled=${Boolean(why)} title=${why || nothing} .checked=${all} @change=${(event) => (this.chosen = new Set(event.target.checked ? items.map((run) => run.id) : []))}></th>
        <th scope="col">How</th><th scope="col" class="grow">Task</th><th scope="col" class="rank3">Labels</th><th scope="col" class="rank3">Plugin</th>
        <th scope="col" class="num rank2">Attempt</th><th scope="col" class="num rank2">Took</th><th scope="col" class="num">Created</th></tr></thead>
      <tbody>${repeat(items, (run) => run.id, (run) => this.#row(run, why))}</tbody></table></div>
      ${next ? html`<div class="more">${this.limit < MOST ? action("Show more", () => { this.limit = Math.min(MOST, this.limit * 2); return this.runs.refresh(); }) : html`<span class="soft">These are the newest ${MOST}; filter to see others.</span>`}</div>` : nothing}`;
  }

  #row(run, why) {
    const said = run.state === "finished" && run.result === "success" ? "" : (run.error?.message ?? run.reason ?? "");
    return html`<tr data-href="/runs/${part(run.id)}" @click=${rowClick}>
      <td><input type="checkbox" aria-label="Choose the run ${run.id}" ?disabled=${Boolean(why)} title=${why || nothing} .checked=${this.chosen.has(run.id)} @change=${(event) => this.#choose(run.id, event.target.checked)}></td>
      <td>${runBadge(run)}${run.state === "running" && run.progress > 0 ? html`<progress class="thin" max="1" .value=${run.progress} aria-label="Progress of the run"></progress>` : nothing}</td>
      <td class="grow"><a data-row href="/runs/${part(run.id)}">${run.task}</a>${run.deadLetter ? html` ${chip("dead letter")}` : nothing}${run.tenant !== "default" ? html` ${chip(run.tenant, "tenant")}` : nothing}
        ${said ? html`<span class="sub clip ${mood(run.result) === "bad" ? "bad-text" : ""}" title=${said}>${prose(said)}</span>` : nothing}</td>
      <td class="rank3 tight">${Object.entries(run.labels).slice(0, 2).map(([name, value]) => html`<button type="button" class="as-link chip" title="Only runs with this label" @click=${() => router.setQuery({ label: [...new Set([...this.query.getAll("label"), `${name}=${value}`])] })}>${name}=${value}</button> `)}</td>
      <td class="rank3 soft">${run.plugin ? run.plugin.version : ""}</td>
      <td class="num rank2">${run.maxAttempts > 1 ? `${run.attempt} of ${run.maxAttempts}` : run.attempt || "–"}</td>
      <td class="num rank2">${since(run.startedAt, run.finishedAt)}</td>
      <td class="num">${time(run.createdAt, { relative: true })}</td></tr>`;
  }
}
customElements.define("page-runs", Runs);

const EFFECT = {
  cancel: "Each is asked to stop and may clean up. What waits is taken out of its queue.",
  terminate: "Each is stopped at once, and rollback is not called.",
  pause: "An attempt that runs goes on; no other one follows until the run is resumed.",
  resume: "What is paused goes on.",
  retry: "The next attempt of those that wait for one begins as soon as there is room.",
  rerun: "Each is started once more, as a new run with the same parameters.",
  dismiss: "They are no dead letters any more, and stay in the history.",
};
const PAST = { cancel: "Cancelled", terminate: "Terminated", pause: "Paused", resume: "Resumed", retry: "Retried", rerun: "Started again", dismiss: "Dismissed" };

function saved() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

/** What to do with all runs that a filter chooses; says how many those are before it does it. */
class Bulk extends Element {
  static properties = { filter: { attribute: false }, dead: { attribute: false }, close: { attribute: false }, verb: { state: true }, plan: { state: true }, error: { state: true } };

  constructor() {
    super();
    this.plan = null;
    this.error = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#look(this.dead ? "rerun" : "cancel");
  }

  async #look(verb) {
    this.verb = verb;
    this.plan = null;
    this.error = null;
    try {
      const plan = await post("/runs/bulk", { action: verb, filter: this.filter, dryRun: true });
      if (this.verb === verb) this.plan = plan;
    } catch (e) {
      if (this.verb === verb) this.error = e;
    }
  }

  async #do() {
    const done = await attempt(
      () => post("/runs/bulk", { action: this.verb, filter: this.filter, reason: `${this.verb} from the console` }),
      (result) => `${PAST[this.verb]}: ${plural(result.done, "run")}${result.refused.length ? `; ${result.refused.reduce((sum, each) => sum + each.count, 0)} refused: ${result.refused[0].reason}` : ""}${result.more ? ". There are more: do it again." : ""}`,
    );
    if (done) this.close(true);
  }

  render() {
    const { plan } = this;
    return html`<div class="dialog-text">
      <label class="field"><span>What</span><select @change=${(event) => this.#look(event.target.value)}>${Object.keys(EFFECT).map((each) => html`<option ?selected=${each === this.verb}>${each}</option>`)}</select>
        <span class="hint">${EFFECT[this.verb]}</span></label>
      <p class="soft">Filter: ${Object.keys(this.filter).length ? Object.entries(this.filter).map(([name, value]) => chip(`${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)) : "none: all runs"}</p>
      <p role="status">${this.error ? html`<span class="bad-text">${this.error.message}</span>` : plan ? html`<b>${plural(plan.matched, "run")}${plan.more ? " or more" : ""}</b> would be looked at${plan.refused.length ? html`, ${plan.refused.reduce((sum, each) => sum + each.count, 0)} refused (${plan.refused[0].reason})` : nothing}.` : "Counting …"}</p></div>
      <div class="dialog-foot"><button type="button" @click=${() => this.close()}>Leave it</button>
        ${action(`${this.verb[0].toUpperCase()}${this.verb.slice(1)} ${plan ? plural(plan.matched, "run") : "…"}`, () => this.#do(), { kind: this.verb === "terminate" ? "danger" : "main", disabled: !plan || plan.matched === 0 })}</div>`;
  }
}
customElements.define("g-bulk", Bulk);
