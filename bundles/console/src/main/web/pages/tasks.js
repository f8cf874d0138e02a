/** What can be run. */
import { html, nothing } from "lit";
import { get, part, query } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { prose, span, time } from "../core/time.js";
import { icon } from "../ui/icons.js";
import { badge, empty, head, percent, shown, table } from "../ui/parts.js";

class Tasks extends Page {
  static properties = { text: { state: true } };
  tasks = new Query(this, (signal) => get("/tasks?limit=1000", { signal }), { on: ["plugin."] });
  statistics = new Query(this, (signal) => get(`/statistics${query({ window: "PT24H", step: "PT1H" })}`, { signal }), { on: ["run.finished"], every: 5000, each: 60_000 });

  constructor() {
    super();
    this.text = "";
  }

  render() {
    return html`${head("Tasks", { lead: "What the plugins offer to run. Pick one to start it, to see its last runs and how long it takes." })}
      <label class="search"><span class="sr">Find tasks</span>${icon("search")}<input type="search" data-search placeholder="Find a task" autocomplete="off" spellcheck="false" @input=${(event) => (this.text = event.target.value)}></label>
      <section class="panel flush no-head" aria-label="Task types">${shown(this.tasks, ({ items }) => this.#table(items), { lines: 8 })}</section>`;
  }

  #table(items) {
    const words = this.text.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = items.filter((task) => words.every((word) => `${task.type} ${task.title} ${task.description}`.toLowerCase().includes(word)));
    const numbers = new Map((this.statistics.value?.tasks ?? []).map((each) => [each.task, each]));
    if (!items.length) {
      return empty("No plugin offers a task yet", "A plugin is a JAR with tasks and detectors in it. Drop one on the page Plugins, or copy it into the folder bundles/ of Gantry’s home.", html`<p><a href="/plugins">To the plugins</a></p>`);
    }
    return table({
      caption: "Task types",
      rows,
      href: (task) => `/tasks/${part(task.type)}`,
      none: empty("No task matches", "Try fewer letters."),
      columns: [
        { head: "Task", grow: true, cell: (task) => html`<a data-row href="/tasks/${part(task.type)}">${task.type}</a>${task.available ? nothing : html` ${badge("blocked", { text: "not offered", title: task.reason ?? "" })}`}
          <span class="sub clip">${task.available ? (task.description ?? task.title) : prose(task.reason)}</span>` },
        { head: "Plugin", rank: 3, cell: (task) => (task.plugin ? html`${task.plugin.id} <span class="soft">${task.plugin.version}</span>` : nothing) },
        { head: "Success, 24 h", num: true, rank: 2, cell: (task) => {
          const it = numbers.get(task.type);
          const all = it ? it.success + it.failure + it.error + it.timeout : 0;
          return all ? html`<span class=${it.success === all ? "" : "bad-text"}>${percent(it.success / all)}</span> <span class="soft">of ${all}</span>` : html`<span class="none">–</span>`;
        } },
        { head: "p50 / p95", num: true, rank: 3, cell: (task) => {
          const it = numbers.get(task.type);
          return it && it.p50 !== null ? `${span(it.p50)} / ${span(it.p95)}` : html`<span class="none">–</span>`;
        } },
        { head: "Last run", num: true, cell: (task) => {
          const last = numbers.get(task.type)?.last;
          return last ? html`${badge(last.result)} ${time(last.finishedAt, { relative: true })}` : html`<span class="none">–</span>`;
        } },
      ],
    });
  }
}
customElements.define("page-tasks", Tasks);
