/** Objectives in words, and what is left of their error budget. */
import { html } from "lit";
import { duration } from "../core/time.js";
import { badge, percent } from "./parts.js";

const GOOD = { availability: () => "succeed", latency: (slo) => `are over within ${duration(slo.threshold)}`, wait: (slo) => `begin within ${duration(slo.threshold)}` };

/** As "99.9 % of the runs succeed, over 30 d". */
export const promise = (slo) => `${slo.objective} % of the runs ${GOOD[slo.kind](slo)}, over ${duration(slo.window)}`;

/** Whether so many were good as shall be; null while none was counted. */
export const kept = (slo) => (slo.total ? slo.good / slo.total >= slo.objective / 100 - 1e-12 : null);

/** As many digits as the objective has, and one more. */
export function compliance(slo) {
  if (!slo.total) return "–";
  return percent(slo.good / slo.total, Math.min(4, (String(slo.objective).split(".")[1] ?? "").length + 1));
}

export function alertBadge(slo) {
  const firing = slo.alerts.filter((each) => each.firing);
  if (firing.length) return firing.map((each) => badge("firing", { text: each.severity, title: each.since ? `since ${each.since}` : undefined }));
  if (!slo.total) return badge("unknown", { text: "nothing counted" });
  return slo.budgetRemaining < 0 ? badge("warn", { text: "broken" }) : badge("ok", { text: "kept" });
}

/** What is left as a number; far below nothing without a fraction. */
export const left = (slo) => percent(slo.budgetRemaining, slo.budgetRemaining < -1 ? 0 : 1);

/** A bar and a number; below nothing the promise is broken. */
export function budget(slo) {
  if (!slo.total) return html`<span class="none">–</span>`;
  const rest = slo.budgetRemaining;
  return html`<span class="budget"><meter min="0" max="1" low="0.25" high="0.5" optimum="1" .value=${Math.max(0, rest)} aria-label="Error budget left"></meter><span class="num ${rest <= 0 ? "bad-text" : rest < 0.25 ? "warn-text" : ""}">${left(slo)}</span></span>`;
}
