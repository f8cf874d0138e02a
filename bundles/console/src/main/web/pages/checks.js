/** Detection: what is looked at, and how it is. */
import { html, nothing } from "lit";
import { get, part, query } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { router } from "../core/router.js";
import { duration, time } from "../core/time.js";
import { editCheck, heldSince, STATUSES, strip } from "../ui/check.js";
import { icon } from "../ui/icons.js";
import { action, badge, empty, head, note, panel, shown, table } from "../ui/parts.js";
import { guarded, lookOnly } from "../ui/rights.js";

const EXAMPLE = `# conf/checks/home.yaml
checks:
  - id: home-page
    detector: http
    target: https://example.org
    interval: PT1M`;
const STATE_SHOWN = new Set(["unregistered", "unloaded"]);
const KEPT = 60;
/** So many of the first ones are shown with what they said lately. */
const STRIPS = 50;
const STEP = 50;
const MOST = 1000;
/** What may be in the address; each is a filter of the API. */
const FILTERS = ["status", "state", "detector", "label", "text"];

class Checks extends Page {
  static properties = { limit: { state: true } };
  #verdicts = new Map();
  #typing = 0;
  checks = new Query(this, (signal) => this.#ask(signal), { on: ["check.", "plugin."], every: 3000, each: 10_000 });
  detectors = new Query(this, (signal) => get("/detectors?limit=1000", { signal }), { on: ["plugin."] });

  constructor() {
    super();
    this.limit = STEP;
  }

  willUpdate(changed) {
    if (changed.has("query") && this.hasUpdated && String(changed.get("query")) !== String(this.query)) {
      this.limit = STEP;
      this.checks.refresh();
    }
  }

  async #ask(signal) {
    const filter = Object.fromEntries(FILTERS.map((name) => [name, name === "label" ? this.query.getAll(name) : this.query.get(name)]));
    const page = await get(`/checks${query({ ...filter, order: "worst", limit: this.limit })}`, { signal });
    this.#lately(page.items, signal).catch(() => {}); // the list does not wait for it, and asks again soon
    return page;
  }

  /** What the first ones said lately; who has said nothing new is not asked again. */
  async #lately(items, signal) {
    const left = items.slice(0, STRIPS).filter((each) => each.last && this.#verdicts.get(each.id)?.[0]?.at !== each.last.at);
    await Promise.all(Array.from({ length: 4 }, async () => {
      for (let check = left.pop(); check; check = left.pop()) {
        const { items: found } = await get(`/checks/${part(check.id)}/verdicts?limit=${KEPT}`, { signal });
        this.#verdicts.set(check.id, found);
      }
    }));
    this.requestUpdate();
  }

  #type(event) {
    clearTimeout(this.#typing);
    const { value } = event.target;
    this.#typing = setTimeout(() => router.setQuery({ text: value.trim() }), 200);
  }

  async #new(detector) {
    const made = await editCheck(undefined, detector);
    if (made) router.go(`/detection/${part(made.id)}`);
  }

  render() {
    return html`${head("Detection", { lead: "Checks look at something again and again, and say how it is.", actions: guarded("author", "New check", () => this.#new(), { name: "plus", kind: "main" }) })}
      ${lookOnly("author", "checks")}
      ${this.#problems(this.checks.value?.problems ?? [])}
      <div class="stack">${this.#filters()}</div>
      <section class="panel flush no-head" aria-label="All checks">${shown(this.checks, (page) => this.#table(page), { lines: 8 })}</section>
      ${panel("Detectors", shown(this.detectors, ({ items }) => this.#detectors(items)), { flush: true, lead: "what plugins can look at" })}`;
  }

  /** What files say that is wrong: what is not in force first. */
  #problems(problems) {
    const MANY = 5;
    const refused = problems.filter((each) => each.refused);
    const others = problems.filter((each) => !each.refused);
    const line = (each) => html`<p><code>${each.file}${each.line ? `, line ${each.line}` : ""}</code> ${each.pointer ? html`${each.pointer.slice(1)}: ` : nothing}${each.message}</p>`;
    const some = (list) => html`${list.slice(0, MANY).map(line)}${list.length > MANY ? html`<p class="soft">and more: <code>bin/gantry check validate FILE</code> shows them all</p>` : nothing}`;
    return html`${refused.length ? note("bad", html`<p><b>Not in force; what these files said before is.</b></p>${some(refused)}`) : nothing}
      ${others.length ? note("warn", html`<p><b>In force, and waiting for a plugin.</b></p>${some(others)}`) : nothing}`;
  }

  #filters() {
    const counts = this.checks.value?.counts ?? {};
    const all = Object.values(counts).reduce((sum, each) => sum + each, 0);
    const now = this.query.get("status") ?? "";
    const toggle = (status, text, n) => html`<button type="button" aria-pressed=${now === status ? "true" : "false"} @click=${() => router.setQuery({ status })}>${text} <span class="num">${(n ?? 0).toLocaleString()}</span></button>`;
    const set = ["state", "detector", "label"].filter((name) => this.query.get(name));
    return html`<div class="toggles" role="group" aria-label="Status">${toggle("", "All", all)}${STATUSES.map((status) => toggle(status, status, counts[status]))}</div>
      <label class="search"><span class="sr">Find checks</span>${icon("search")}<input type="search" data-search placeholder="Id, title, target, label, reason …" autocomplete="off" spellcheck="false" .value=${this.query.get("text") ?? ""} @input=${this.#type}></label>
      ${set.map((name) => html`<button type="button" class="small" @click=${() => router.setQuery({ [name]: "" })}>${name}: ${this.query.getAll(name).join(", ")} <span aria-hidden="true">×</span><span class="sr">take this filter away</span></button>`)}`;
  }

  #table({ items, next, counts }) {
    const filtered = FILTERS.some((name) => this.query.get(name));
    if (!items.length && !filtered) {
      return empty("Nothing is looked at yet", "A check calls a detector of a plugin at an interval: is the disk full, does the page answer, when does the certificate end. Write it into a file in conf/checks of Gantry’s home, or make one here.",
        html`<pre class="code">${EXAMPLE}</pre>`);
    }
    return html`${table({
      caption: "Checks, the worst first",
      rows: items,
      href: (each) => `/detection/${part(each.id)}`,
      none: empty("No check matches", "Take the filter away, or try fewer letters."),
      columns: [
        { head: "Status", cell: (each) => html`${each.paused ? badge("paused") : badge(each.status)}${STATE_SHOWN.has(each.state) ? html` ${badge("blocked", { text: each.state, title: each.reason ?? "" })}` : nothing}` },
        { head: "Check", grow: true, cell: (each) => html`<a data-row href="/detection/${part(each.id)}">${each.title || each.id}</a> <span class="soft">${each.title ? `${each.id}, ` : ""}${each.detector}</span>
          ${why(each) ? html`<span class="sub clip ${each.status === "critical" || each.status === "error" ? "bad-text" : ""}">${why(each)}</span>` : nothing}` },
        { head: "Lately", rank: 2, cell: (each) => strip(this.#verdicts.get(each.id) ?? [], { known: this.#verdicts.has(each.id) || !each.last }) },
        { head: "Since", num: true, cell: (each) => this.#since(each) },
        { head: "Class", rank: 3, cell: (each) => each.sla },
        { head: "Each", num: true, rank: 3, cell: (each) => duration(each.interval) },
        { head: "Next", num: true, rank: 3, cell: (each) => (each.next ? time(each.next, { relative: true }) : html`<span class="none">–</span>`) },
      ],
    })}
      ${next && this.limit < MOST ? html`<div class="more">${action("Show more", () => {
        this.limit = Math.min(MOST, this.limit * 2);
        return this.checks.refresh();
      })}</div>` : next ? html`<p class="soft foot">These are the worst ${items.length.toLocaleString()} of ${Object.values(counts).reduce((sum, each) => sum + each, 0).toLocaleString()}; filter to see others.</p>` : nothing}`;
  }

  #since(check) {
    const held = heldSince(this.#verdicts.get(check.id) ?? []);
    return held ? html`${time(held.at, { relative: true })}${held.open ? html`<span class="sub">or before</span>` : nothing}` : html`<span class="none">–</span>`;
  }

  #detectors(items) {
    return table({
      caption: "Detectors of plugins",
      rows: items,
      none: empty("No plugin offers a detector", "A detector is a class of a plugin that inspects something. Drop a plugin that has one on the page Plugins.", html`<p><a href="/plugins">To the plugins</a></p>`),
      columns: [
        { head: "Detector", grow: true, cell: (each) => html`${each.type}${each.available ? nothing : html` ${badge("blocked", { text: "not offered", title: each.reason ?? "" })}`}<span class="sub clip">${each.available ? (each.description ?? each.title) : each.reason}</span>` },
        { head: "Plugin", rank: 2, cell: (each) => (each.plugin ? html`<a href="/plugins/${part(each.plugin.id)}">${each.plugin.id}</a> <span class="soft">${each.plugin.version}</span>` : nothing) },
        { srHead: "What to do", cell: (each) => html`<div class="actions row-actions">${guarded("author", html`New check<span class="sr"> with ${each.type}</span>`, () => this.#new(each.type), { small: true })}</div>` },
      ],
    });
  }
}
customElements.define("page-checks", Checks);

/** Why it is as it is: for want of a plugin or of room first. */
function why(check) {
  return check.reason ?? check.last?.reasons.join("; ");
}
