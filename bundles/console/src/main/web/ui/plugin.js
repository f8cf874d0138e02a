/** What the pages of plugins have in common: canary, drain, and what can be done with a version. */
import { html, nothing } from "lit";
import { del, part, post } from "../core/api.js";
import { duration, prose, time } from "../core/time.js";
import { confirm, dialog } from "./dialog.js";
import { chip, plural } from "./parts.js";
import { guarded } from "./rights.js";
import { pairs } from "./shared.js";
import { attempt } from "./toast.js";

export const path = (plugin) => `/plugins/${part(plugin.id)}`;
const versionPath = (plugin, version) => `${path(plugin)}/versions/${part(version.sha256)}`;

/** A version on trial: its share, how both sides do, and the verdict. */
export function trial(canary) {
  const { spec } = canary;
  const some = [spec.tenant && `tenant ${spec.tenant}`, ...Object.entries(spec.labels).map(([key, value]) => `${key}=${value}`)].filter(Boolean);
  const share = some.length ? `the new runs of ${some.join(", ")}` : `${canary.percent} % of new runs, step ${canary.step + 1} of ${spec.steps.length}`;
  const side = (name, it) => html`<div><dt>${name}</dt><dd>${plural(it.attempts, "attempt")}, ${it.failed} failed, p95 ${duration(it.p95)}</dd></div>`;
  return html`<div class="trial"><p><b>${canary.version} is on trial</b> with ${share}</p>
    <progress max="100" .value=${canary.percent} aria-label="Share of new runs that go to the canary"></progress>
    <dl class="facts">${side("Canary", canary.canary)}${side("In service", canary.control)}</dl>
    <p>${prose(canary.verdict)}</p></div>`;
}

/** How a version leaves. */
export function drain(it) {
  const late = Date.parse(it.deadline) < Date.now();
  return html`<span class=${late ? "warn-text" : "soft"}>${plural(it.leases, "attempt")} on it, ${plural(it.waiting, "run")} for it; draining since ${time(it.since, { relative: true })}, ${late ? "was due" : "due"} ${time(it.deadline, { relative: true })}${it.forced ? ", forced" : ""}</span>`;
}

/** Who signed a version or a plan. */
export function signed(it) {
  if (!it) return html`<span class="none">–</span>`;
  if (it.trusted) return html`<span title=${`SHA-256 of the certificate ${it.fingerprint}; issued by ${it.issuer}; until ${it.until}`}>${it.signer}</span>`;
  return it.signer ? html`<span class="warn-text" title=${it.reason}>${it.signer}, not trusted</span>` : html`<span class="soft" title=${it.reason}>nobody</span>`;
}

/** What a version or a plan declares that it uses, one chip for each. */
export function needs(it) {
  const all = [...(it.secrets ? [["secrets", ""]] : []), ...["network", "processes", "files"].flatMap((kind) => it[kind].map((each) => [kind, each]))];
  return all.map(([kind, each]) => html`${chip(each ? `${kind} ${each}` : kind, "It declares that it uses this")} `);
}

/** What became of a version, as a sentence. */
export function became(plugin, sha256) {
  const version = plugin.versions.find((each) => each.sha256 === sha256) ?? plugin.versions[0];
  return { text: `${plugin.id} ${version.version} is ${version.state}. ${version.reason ?? ""}`.trim(), href: path(plugin) };
}

async function activate(plugin, version, body = {}) {
  try {
    return await post(`${versionPath(plugin, version)}/activate`, body);
  } catch (e) {
    if (e.status !== 422 || body.override) throw e;
    if (!(await confirm(`${plugin.id} ${version.version} is refused`, e.message, { yes: "Activate anyway", danger: true }))) return null;
    return post(`${versionPath(plugin, version)}/activate`, { ...body, override: true });
  }
}

/** How a canary goes up: what is left empty is as Gantry does it. */
function canary(plugin, version) {
  return dialog(`Try ${plugin.id} ${version.version} with a part of new runs`, (close) => {
    const submit = (event) => {
      event.preventDefault();
      const { steps, bake, minimum, tenant, labels } = event.target.elements;
      const spec = {};
      if (steps.value.trim()) spec.steps = steps.value.split(/[^\d]+/).filter(Boolean).map(Number);
      if (bake.value.trim()) spec.bake = bake.value.trim();
      if (minimum.value) spec.minimum = minimum.valueAsNumber;
      if (tenant.value.trim()) spec.tenant = tenant.value.trim();
      const some = pairs(labels.value);
      if (some) spec.labels = some;
      close(spec);
    };
    return html`<form @submit=${submit}><div class="dialog-text">
      <p>It is judged against ${plugin.active} step by step, and rolled back by itself when it does worse.</p>
      <div class="form">
        <label class="field"><span>Steps</span><input name="steps" autocomplete="off" placeholder="5 25 50"><span class="hint">percent of new runs, growing</span></label>
        <label class="field"><span>Each step lasts at least</span><input name="bake" autocomplete="off" placeholder="PT5M"><span class="hint">a duration</span></label>
        <label class="field"><span>Attempts that a step needs</span><input name="minimum" type="number" min="1" placeholder="50"><span class="hint">of either side, before it is judged</span></label>
        <label class="field"><span>Only this tenant</span><input name="tenant" autocomplete="off"></label>
        <label class="field"><span>Only these labels</span><input name="labels" autocomplete="off" placeholder="env=test"></label></div></div>
      <div class="dialog-foot"><button type="button" @click=${() => close()}>Leave it</button><button type="submit" class="main">Try it</button></div></form>`;
  });
}

/** Buttons for one version; `then` is called after each. `removable`: states in which it may be removed from here. */
export function versionActions(plugin, version, then, removable = ["staged", "rejected", "quarantined"]) {
  if (!version.version) return nothing;
  const act = (text, work, options) => guarded("author", text, work, { small: true, ...options });
  const does = (work, done) => async () => {
    await attempt(work, (answer) => answer && (typeof done === "function" ? done(answer) : done));
    then();
  };
  const takes = ["staged", "draining", "quarantined", "retired"].includes(version.state);
  return html`<span class="row">
    ${takes ? act(`Activate`, does(() => activate(plugin, version), (now) => became(now, version.sha256)), { title: `New runs go to ${version.version}` }) : nothing}
    ${version.state === "staged" && plugin.active ? act("Try with a part …", async () => {
      const spec = await canary(plugin, version);
      if (spec) await does(() => activate(plugin, version, { canary: spec }), (now) => became(now, version.sha256))();
    }, { title: "As a canary, judged against the version in service" }) : nothing}
    ${version.drain ? act("Force", async () => {
      if (await confirm(`End the draining of ${version.version}?`, "What runs on it is stopped and begins again on the version in service. It uses up no attempt.", { yes: "Force", danger: true })) {
        await does(() => post(`${versionPath(plugin, version)}/drain/force`), `The draining of ${plugin.id} ${version.version} was ended.`)();
      }
    }, { kind: "danger" }) : nothing}
    ${removable.includes(version.state) ? act("Remove", async () => {
      if (await confirm(`Remove ${version.version}?`, version.state === "active" ? "Its file leaves the drop folder; it drains and goes. Runs that need it are blocked until there is a version again; the history stays." : "Its file leaves the drop folder. The history stays.", { yes: "Remove", danger: true })) {
        await does(() => del(versionPath(plugin, version)), `${plugin.id} ${version.version} was removed.`)();
      }
    }) : nothing}</span>`;
}

/** Buttons for a plugin. */
export function pluginActions(plugin, then) {
  const before = plugin.versions.find((each) => each.previous);
  const does = (verb, done, body) => async () => {
    await attempt(() => post(`${path(plugin)}/${verb}`, body), done);
    then();
  };
  if (!plugin.versions.some((each) => each.version)) return nothing;
  const act = (text, work, options) => guarded("author", text, work, options);
  return html`
    ${plugin.canary ? act("Promote the canary", does("promote", `${plugin.id} ${plugin.canary.version} takes all new runs.`), { kind: "main" }) : nothing}
    ${before || plugin.canary ? act(plugin.canary ? "End the canary" : `Roll back to ${before.version}`, does("rollback", (now) => `${plugin.id} ${now.active} takes new runs.`), { name: "back" }) : nothing}
    ${plugin.pinned ? act("Unpin", does("unpin", "A newer version goes into service again by itself.")) : plugin.active ? act(`Pin ${plugin.active}`, does("pin", "It stays in service whatever is dropped."), { title: "Keep this version in service whatever is dropped" }) : nothing}
    ${plugin.enabled
      ? act("Disable", async () => {
          if (await confirm(`Disable ${plugin.id}?`, "Its runs are blocked until it is enabled again; what runs now goes on to its end.", { yes: "Disable" })) await does("disable", `${plugin.id} is disabled.`)();
        })
      : act("Enable", does("enable", `${plugin.id} is enabled.`), { kind: "main" })}`;
}
