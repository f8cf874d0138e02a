/** Limits: what tenants, task types and targets outside may take, and what they take now. */
import { html, nothing } from "lit";
import { del, get, getTagged, part, post, put } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { duration, time } from "../core/time.js";
import { confirm } from "../ui/dialog.js";
import { apiSchema, edit } from "../ui/edit.js";
import { badge, chip, empty, head, panel, percent, shown, table } from "../ui/parts.js";
import { guarded, lookOnly } from "../ui/rights.js";
import { attempt } from "../ui/toast.js";

const TENANT = { weight: "Weight", maxRunning: "Attempts at one time", maxOpen: "Open runs", rate: "Rate of submits" };
const TASK = { maxRunning: "Attempts at one time", maxOpen: "Open runs", rate: "Rate of starts" };
const TARGET = { failures: "Opens at this share of failures", calls: "Of how many calls", period: "Within", delay: "Stays open for", trials: "Trials to close", rate: "Calls", per: "In this time", concurrent: "Calls at one time", wait: "Waits for its turn up to" };
const BREAKER = { closed: "good", open: "bad", half_open: "warn" };

class Limits extends Page {
  tenants = new Query(this, (signal) => get("/tenants?limit=1000", { signal }), { on: ["pause.", "run."], every: 2000, each: 10_000 });
  targets = new Query(this, (signal) => get("/targets?limit=1000", { signal }), { on: ["target."], every: 1000, each: 5000 });
  pauses = new Query(this, (signal) => get("/pauses", { signal }), { on: ["pause."] });
  tasks = new Query(this, (signal) => this.#limits(signal), { on: ["plugin.", "pause."], each: 15_000 });

  /** The task types that have a limit, or do something. */
  async #limits(signal) {
    const { items } = await get("/tasks?limit=1000", { signal });
    const left = items.slice(0, 200);
    const found = [];
    await Promise.all(Array.from({ length: 4 }, async () => {
      for (let task = left.pop(); task; task = left.pop()) found.push(await get(`/tasks/${part(task.type)}/limits`, { signal }));
    }));
    return found.sort((a, b) => Number(b.version > 0) - Number(a.version > 0) || a.task.localeCompare(b.task));
  }

  /** A form for what is at a path; what it says of now is no part of it. */
  async #edit(path, title, schemaName, titles, members, lead, query) {
    const found = await attempt(() => getTagged(path));
    const schema = await attempt(() => apiSchema(schemaName, { titles }));
    if (!found || !schema) return;
    const value = Object.fromEntries(members.filter((name) => found.value[name] !== null && found.value[name] !== undefined).map((name) => [name, found.value[name]]));
    const saved = await edit(title, { schema, value, lead, send: (body) => put(path, body, { tag: found.value.version ? found.tag : null }), done: "It is in force." });
    if (saved) query.refresh();
  }

  #tenant(name) {
    return this.#edit(`/tenants/${part(name)}`, name === "*" ? "Quota of all tenants without one of their own" : `Quota of ${name}`, "TenantRequest", TENANT, Object.keys(TENANT), "What is left empty has no limit. It is in force at once.", this.tenants);
  }

  async #newTenant() {
    const name = await confirm("A quota for a tenant", html`<p>A tenant is whose runs they are: the member <code>tenant</code> of a run. <code>*</code> is for all that have no quota of their own.</p>`, { yes: "Go on", ask: "Tenant" });
    if (name?.trim()) await this.#tenant(name.trim());
  }

  async #drop(path, title, text, query) {
    if (!(await confirm(title, text, { yes: "Take it away", danger: true }))) return;
    await attempt(() => del(path), "It is taken away.");
    query.refresh();
  }

  async #hold(scope, name, paused) {
    let body;
    if (!paused) {
      const why = await confirm(`Pause ${name}?`, "No attempt of its runs starts until it is resumed. What runs goes on; new runs are taken in and wait.", { yes: "Pause", ask: "Why (optional)" });
      if (why === undefined) return;
      if (why.trim()) body = { reason: why.trim() };
    }
    await attempt(() => post(`/${scope}s/${part(name)}/${paused ? "resume" : "pause"}`, body), paused ? `${name} goes on.` : `${name} is paused.`);
    this.pauses.refresh();
  }

  #held(scope, name) {
    return (this.pauses.value?.items ?? []).find((each) => each.scope === scope && each.name === name);
  }

  async #reset(target) {
    await attempt(() => post(`/targets/${part(target.name)}/reset`), `The breaker of ${target.name} is closed, and begins anew.`);
    this.targets.refresh();
  }

  render() {
    return html`${head("Limits", { lead: "What tenants, task types and what they call outside may take, and what they take now." })}
      ${lookOnly("author", "limits")}
      ${panel("Targets", shown(this.targets, ({ items }) => this.#targets(items), { lines: 4 }), { flush: true, lead: "what tasks call outside, and how it is spared" })}
      ${panel("Tenants", shown(this.tenants, ({ items }) => this.#tenants(items), { lines: 3 }), { flush: true, lead: "quotas, and what is taken now", actions: guarded("admin", "New quota", () => this.#newTenant(), { small: true, name: "plus" }) })}
      ${panel("Task types", shown(this.tasks, (items) => this.#tasks(items), { lines: 6 }), { flush: true })}`;
  }

  #targets(items) {
    return table({
      caption: "Targets and their breakers",
      rows: items,
      none: empty("Nothing was called outside yet", "A target is what a task names when it calls a service, a host or a database through Gantry. It appears here with its first call: then its breaker stops calls to what is broken, and rates and numbers of calls can be bounded.", html`<pre class="code">bin/gantry target set mail --rate 10 --per PT1S</pre>`),
      columns: [
        { head: "Breaker", cell: (each) => badge(each.state, { text: each.failures === 0 ? "no breaker" : each.state.replace("_", " ") }) },
        { head: "Target", grow: true, cell: (each) => html`${each.name}${each.version ? html` ${chip("set")}` : nothing}<span class="sub">${spared(each)}</span>${each.until ? html`<span class="sub ${BREAKER[each.state] === "bad" ? "bad-text" : ""}">lets trials through ${time(each.until, { relative: true })}</span>` : nothing}` },
        { head: "Failed", num: true, rank: 2, cell: (each) => (each.known ? html`${percent(each.failed / each.known, 0)} <span class="soft">of ${each.known}</span>` : html`<span class="none">–</span>`) },
        { head: "Running", num: true, rank: 2, cell: (each) => each.running },
        { head: "Rejected", num: true, rank: 3, cell: (each) => each.rejected.toLocaleString() },
        { srHead: "What to do", cell: (each) => html`<div class="actions row-actions">${guarded("operator", html`Reset<span class="sr"> ${each.name}</span>`, () => this.#reset(each), { small: true, title: "Close its breaker by hand" })}
          ${guarded("author", html`Change<span class="sr"> ${each.name}</span>`, () => this.#edit(`/targets/${part(each.name)}`, `How ${each.name} is spared`, "TargetRequest", TARGET, Object.keys(TARGET), "In force from the next call on. Its breaker begins anew, closed.", this.targets), { small: true })}
          ${each.version ? guarded("author", html`Default<span class="sr"> for ${each.name}</span>`, () => this.#drop(`/targets/${part(each.name)}`, `Spare ${each.name} as the default says?`, "Its breaker begins anew, closed.", this.targets), { small: true }) : nothing}</div>` },
      ],
    });
  }

  #tenants(items) {
    return table({
      caption: "Tenants and their quotas",
      rows: items,
      none: empty("No tenant has a quota or open runs", "A tenant is whose runs they are. Give one a quota, and it cannot take more than its share.", html`<pre class="code">bin/gantry tenant set acme --max-running 10 --weight 2</pre>`),
      columns: [
        { head: "Tenant", grow: true, cell: (each) => html`<a href="/runs?tenant=${part(each.name)}">${each.name}</a>${this.#held("tenant", each.name) ? html` ${badge("paused", { title: this.#held("tenant", each.name).reason })}` : nothing}${each.own ? html` ${chip("own quota")}` : nothing}<span class="sub">weight ${each.weight}${each.rate ? `, ${each.rate.perSecond} submits a second` : ""}</span>` },
        { head: "Running", num: true, cell: (each) => use(each.running, each.maxRunning) },
        { head: "Open runs", num: true, rank: 2, cell: (each) => use(each.open, each.maxOpen) },
        { head: "Refused", num: true, rank: 2, cell: (each) => html`<span class=${each.refused ? "warn-text" : ""}>${each.refused.toLocaleString()}</span>` },
        { srHead: "What to do", cell: (each) => {
          const held = Boolean(this.#held("tenant", each.name));
          return html`<div class="actions row-actions">${each.name === "*" ? nothing : guarded("operator", html`${held ? "Resume" : "Pause"}<span class="sr"> ${each.name}</span>`, () => this.#hold("tenant", each.name, held), { small: true, tenant: each.name })}
            ${guarded("admin", html`${each.own ? "Change" : "Own quota"}<span class="sr"> of ${each.name}</span>`, () => this.#tenant(each.name), { small: true })}
            ${each.own ? guarded("admin", html`Take away<span class="sr"> the quota of ${each.name}</span>`, () => this.#drop(`/tenants/${part(each.name)}`, `Take the quota of ${each.name} away?`, "Then that of * is in force, if there is one.", this.tenants), { small: true }) : nothing}</div>`;
        } },
      ],
    });
  }

  #tasks(items) {
    return table({
      caption: "Limits of task types",
      rows: items,
      none: empty("No plugin offers a task yet", "Drop one on the page Plugins."),
      columns: [
        { head: "Task type", grow: true, cell: (each) => html`<a href="/tasks/${part(each.task)}">${each.task}</a>${this.#held("task", each.task) ? html` ${badge("paused")}` : nothing}` },
        { head: "Running", num: true, cell: (each) => use(each.running, each.maxRunning) },
        { head: "Waiting", num: true, rank: 2, cell: (each) => each.waiting },
        { head: "Open runs", num: true, rank: 2, cell: (each) => (each.open === null && !each.maxOpen ? html`<span class="none">any</span>` : use(each.open ?? 0, each.maxOpen)) },
        { head: "Rate", num: true, rank: 3, cell: (each) => (each.rate ? `${each.rate.count} per ${duration(each.rate.per ?? "PT1S")}` : html`<span class="none">any</span>`) },
        { srHead: "What to do", cell: (each) => {
          const held = Boolean(this.#held("task", each.task));
          return html`<div class="actions row-actions">${guarded("operator", html`${held ? "Resume" : "Pause"}<span class="sr"> ${each.task}</span>`, () => this.#hold("task", each.task, held), { small: true })}
            ${guarded("author", html`Limits<span class="sr"> of ${each.task}</span>`, () => this.#edit(`/tasks/${part(each.task)}/limits`, `Limits of ${each.task}`, "TaskLimitsRequest", TASK, Object.keys(TASK), "What is left empty has no limit. Beyond it runs wait; beyond the number of open runs they are refused.", this.tasks), { small: true })}
            ${each.version ? guarded("author", html`None<span class="sr"> for ${each.task}</span>`, () => this.#drop(`/tasks/${part(each.task)}/limits`, `Take the limits of ${each.task} away?`, "Then it may take what there is.", this.tasks), { small: true }) : nothing}</div>`;
        } },
      ],
    });
  }
}
customElements.define("page-limits", Limits);

/** So many of so many; without a limit only how many. */
function use(now, most) {
  if (most === null || most === undefined) return html`${now.toLocaleString()}`;
  return html`<span class=${now >= most ? "warn-text" : ""}>${now.toLocaleString()} <span class="soft">of ${most.toLocaleString()}</span></span>`;
}

function spared(target) {
  const parts = [];
  if (target.failures) parts.push(`opens at ${percent(target.failures, 0)} of ${target.calls} calls failed, for ${duration(target.delay)}`);
  if (target.rate) parts.push(`${target.rate} calls per ${duration(target.per)}`);
  if (target.concurrent) parts.push(`${target.concurrent} at one time`);
  return parts.join("; ") || "no limits";
}
