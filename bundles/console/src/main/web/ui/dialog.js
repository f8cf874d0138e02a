/** Questions, in the browser's own dialog: it holds the focus, and Escape closes it. */
import { html, nothing, render } from "lit";
import { icon } from "./icons.js";

/**
 * Shows a dialog. `content(close)` is a template, `close(value)` ends it. Resolves with that value, undefined where it
 * was only closed.
 */
export function dialog(title, content, { wide = false } = {}) {
  const element = document.createElement("dialog");
  element.className = wide ? "wide" : "";
  element.setAttribute("aria-labelledby", "dialog-title");
  const before = document.activeElement;
  return new Promise((done) => {
    let value;
    const close = (with_) => {
      value = with_;
      element.close();
    };
    const draw = () =>
      render(
        html`<div class="dialog-head"><h2 id="dialog-title">${title}</h2>
          <button type="button" class="bare" aria-label="Close" @click=${() => close()}>${icon("close")}</button></div>
          ${content(close, draw)}`,
        element,
      );
    draw();
    // pressed and let go outside: who selects text and lets go there did not mean to leave
    let outside = false;
    element.addEventListener("pointerdown", (press) => (outside = press.target === element));
    element.addEventListener("pointerup", (release) => (outside &&= release.target === element));
    element.addEventListener("click", (click) => click.target === element && outside && close());
    element.addEventListener("close", () => {
      element.remove();
      if (before?.isConnected) before.focus();
      done(value);
    });
    document.body.append(element);
    element.showModal();
    // not the cross that closes it, which is first
    (element.querySelector("[autofocus]") ?? element.querySelector(".dialog-text :is(input, select, textarea)") ?? element.querySelector(".dialog-foot button"))?.focus();
  });
}

/** Asks before something is done. With `ask` it also wants a line of text. Resolves with true or that line, or undefined. */
export async function confirm(title, text, { yes = "Do it", danger = false, ask, value = "" } = {}) {
  return dialog(title, (close) => {
    const submit = (event) => {
      event.preventDefault();
      close(ask ? event.target.elements.line.value : true);
    };
    return html`<form @submit=${submit}>
      <div class="dialog-text">${typeof text === "string" ? html`<p>${text}</p>` : text}
      ${ask ? html`<label class="field"><span>${ask}</span><input name="line" .value=${value} autocomplete="off"></label>` : nothing}</div>
      <div class="dialog-foot"><button type="button" @click=${() => close()}>Leave it</button>
        <button type="submit" class="${danger ? "danger" : "main"}" ?autofocus=${!ask && !danger}>${yes}</button></div></form>`;
  });
}
