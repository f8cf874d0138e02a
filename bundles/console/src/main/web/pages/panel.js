/** A panel of a plugin, on a page of its own. */
import { html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { get, panelHref, part } from "../core/api.js";
import { Page, Query } from "../core/element.js";
import { empty, head, shown } from "../ui/parts.js";
import { panelKey } from "../ui/panels.js";

class PanelPage extends Page {
  #panel = new Query(this, (signal) => get(panelHref({ plugin: { id: this.params.plugin }, id: this.params.id }), { signal }), { on: ["plugin."], every: 250 });

  willUpdate(changed) {
    if (changed.get("params")?.id) this.#panel.restart();
  }

  render() {
    const { value, error } = this.#panel;
    if (error?.status === 404) {
      return html`${head(value?.title ?? this.params.id)}${empty("There is no such panel", error.message, html`<p><a href="/plugins/${part(this.params.plugin)}">To the plugin</a></p>`)}`;
    }
    if (value) this.heading = value.title;
    return shown(this.#panel, (panel) => html`${head(panel.title, { lead: panel.description || nothing, back: { href: `/plugins/${part(panel.plugin.id)}`, text: panel.plugin.id } })}
      <section class="panel" aria-label=${panel.title}>${keyed(panelKey(panel), html`<g-panel .panel=${panel}></g-panel>`)}</section>`);
  }
}
customElements.define("page-panel", PanelPage);
