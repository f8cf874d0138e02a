/** The store: what it is, its backups, whether it is sound, and how long finished runs are kept. */
import { html, nothing } from "lit";
import { del, get, getTagged, part, post, put } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { duration, seconds, time } from "../core/time.js";
import { confirm } from "../ui/dialog.js";
import { apiSchema, edit } from "../ui/edit.js";
import { bytes, chip, docs, empty, facts, figure, head, note, panel, plural, shown, table } from "../ui/parts.js";
import { guarded, lookOnly } from "../ui/rights.js";
import { attempt } from "../ui/toast.js";

const KINDS = { sqlite: "SQLite", postgresql: "PostgreSQL" };
const TITLES = { age: "Keep for", deadLetters: "Keep dead letters for", runs: "Keep at most, runs", bytes: "Keep at most, bytes" };

class Store extends Page {
  static properties = { checked: { state: true }, looking: { state: true } };
  store = new Query(this, (signal) => get("/store", { signal }), { each: 30_000 });
  backups = new Query(this, (signal) => get("/store/backups", { signal }), { each: 60_000 });
  retention = new Query(this, (signal) => get("/retention", { signal }), { each: 30_000 });

  constructor() {
    super();
    this.checked = null;
    this.looking = false;
  }

  async #backup() {
    await attempt(() => post("/store/backups", {}), (made) => `The backup ${made.name} is there: ${bytes(made.bytes)}${made.payloads ? ` and ${plural(made.payloads, "large value")}` : ""}.`);
    this.backups.refresh();
  }

  async #check() {
    this.looking = true;
    const found = await attempt(() => post("/store/check"));
    this.looking = false;
    if (found) this.checked = { ...found, at: new Date().toISOString() };
  }

  async #compact() {
    if (!(await confirm("Compact the store?", "Free room of the file is given back to the disk. Work goes on meanwhile, somewhat slower.", { yes: "Compact" }))) return;
    await attempt(() => post("/store/compact"), (it) => (it.atStart ? "It is compacted at the next start: the file was made by an older Gantry." : `It was ${bytes(it.before)} and is ${bytes(it.after)} now.`));
    this.store.refresh();
  }

  async #prune() {
    const plan = await attempt(() => post("/retention/run", { dryRun: true }));
    if (!plan) return;
    if (!plan.runs) return void (await confirm("Nothing is to be deleted", "No finished run is older, and there are no more of them, than the rules say.", { yes: "Well" }));
    const text = html`<p><b>${plural(plan.runs, "finished run")}</b> would be deleted, with attempts, logs and large values. That cannot be undone.</p><ul class="plain-list">${plan.tasks.map((each) => html`<li>${each.task}: ${plural(each.runs, "run")}, about ${bytes(each.bytes)}</li>`)}</ul>`;
    if (!(await confirm("Delete what is to be deleted now?", text, { yes: `Delete ${plural(plan.runs, "run")}`, danger: true }))) return;
    await attempt(() => post("/retention/run", { dryRun: false }), (done) => `${plural(done.runs, "run")} deleted in ${duration(done.took)}.`);
    this.retention.refresh();
  }

  async #rule(task) {
    const found = task ? await attempt(() => getTagged(`/retention/${part(task)}`)) : { value: null, tag: undefined };
    const schema = await attempt(() => apiSchema("RetentionRuleRequest", { titles: TITLES, leave: ["by"] }));
    if (!found || !schema) return;
    const rule = Object.fromEntries(Object.entries(found.value?.rule ?? {}).filter(([, value]) => value !== null));
    const saved = await edit(task ? `How long runs of ${task} are kept` : "A rule for a task type", {
      schema,
      value: rule,
      lead: "What is left empty is as the default says. 0 and PT0S mean without a limit.",
      extra: task ? nothing : html`<label class="field"><span>Task type</span><input name="task" required autocomplete="off" spellcheck="false" placeholder="process.exec"></label>`,
      send: (value, form) => {
        const name = task ?? form.elements.task.value.trim();
        if (!name) throw new Error("Name the task type.");
        return put(`/retention/${part(name)}`, value, { tag: found.value?.version ? found.tag : null });
      },
      done: "The rule is in force.",
    });
    if (saved) this.retention.refresh();
  }

  async #drop(task) {
    if (!(await confirm(`Take the rule of ${task} away?`, "Then its runs are kept as the default says, and counted with all others.", { yes: "Take it away", danger: true }))) return;
    await attempt(() => del(`/retention/${part(task)}`), "The default holds again.");
    this.retention.refresh();
  }

  render() {
    return html`${head("Store", { lead: "Where runs, schedules and all else is kept.", actions: html`${guarded("admin", "Back up now", () => this.#backup(), { name: "copy", kind: "main" })}${guarded("admin", "Check", () => this.#check(), { name: "search", title: "Reads the whole store and says what is damaged" })}${this.store.value?.kind === "sqlite" ? guarded("admin", "Compact", () => this.#compact()) : nothing}` })}
      ${lookOnly("admin", "the store")}
      ${this.#sound()}
      ${shown(this.store, (it) => this.#figures(it), { lines: 2 })}
      ${panel("Backups", shown(this.backups, ({ items }) => this.#backups(items), { lines: 3 }), { flush: true, lead: "in data/backups of the home" })}
      ${shown(this.retention, (it) => this.#retention(it), { lines: 6 })}`;
  }

  #sound() {
    if (this.looking) return note("calm", html`<p role="status">Reading the whole store. That takes a while where it is large; work goes on.</p>`);
    const it = this.checked;
    if (!it) return nothing;
    return note(it.sound ? "good" : "bad", html`<p><b>${it.sound ? "The store is sound." : html`The store is damaged. ${docs("store", "Restore a backup")}.`}</b> Looked at ${time(it.at, { relative: true })}, with ${plural(it.payloads, "large value")}${it.unused ? html`; ${it.unused} files are of no use and only take room` : nothing}.</p>
      ${it.damage.length ? html`<ul>${it.damage.map((each) => html`<li>${each}</li>`)}</ul>` : nothing}${it.unchecked ? html`<p class="soft">${it.unchecked}</p>` : nothing}`);
  }

  #figures(it) {
    const newest = this.backups.value?.items[0];
    const last = this.retention.value?.last;
    return html`<div class="figures">
      ${figure("Kind", KINDS[it.kind] ?? it.kind, { hint: `schema ${it.schema}` })}
      ${figure("Size", it.bytes === null ? "away" : bytes(it.bytes), { mood: it.bytes === null ? "bad" : "", hint: "on disk" })}
      ${figure("Last backup", newest ? time(newest.at, { relative: true }) : "none", { mood: newest || it.kind !== "sqlite" ? "" : "warn", hint: newest ? bytes(newest.bytes) : "" })}
      ${figure("Last clean-up", last ? time(last.at, { relative: true }) : "–", { hint: last ? `${plural(last.runs, "run")} deleted` : "not yet" })}
    </div><p class="soft small-text place">At <code>${it.place}</code></p>`;
  }

  #backups(items) {
    return table({
      caption: "Backups that are there",
      rows: items,
      none: empty("There is no backup", "A backup is a copy of the store as it is now; work goes on meanwhile. Copy the file to another machine afterwards.", html`<pre class="code">bin/gantry store backup</pre>`),
      columns: [
        { head: "File", grow: true, cell: (each) => html`<code>${each.name}</code>${each.missing?.length ? html`<span class="sub warn-text">${plural(each.missing.length, "large value")} was missing already</span>` : nothing}` },
        { head: "Size", num: true, cell: (each) => bytes(each.bytes) },
        { head: "When", num: true, cell: (each) => time(each.at, { relative: true }) },
      ],
    });
  }

  #retention({ defaults, last, items }) {
    const own = items.filter((each) => each.rule);
    return html`${panel("How long finished runs are kept", html`${facts([
        ["Finished runs", kept(defaults.age)],
        ["Dead letters", kept(defaults.deadLetters)],
        ["At most, runs", defaults.runs ? defaults.runs.toLocaleString() : "any number"],
        ["At most, room", defaults.bytes ? bytes(defaults.bytes) : "any"],
        ["Last pass", last ? html`${time(last.at, { relative: true })}, ${plural(last.runs, "run")} deleted in ${duration(last.took)}` : "none since the start"],
      ])}`, { lead: "unless the task type has a rule of its own", actions: guarded("admin", "Delete now …", () => this.#prune(), { small: true, kind: "danger" }) })}
      ${panel("By task type", this.#tasks(items), { flush: true, lead: own.length ? plural(own.length, "rule of its own", "rules of their own") : "the default holds for all", actions: guarded("admin", "New rule", () => this.#rule(), { small: true, name: "plus" }) })}`;
  }

  #tasks(items) {
    return table({
      caption: "Retention by task type",
      rows: items,
      none: empty("No finished run is kept yet", html`Here is what each task type takes. A rule of its own: <code>bin/gantry retention set TYPE --age P7D</code>`),
      columns: [
        { head: "Task type", grow: true, cell: (each) => html`<a href="/tasks/${part(each.task)}">${each.task}</a>${each.rule ? html` ${chip("own rule", each.by ? `set by ${each.by}` : "")}` : nothing}` },
        { head: "Kept for", cell: (each) => kept(each.effective.age) },
        { head: "Runs", num: true, rank: 2, cell: (each) => each.runs.toLocaleString() },
        { head: "Room", num: true, rank: 2, cell: (each) => bytes(each.bytes) },
        { head: "Oldest", num: true, rank: 3, cell: (each) => (each.oldest ? time(each.oldest, { relative: true }) : html`<span class="none">–</span>`) },
        { srHead: "What to do", cell: (each) => html`<div class="actions row-actions">${guarded("admin", html`${each.rule ? "Change" : "Own rule"}<span class="sr"> for ${each.task}</span>`, () => this.#rule(each.task), { small: true })}${each.rule ? guarded("admin", html`Default<span class="sr"> for ${each.task}</span>`, () => this.#drop(each.task), { small: true }) : nothing}</div>` },
      ],
    });
  }
}
customElements.define("page-store", Store);

const kept = (age) => (age && seconds(age) === 0 ? "for ever" : age ? duration(age) : "–");
