/** Who are you? */
import { html, nothing } from "lit";
import { Element } from "../core/element.js";
import { session } from "../core/session.js";
import { failed } from "../ui/parts.js";

class Enter extends Element {
  static properties = { error: { state: true }, busy: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    document.title = "Sign in – Gantry";
  }

  firstUpdated() {
    this.querySelector("input").focus();
  }

  async #submit(event) {
    event.preventDefault();
    const input = event.target.elements.token;
    this.busy = true;
    this.error = null;
    try {
      await session.enter(input.value.trim());
    } catch (e) {
      this.error = e;
      input.select();
    } finally {
      this.busy = false;
    }
  }

  render() {
    return html`<main class="enter">
      <form class="panel" @submit=${this.#submit}>
        <p class="brand"><span class="logo" aria-hidden="true"></span><span>Gantry</span></p>
        <h1>Sign in</h1>
        <label class="field"><span>Token</span>
          <input name="token" type="password" autocomplete="current-password" spellcheck="false" required aria-describedby="token-help"></label>
        ${this.error ? failed(this.error) : nothing}
        <button type="submit" class="main" ?disabled=${this.busy}>${this.busy ? "One moment …" : "Sign in"}</button>
        <p id="token-help" class="soft">The first admin’s token is in the file <code>data/admin.token</code> in Gantry’s home, readable by its owner only. On the server:</p>
        <pre class="code">cat data/admin.token</pre>
      </form></main>`;
  }
}
customElements.define("page-enter", Enter);
