/** Checks: their verdicts as a strip, what a verdict is made of, and the dialog that makes and changes one with a form from its detector's schema. */
import { html, nothing, svg } from "lit";
import { get, getTagged, part, put } from "../core/api.js";
import { Element } from "../core/element.js";
import { local } from "../core/time.js";
import { dialog } from "./dialog.js";
import "./form.js";
import { badge, failed, note, panel, table } from "./parts.js";
import { pairs } from "./shared.js";
import { attempt, toast } from "./toast.js";
import { measured } from "./units.js";

export const STATUSES = ["critical", "error", "warn", "unknown", "ok"];
export const VERDICT_COLOUR = { ok: "success", warn: "timeout", critical: "failure", error: "error", unknown: "cancelled" };
/** Of full height where it is bad, so that it is told apart without its colour. */
const HEIGHT = { ok: 0.4, unknown: 0.55, warn: 0.7, error: 0.85, critical: 1 };

/** Verdicts, newest first, as a strip that is read from left to right; where they are not `known` yet, its place. */
export function strip(verdicts, { high = 22, most = 30, label, known = true } = {}) {
  const shown = verdicts.slice(0, most).reverse();
  if (!known) return html`<svg class="strip" aria-hidden="true" width=${most * 4} height=${high}></svg>`;
  if (!shown.length) return html`<span class="none">–</span>`;
  const counts = STATUSES.map((status) => [status, shown.filter((each) => each.status === status).length]).filter(([, n]) => n);
  return html`<svg class="strip" role="img" aria-label=${label ?? `The last ${shown.length} verdicts: ${counts.map(([status, n]) => `${n} ${status}`).join(", ")}`} viewBox="0 0 ${most} ${high}" width=${most * 4} height=${high} preserveAspectRatio="none">
    ${shown.map((each, i) => svg`<rect class="c-${VERDICT_COLOUR[each.status]}" x=${most - shown.length + i + 0.1} width="0.8" y=${high * (1 - HEIGHT[each.status])} height=${high * HEIGHT[each.status]}><title>${local(Date.parse(each.at))} ${each.status}</title></rect>`)}</svg>`;
}

/** Since when the newest status holds; `open` where it is older than what is known. */
export function heldSince(verdicts) {
  if (!verdicts.length) return null;
  let i = 0;
  while (i + 1 < verdicts.length && verdicts[i + 1].status === verdicts[0].status) i++;
  return { at: verdicts[i].at, open: i + 1 === verdicts.length };
}

/** What a verdict is made of; nothing where the detector alone decided, which the reasons tell already. */
export function votes(of) {
  if (!(of?.length > 1)) return nothing;
  return panel("Votes", table({
    caption: "Votes, the deciding one first",
    rows: of,
    columns: [
      { head: "Vote", cell: (each) => badge(each.status) },
      { head: "Voter", cell: (each) => html`${each.voter}${each.by ? html`<span class="sub">${each.voter === "dependency" ? html`<a href="/detection/${part(each.by)}">${each.by}</a>` : each.by}</span>` : nothing}` },
      { head: "Why", grow: true, cell: (each) => each.reasons.join("; ") || none },
      { head: "Seen", num: true, rank: 2, cell: (each) => (each.seen === null ? none : measured(each.measure, each.seen)) },
      { head: "Expected", num: true, rank: 2, cell: (each) => (each.expected ? within(each.measure, each.expected) : none) },
    ],
  }), { flush: true });
}

const none = html`<span class="none">–</span>`;

function within(measure, { low, high }) {
  if (low === null) return `up to ${measured(measure, high)}`;
  return high === null ? `from ${measured(measure, low)}` : low === high ? measured(measure, low) : `${measured(measure, low)} to ${measured(measure, high)}`;
}

/** Makes one, or changes the one of that id. Resolves with the check, undefined where nothing was done. */
export async function editCheck(id, detector) {
  const found = id ? await attempt(() => getTagged(`/checks/${part(id)}`)) : { value: null, tag: null };
  if (!found) return undefined;
  return dialog(id ? `Change ${id}` : "New check", (close) => html`<g-check .stored=${found.value} .tag=${found.tag} .chosen=${found.value?.detector ?? detector ?? ""} .close=${close}></g-check>`, { wide: true });
}

class CheckForm extends Element {
  static properties = { stored: { attribute: false }, tag: { attribute: false }, close: { attribute: false }, chosen: { state: true }, detectors: { state: true }, error: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.detectors = null;
    this.error = null;
    this.busy = false;
  }

  connectedCallback() {
    super.connectedCallback();
    get("/detectors?limit=1000").then(({ items }) => (this.detectors = items), (e) => (this.error = e));
  }

  /** A form keeps what is typed however often this is drawn; it begins anew with another type only. */
  updated() {
    const form = this.querySelector("g-form");
    if (!form || form.of === this.chosen) return;
    form.of = this.chosen;
    form.begin(this.stored?.detector === form.of ? (this.stored.config ?? {}) : {});
  }

  firstUpdated() {
    this.querySelector("[autofocus]")?.focus();
  }

  async #save(event) {
    event.preventDefault();
    if (this.busy) return;
    const { elements } = event.target;
    const form = this.querySelector("g-form");
    const id = this.stored?.id ?? elements.id.value.trim();
    const problem = !id ? "Give it an id: lower-case letters, digits and dashes, as root-disk." : !this.chosen ? "Choose the detector that looks." : (form?.problem() ?? "");
    this.error = problem ? new Error(problem) : null;
    if (problem) return;
    const body = { detector: this.chosen, config: form?.value ?? this.stored?.config ?? {}, paused: elements.paused.checked, sla: elements.sla.value };
    for (const name of ["title", "target", "interval", "timeout", "page"]) if (elements[name].value.trim()) body[name] = elements[name].value.trim();
    if (elements.retries.value) body.retries = Number(elements.retries.value);
    const parents = elements.dependsOn.value.split(/[\s,]+/).filter(Boolean);
    if (parents.length) body.dependsOn = parents;
    try {
      Object.assign(body, elements.rest.value.trim() ? JSON.parse(elements.rest.value) : {});
    } catch (e) {
      this.error = new Error(`Conditions and reaction are no JSON: ${e.message}`);
      return;
    }
    const found = pairs(elements.labels.value);
    if (found) body.labels = found;
    this.busy = true;
    try {
      const saved = await put(`/checks/${part(id)}`, body, { tag: this.tag });
      toast(this.stored ? `${id} is changed, and looks at once.` : `${id} is made, and looks at once.`);
      this.close(saved);
    } catch (e) {
      this.error = e.status === 412 ? new Error(this.stored ? "Somebody else changed it meanwhile. Close this, look at what it is now, and change it again." : `There is a check ${id} already. Choose another id.`) : e;
      form?.refused((e.errors ?? []).map((each) => ({ ...each, pointer: (each.pointer ?? each.path ?? "").replace(/^\/config/, "") })));
    } finally {
      this.busy = false;
    }
  }

  render() {
    const old = this.stored;
    const detector = this.detectors?.find((each) => each.type === this.chosen);
    const types = [...new Set([...(this.detectors ?? []).map((each) => each.type), ...(this.chosen ? [this.chosen] : [])])].sort();
    return html`<form novalidate @submit=${this.#save}><div class="dialog-text">
      ${this.detectors?.length === 0 ? note("warn", html`<p>No plugin offers a detector now. Drop one on the page <a href="/plugins" @click=${() => this.close()}>Plugins</a> first.</p>`) : nothing}
      <div class="form">
        ${old ? nothing : html`<label class="field"><span>Id</span><input name="id" required autocomplete="off" spellcheck="false" placeholder="root-disk" autofocus></label>`}
        <label class="field"><span>Detector</span><select required @change=${(event) => (this.chosen = event.target.value)}><option value="">Choose …</option>
          ${types.map((each) => html`<option value=${each} ?selected=${each === this.chosen}>${each}</option>`)}</select>
          <span class="hint">${detector?.description ?? detector?.title ?? "What looks"}</span></label>
        <label class="field"><span>Title</span><input name="title" autocomplete="off" maxlength="200" .value=${old?.title ?? ""}><span class="hint">for people; else its id is shown</span></label>
        <label class="field"><span>Target</span><input name="target" autocomplete="off" spellcheck="false" .value=${old?.target ?? ""}><span class="hint">what it looks at, where the detector has a target</span></label>
        <label class="field"><span>Each</span><input name="interval" autocomplete="off" placeholder="PT1M" .value=${old?.interval ?? ""}><span class="hint">how often it looks; at least PT1S</span></label>
        <label class="field"><span>Timeout</span><input name="timeout" autocomplete="off" placeholder="PT10S" .value=${old?.timeout ?? ""}><span class="hint">a look that takes longer is an error</span></label>
        <label class="field"><span>Looks again</span><input name="retries" type="number" min="0" max="5" .value=${old?.retries ?? 0}><span class="hint">so often at once where it is not ok</span></label>
        <label class="field"><span>Class</span><select name="sla">${["P0", "P1", "P2"].map((each) => html`<option ?selected=${each === (old?.sla ?? "P1")}>${each}</option>`)}</select><span class="hint">P0 never waits; P2 is left out when there is no room</span></label>
        <label class="field"><span>Depends on</span><input name="dependsOn" autocomplete="off" spellcheck="false" placeholder="net.gateway" .value=${(old?.dependsOn ?? []).join(" ")}><span class="hint">checks without which this one says nothing</span></label>
        <label class="field"><span>Status page</span><input name="page" autocomplete="off" maxlength="100" .value=${old?.page ?? ""}><span class="hint">group that shows it in public; empty for none</span></label>
        <label class="field"><span>Labels</span><input name="labels" autocomplete="off" spellcheck="false" placeholder="team=web env=test" .value=${Object.entries(old?.labels ?? {}).map(([k, v]) => `${k}=${v}`).join(" ")}></label>
        <div class="field"><label class="check"><input type="checkbox" name="paused" .checked=${old?.paused ?? false}>Paused</label><span class="hint">it is kept, and does not look</span></div>
      </div>
      ${detector ? html`<fieldset class="group"><legend>What ${detector.type} looks at</legend><g-form .schema=${detector.config}></g-form></fieldset>` : nothing}
      <label class="field"><span>Conditions, damping and reaction</span><textarea name="rest" rows="4" spellcheck="false" placeholder='{"conditions": [{"measure": "latency.seconds", "by": "p95", "over": "PT5M", "warn": "> 0.5"}]}' .value=${rest(old)}></textarea><span class="hint">as JSON, with the members that a file in conf/checks has</span></label>
      ${this.error ? failed(this.error) : nothing}</div>
      <div class="dialog-foot"><button type="button" @click=${() => this.close()}>Leave it</button><button type="submit" class="main" aria-disabled=${this.busy ? "true" : "false"}>${old ? "Save" : "Make it"}</button></div></form>`;
  }
}
customElements.define("g-check", CheckForm);

/** What has no field of its own, as text; nothing where nothing is said. */
function rest(check) {
  const said = { ...(check?.conditions?.length ? { conditions: check.conditions } : {}), ...(check?.damping && (check.damping.bad > 1 || check.damping.good > 1) ? { damping: check.damping } : {}), ...(check?.reaction ? { reaction: check.reaction } : {}) };
  return Object.keys(said).length ? JSON.stringify(said, null, 1) : "";
}
