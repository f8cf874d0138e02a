/** What the session's roles allow. Gantry itself decides; this only spares people a refusal, and says why. */
import { html, nothing } from "lit";
import { ANY, session } from "../core/session.js";
import { icon } from "./icons.js";
import { action, note } from "./parts.js";

export { ANY };

/** Whether one may, as the session says. */
export const may = (role, tenant) => session.may(role, tenant);

/** Why one may not, as a sentence; empty where one may. */
export function lacking(role, tenant = null) {
  if (may(role, tenant)) return "";
  const where = tenant === ANY ? "" : tenant === null ? " for all of Gantry" : ` for the tenant ${tenant}`;
  return `This needs the role ${role}${where}. An administrator can give you a token with it.`;
}

/** As `action`, for who has the role; for others it is off, and says why. */
export function guarded(role, text, work, { tenant = null, ...options } = {}) {
  const why = lacking(role, tenant);
  return action(text, work, why ? { ...options, disabled: true, title: why } : options);
}

/** A link to where something is done that needs the role; for others a button that is off, and says why. */
export function guardedLink(role, text, href, { name, kind = "", tenant = null } = {}) {
  return lacking(role, tenant) ? guarded(role, text, () => {}, { name, kind, tenant }) : html`<a class="button ${kind}" href=${href}>${name ? icon(name) : nothing}${text}</a>`;
}

/** Tells those who may only look, in the words that screen readers get as well. */
export function lookOnly(role, what, tenant = null) {
  const why = lacking(role, tenant);
  return why ? note("calm", `You can look at ${what}, not change it. ${why}`) : nothing;
}
