/** Objectives: what is promised, how it is kept, and what is left of the error budget. */
import { html, nothing } from "lit";
import { get, part } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { empty, head, note, shown, table } from "../ui/parts.js";
import { alertBadge, budget, compliance, kept, promise } from "../ui/slo.js";

const EXAMPLE = `# conf/slos/mail.yaml
objectives:
  - id: mail-up
    task: mail.send
    kind: availability
    objective: 99.9`;

class Slos extends Page {
  slos = new Query(this, (signal) => get("/slos", { signal }), { on: ["slo.", "run.finished"], every: 5000, each: 5000 });

  render() {
    return html`${head("Objectives", { lead: "What task types promise, how it is kept, and what is left of the error budget.", actions: this.slos.value?.items.length ? html`<a class="button" href="/api/v1/slos/rules" download="gantry-slo.rules.yaml">Rules for Prometheus</a>` : nothing })}
      ${(this.slos.value?.problems ?? []).map((each) => note("bad", html`<p><code>${each.file}</code> is not in force. ${each.problem}</p>`))}
      <section class="panel flush no-head" aria-label="All objectives">${shown(this.slos, ({ items }) => this.#table(items), { lines: 8 })}</section>`;
  }

  #table(items) {
    return table({
      caption: "Objectives",
      rows: [...items].sort((a, b) => Number(b.alerts.some((each) => each.firing)) - Number(a.alerts.some((each) => each.firing)) || a.budgetRemaining - b.budgetRemaining),
      href: (each) => `/slos/${part(each.id)}`,
      none: empty("Nothing is promised yet", "An objective says how many of a hundred runs shall succeed, end or begin soon enough. Write a file into conf/slos of Gantry’s home; it is in force as soon as it is there.", html`<pre class="code">${EXAMPLE}</pre><p>On the command line: <code>bin/gantry slo list</code></p>`),
      columns: [
        { head: "Alert", cell: alertBadge },
        { head: "Objective", grow: true, cell: (each) => html`<a data-row href="/slos/${part(each.id)}">${each.id}</a> <span class="soft">${each.task}</span><span class="sub">${promise(each)}</span>` },
        { head: "Kept", num: true, rank: 2, cell: (each) => html`<span class=${kept(each) === false ? "bad-text" : ""}>${compliance(each)}</span> <span class="soft">of ${each.total.toLocaleString()}</span>` },
        { head: "Budget left", num: true, cell: budget },
      ],
    });
  }
}
customElements.define("page-slos", Slos);
