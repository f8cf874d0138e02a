/** Nodes and queues: who does the work, and what waits. */
import { html, nothing } from "lit";
import { get, part, post } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { seconds, span, time } from "../core/time.js";
import { confirm } from "../ui/dialog.js";
import { badge, chip, empty, figure, head, note, panel, shown, table } from "../ui/parts.js";
import { guarded, lookOnly } from "../ui/rights.js";
import { attempt } from "../ui/toast.js";

const PLURAL = { task: "tasks", tenant: "tenants", queue: "queues", run: "runs" };

/** How far the clock of a node is from that of the database. */
const clock = (ahead) => html`<span class="sub ${Math.abs(ahead) > 1 ? "bad-text" : ""}">its clock is ${span(Math.abs(ahead))} ${ahead < 0 ? "behind" : "ahead of"} that of the database</span>`;

class Nodes extends Page {
  nodes = new Query(this, (signal) => get("/nodes", { signal }), { each: 5000 });
  queues = new Query(this, (signal) => get("/queues", { signal }), { on: ["pause.", "run."], every: 2000, each: 5000 });
  pauses = new Query(this, (signal) => get("/pauses", { signal }), { on: ["pause."], each: 30_000 });
  status = new Query(this, (signal) => get("/status", { signal }), { on: ["plugin."], each: 15_000 });

  async #pause(queue) {
    const why = await confirm(`Pause the queue ${queue.name}?`, "No attempt of its runs starts until it is resumed. What runs goes on; new runs are taken in and wait.", { yes: "Pause", ask: "Why (optional)" });
    if (why === undefined) return;
    await attempt(() => post(`/queues/${part(queue.name)}/pause`, why.trim() ? { reason: why.trim() } : undefined), `The queue ${queue.name} is paused.`);
    this.#look();
  }

  async #resume(scope, name) {
    await attempt(() => post(`/${PLURAL[scope]}/${part(name)}/resume`), `${name} goes on.`);
    this.#look();
  }

  #look() {
    this.queues.refresh();
    this.pauses.refresh();
  }

  render() {
    const status = this.status.value;
    return html`${head("Nodes and queues", { lead: "Who does the work, and what waits for it." })}
      ${status && !status.ready ? note("warn", html`<p><b>Gantry is not ready.</b></p>${status.missing.map((each) => html`<p>${each.name}: ${each.reason}</p>`)}`) : nothing}
      ${lookOnly("operator", "queues")}
      ${this.#figures()}
      ${panel("Nodes", shown(this.nodes, ({ items }) => this.#nodes(items), { lines: 3 }), { flush: true })}
      ${panel("Queues", shown(this.queues, ({ items }) => this.#queues(items), { lines: 4 }), { flush: true, lead: "one for each service class, as this node sees them" })}
      ${panel("What is paused", shown(this.pauses, ({ items }) => this.#pauses(items), { lines: 2 }), { flush: true })}`;
  }

  #figures() {
    const nodes = this.nodes.value?.items ?? [];
    const alone = this.nodes.value && !nodes.length;
    const alive = nodes.filter((each) => each.alive);
    const sum = (name) => alive.reduce((all, each) => all + each[name], 0);
    const deep = (this.queues.value?.items ?? []).reduce((all, each) => all + each.depth, 0);
    const status = this.status.value;
    return html`<div class="figures">
      ${figure("Nodes alive", !this.nodes.value ? "–" : alone ? 1 : alive.length, { mood: alive.length < nodes.length ? "warn" : "", hint: alone ? "this one alone" : `of ${nodes.length}` })}
      ${alone ? nothing : figure("Slots in use", this.nodes.value ? sum("slots") - sum("free") : "–", { hint: `of ${sum("slots").toLocaleString()}` })}
      ${figure("Runs that wait", this.queues.value ? deep.toLocaleString() : "–", { href: "/runs?state=queued", hint: "for a slot" })}
      ${figure("Version", status?.version ?? "–", { hint: status ? html`since ${time(status.startedAt, { relative: true })}` : "" })}
    </div>`;
  }

  #nodes(items) {
    return table({
      caption: "Nodes, and what they do now",
      rows: items,
      none: empty("This node works alone", "Its store is a file that is its own. Several nodes share the work when they share a PostgreSQL: then they are here, with their slots and what waits on them.", html`<pre class="code">bin/gantry run --set gantry.store.url=jdbc:postgresql://host:5432/gantry</pre>`),
      rowClass: (each) => (each.alive ? "" : "soft"),
      columns: [
        { head: "State", cell: (each) => (each.alive ? badge("active", { text: "alive" }) : badge("lost", { title: "It holds no lease: it was stopped, or cannot reach the store. Its runs are taken over by the others." })) },
        { head: "Node", grow: true, cell: (each) => html`${each.name} ${each.leader ? chip("leader", "It fires schedules, inspects checks and deletes old runs") : nothing} ${each.self ? chip("this one", "It answers this page") : nothing}${each.url ? html`<span class="sub">${each.url}</span>` : nothing}${each.clockAhead ? clock(seconds(each.clockAhead)) : nothing}` },
        { head: "Slots free", num: true, cell: (each) => (each.slots ? html`${each.free} <span class="soft">of ${each.slots}</span>` : html`<span class="soft">takes runs in only</span>`) },
        { head: "Waiting", num: true, rank: 2, cell: (each) => each.waiting },
        { head: "Lease until", num: true, rank: 3, cell: (each) => (each.leaseUntil ? time(each.leaseUntil) : html`<span class="none">none</span>`) },
        { head: "Term", num: true, rank: 3, cell: (each) => each.term },
        { head: "Started", num: true, rank: 2, cell: (each) => time(each.startedAt, { relative: true }) },
      ],
    });
  }

  #queues(items) {
    return table({
      caption: "Queues of the service classes",
      rows: items,
      columns: [
        { head: "State", cell: (each) => (each.pause ? badge("paused", { title: each.pause.reason }) : badge("active", { text: "open" })) },
        { head: "Queue", grow: true, cell: (each) => html`${each.name}${each.pause ? html`<span class="sub">by ${each.pause.by}${each.pause.reason ? html`: ${each.pause.reason}` : nothing}</span>` : nothing}` },
        { head: "Waiting", num: true, cell: (each) => each.depth.toLocaleString() },
        { head: "Oldest waits", num: true, rank: 2, cell: (each) => (each.depth ? span(each.oldestAgeSeconds) : html`<span class="none">–</span>`) },
        { srHead: "What to do", cell: (each) => html`<div class="actions row-actions">${each.pause ? guarded("operator", html`Resume<span class="sr"> ${each.name}</span>`, () => this.#resume("queue", each.name), { small: true }) : guarded("operator", html`Pause<span class="sr"> ${each.name}</span>`, () => this.#pause(each), { small: true })}</div>` },
      ],
    });
  }

  #pauses(items) {
    return table({
      caption: "Pauses in force",
      rows: items,
      none: empty("Nothing is paused", html`A task type, a tenant, a queue or a run can be held; work that is there waits and goes on later. On the command line: <code>bin/gantry queue pause bronze</code>`),
      columns: [
        { head: "What", cell: (each) => each.scope },
        { head: "Name", grow: true, cell: (each) => html`${each.scope === "run" ? html`<a href="/runs/${part(each.name)}"><code>${each.name}</code></a>` : each.scope === "task" ? html`<a href="/tasks/${part(each.name)}">${each.name}</a>` : each.name}${each.reason ? html`<span class="sub">${each.reason}</span>` : nothing}` },
        { head: "By", rank: 2, cell: (each) => each.by },
        { head: "Since", num: true, cell: (each) => time(each.since, { relative: true }) },
        { srHead: "What to do", cell: (each) => html`<div class="actions row-actions">${guarded("operator", html`Resume<span class="sr"> ${each.name}</span>`, () => this.#resume(each.scope, each.name), { small: true, tenant: each.scope === "tenant" ? each.name : null })}</div>` },
      ],
    });
  }
}
customElements.define("page-nodes", Nodes);
