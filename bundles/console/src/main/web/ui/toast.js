/** Short words on what was done, read out by screen readers. What went wrong stays until it is closed. */
import { html } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Element } from "../core/element.js";
import { icon } from "./icons.js";

const STAY = 6000;
let list = [];
let next = 0;
let host = null;

export function toast(text, { mood = "good", href, link = "Look" } = {}) {
  const entry = { id: next++, text, mood, href, link };
  list = [...list.slice(-3), entry];
  if (mood !== "bad") setTimeout(() => drop(entry), STAY);
  host?.requestUpdate();
}

/** Does something, and says how it went: `done(answer)` is the sentence. Returns the answer, or undefined. */
export async function attempt(work, done) {
  try {
    const answer = await work();
    const said = typeof done === "function" ? done(answer) : done;
    if (said) typeof said === "string" ? toast(said) : toast(said.text, said);
    return answer ?? true;
  } catch (e) {
    if (e.name !== "AbortError") toast(e.message, { mood: "bad" });
    return undefined;
  }
}

function drop(entry) {
  list = list.filter((each) => each !== entry);
  host?.requestUpdate();
}

class Toasts extends Element {
  connectedCallback() {
    super.connectedCallback();
    host = this;
  }

  render() {
    return html`<div class="toasts" role="status" aria-live="polite">${repeat(list, (each) => each.id, (each) => html`
      <div class="toast ${each.mood}">${icon(each.mood === "bad" ? "error" : "success")}<span class="grow">${each.text}</span>
        ${each.href ? html`<a href=${each.href}>${each.link}</a>` : ""}
        <button type="button" class="bare" aria-label="Close the message" @click=${() => drop(each)}>${icon("close")}</button></div>`)}</div>`;
  }
}
customElements.define("g-toasts", Toasts);
