/** What pages about findings share. */
import { html, nothing } from "lit";
import { part, post } from "../core/api.js";
import { time } from "../core/time.js";
import { confirm } from "./dialog.js";
import { badge, chip } from "./parts.js";
import { attempt } from "./toast.js";

/** How bad it is, and whether it goes to and fro. */
export const severity = (finding) => html`${badge(finding.severity)}${finding.flapping ? html` ${badge("waiting", { text: "flapping", title: "It goes to and fro too often to tell each change" })}` : nothing}`;

/** Whether somebody looks after it, and since when it is there or gone. */
export function stateOf(finding) {
  if (finding.state === "resolved") return badge("resolved");
  return finding.acknowledged ? badge("running", { text: "looked after", title: finding.acknowledged.by }) : badge("open");
}

/** What it started, in a word. */
export function reaction(finding) {
  if (!finding.reaction) return nothing;
  const { state, reason, runs } = finding.reaction;
  return html`${state === "waiting" ? badge("waiting", { text: "wants a yes", title: reason }) : chip(state, reason)}${runs.map((each) => html` <a href="/runs/${part(each.run)}">run ${each.run}</a> <span class="soft">${time(each.at, { relative: true })}</span>`)}`;
}

/** Asks for a note, and says that this person looks after it. */
export async function acknowledge(finding) {
  const note = await confirm(`Look after ${finding.title || finding.check}?`, "Others see that you do. Nothing is started for it any more.", { yes: "Look after it", ask: "A note, if you like" });
  return note === undefined ? undefined : attempt(() => post(`/findings/${part(finding.id)}/acknowledge`, { note }), "You look after it.");
}

/** Says yes or no to what it would start. */
export async function answer(finding, yes) {
  const sure = await confirm(yes ? "Start it?" : "Decline it?", yes ? `The reaction of ${finding.check} is started now.` : "Nothing is started for this finding any more.", { yes: yes ? "Start it" : "Decline", danger: !yes });
  return sure ? attempt(() => post(`/findings/${part(finding.id)}/${yes ? "approve" : "decline"}`), yes ? "It is started." : "It is declined.") : undefined;
}
