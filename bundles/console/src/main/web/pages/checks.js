/** Detection: what is looked at, and how it is. */
import { html, nothing } from "lit";
import { get, part } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { router } from "../core/router.js";
import { duration, time } from "../core/time.js";
import { editCheck, heldSince, STATUSES, strip } from "../ui/check.js";
import { icon } from "../ui/icons.js";
import { badge, empty, head, panel, shown, table } from "../ui/parts.js";
import { guarded, lookOnly } from "../ui/rights.js";

const KEPT = 60;
const MOST = 60;

class Checks extends Page {
  static properties = { text: { state: true } };
  #verdicts = new Map();
  checks = new Query(this, (signal) => this.#ask(signal), { on: ["check.", "plugin."], each: 10_000 });
  detectors = new Query(this, (signal) => get("/detectors?limit=1000", { signal }), { on: ["plugin."] });

  constructor() {
    super();
    this.text = "";
  }

  /** The checks, and of the first ones what they said lately; who has said nothing new is not asked again. */
  async #ask(signal) {
    const { items } = await get("/checks?limit=1000", { signal });
    const left = items.filter((each) => each.last && this.#verdicts.get(each.id)?.[0]?.at !== each.last.at).slice(0, MOST);
    await Promise.all(Array.from({ length: 4 }, async () => {
      for (let check = left.pop(); check; check = left.pop()) {
        const { items: found } = await get(`/checks/${part(check.id)}/verdicts?limit=${KEPT}`, { signal });
        this.#verdicts.set(check.id, found);
      }
    }));
    return items.sort((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) || a.id.localeCompare(b.id));
  }

  async #new(detector) {
    const made = await editCheck(undefined, detector);
    if (made) router.go(`/detection/${part(made.id)}`);
  }

  render() {
    return html`${head("Detection", { lead: "Checks look at something again and again, and say how it is.", actions: guarded("author", "New check", () => this.#new(), { name: "plus", kind: "main" }) })}
      ${lookOnly("author", "checks")}
      <div class="stack">${this.#filters()}</div>
      <section class="panel flush no-head" aria-label="All checks">${shown(this.checks, (items) => this.#table(items), { lines: 8 })}</section>
      ${panel("Detectors", shown(this.detectors, ({ items }) => this.#detectors(items)), { flush: true, lead: "what plugins can look at" })}`;
  }

  #filters() {
    const items = this.checks.value ?? [];
    const now = this.query.get("status") ?? "";
    const toggle = (status, text, n) => html`<button type="button" aria-pressed=${now === status ? "true" : "false"} @click=${() => router.setQuery({ status })}>${text}${n === undefined ? nothing : html` <span class="num">${n}</span>`}</button>`;
    return html`<div class="toggles" role="group" aria-label="Status">${toggle("", "All", items.length)}${STATUSES.map((status) => toggle(status, status, items.filter((each) => each.status === status).length))}</div>
      <label class="search"><span class="sr">Find checks</span>${icon("search")}<input type="search" data-search placeholder="Id, detector, label, reason …" autocomplete="off" spellcheck="false" @input=${(event) => (this.text = event.target.value)}></label>`;
  }

  #table(items) {
    if (!items.length) {
      return empty("Nothing is looked at yet", "A check calls a detector of a plugin at an interval: is the disk full, does the page answer, when does the certificate end. Make one here, or by the command line.",
        html`<pre class="code">bin/gantry check put home-page --detector http.endpoint -p url=https://example.org --interval PT1M</pre>`);
    }
    const words = this.text.toLowerCase().split(/\s+/).filter(Boolean);
    const status = this.query.get("status");
    const rows = items.filter((each) => (!status || each.status === status) && words.every((word) => `${each.id} ${each.detector} ${Object.entries(each.labels).flat().join(" ")} ${each.last?.reasons.join(" ")}`.toLowerCase().includes(word)));
    return table({
      caption: "Checks, the worst first",
      rows,
      href: (each) => `/detection/${part(each.id)}`,
      none: empty("No check matches", "Take the filter away, or try fewer letters."),
      columns: [
        { head: "Status", cell: (each) => (each.paused ? badge("paused") : badge(each.status)) },
        { head: "Check", grow: true, cell: (each) => html`<a data-row href="/detection/${part(each.id)}">${each.id}</a> <span class="soft">${each.detector}</span>
          ${each.last?.reasons.length ? html`<span class="sub clip ${each.status === "critical" || each.status === "error" ? "bad-text" : ""}">${each.last.reasons.join("; ")}</span>` : nothing}` },
        { head: "Lately", rank: 2, cell: (each) => strip(this.#verdicts.get(each.id) ?? []) },
        { head: "Since", num: true, cell: (each) => this.#since(each) },
        { head: "Each", num: true, rank: 3, cell: (each) => duration(each.interval) },
        { head: "Next", num: true, rank: 3, cell: (each) => (each.next ? time(each.next, { relative: true }) : html`<span class="none">–</span>`) },
      ],
    });
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
