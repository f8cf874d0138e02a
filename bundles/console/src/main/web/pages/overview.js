/** How it goes, what needs a person, and what changed. */
import { html } from "lit";
import { get } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { duration } from "../core/time.js";
import { figure, head, panel, shown } from "../ui/parts.js";
import "../ui/panels.js";

class Overview extends Page {
  status = new Query(this, (signal) => get("/status", { signal }), { on: ["plugin."], each: 30_000 });

  render() {
    return html`${head("Overview")}
      ${shown(this.status, (status) => html`<div class="figures">
        ${figure("Plugins", status.plugins?.active ?? "–", { href: "/plugins" })}
        ${figure("Task types", status.tasks?.available ?? "–", { href: "/tasks" })}
        ${figure("Up for", duration(status.uptime))}</div>`)}
      ${panel("What needs a person", "")}
      <g-panels place="overview"></g-panels>`;
  }
}
customElements.define("page-overview", Overview);
