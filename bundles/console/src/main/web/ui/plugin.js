/** What the pages of plugins have in common: canary, drain, and what can be done with a version. */
import { html, nothing } from "lit";
import { part, post } from "../core/api.js";
import { duration, time } from "../core/time.js";
import { confirm } from "./dialog.js";
import { action, plural } from "./parts.js";
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
    <p>${canary.verdict} <span class="soft">This step ends ${time(canary.until, { relative: true })} at the earliest.</span></p></div>`;
}

/** How a version leaves. */
export function drain(it) {
  const late = Date.parse(it.deadline) < Date.now();
  return html`<span class=${late ? "warn-text" : "soft"}>${plural(it.leases, "attempt")} on it, ${plural(it.waiting, "run")} for it; draining since ${time(it.since, { relative: true })}, ${late ? "was due" : "due"} ${time(it.deadline, { relative: true })}${it.forced ? ", forced" : ""}</span>`;
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

/** Buttons for one version; `then` is called after each. */
export function versionActions(plugin, version, then) {
  if (!version.version) return nothing;
  const does = (work, done) => async () => {
    await attempt(work, (answer) => answer && (typeof done === "function" ? done(answer) : done));
    then();
  };
  const takes = ["staged", "draining", "quarantined", "retired"].includes(version.state);
  return html`<span class="row">
    ${takes ? action(`Activate`, does(() => activate(plugin, version), (now) => became(now, version.sha256)), { small: true, title: `New runs go to ${version.version}` }) : nothing}
    ${version.state === "staged" && plugin.active ? action("Try with a part", does(() => activate(plugin, version, { canary: {} }), (now) => became(now, version.sha256)), { small: true, title: "As a canary: 5, 25, then 50 % of new runs, judged against the version in service" }) : nothing}
    ${version.drain ? action("Force", async () => {
      if (await confirm(`End the draining of ${version.version}?`, "What runs on it is stopped and begins again on the version in service. It uses up no attempt.", { yes: "Force", danger: true })) {
        await does(() => post(`${versionPath(plugin, version)}/drain/force`), `The draining of ${plugin.id} ${version.version} was ended.`)();
      }
    }, { small: true, kind: "danger" }) : nothing}</span>`;
}

/** Buttons for a plugin. */
export function pluginActions(plugin, then) {
  const before = plugin.versions.find((each) => each.previous);
  const does = (verb, done, body) => async () => {
    await attempt(() => post(`${path(plugin)}/${verb}`, body), done);
    then();
  };
  if (!plugin.versions.some((each) => each.version)) return nothing;
  return html`
    ${plugin.canary ? action("Promote the canary", does("promote", `${plugin.id} ${plugin.canary.version} takes all new runs.`), { kind: "main" }) : nothing}
    ${before || plugin.canary ? action(plugin.canary ? "End the canary" : `Roll back to ${before.version}`, does("rollback", (now) => `${plugin.id} ${now.active} takes new runs.`), { name: "back" }) : nothing}
    ${plugin.pinned ? action("Unpin", does("unpin", "A newer version goes into service again by itself.")) : plugin.active ? action(`Pin ${plugin.active}`, does("pin", "It stays in service whatever is dropped."), { title: "Keep this version in service whatever is dropped" }) : nothing}
    ${plugin.enabled
      ? action("Disable", async () => {
          if (await confirm(`Disable ${plugin.id}?`, "Its runs are blocked until it is enabled again; what runs now goes on to its end.", { yes: "Disable" })) await does("disable", `${plugin.id} is disabled.`)();
        })
      : action("Enable", does("enable", `${plugin.id} is enabled.`), { kind: "main" })}`;
}
