/** Who are you? */
import { html, nothing } from "lit";
import { get } from "../core/api.js";
import { Element } from "../core/element.js";
import { session } from "../core/session.js";
import { failed } from "../ui/parts.js";

class Enter extends Element {
  static properties = { ways: { state: true }, error: { state: true }, busy: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    document.title = "Sign in – Gantry";
    get("/session/ways").then((ways) => (this.ways = ways), () => {});
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
        ${this.ways?.oidc ? html`<a class="button main" href=${this.ways.oidc}>With single sign-on</a><p class="soft">or with a token:</p>` : nothing}
        <label class="field"><span>Token</span>
          <input name="token" type="password" autocomplete="current-password" spellcheck="false" required aria-describedby="token-help"></label>
        ${this.error ? failed(this.error) : nothing}
        <button type="submit" class=${this.ways?.oidc ? "" : "main"} ?disabled=${this.busy}>${this.busy ? "One moment …" : "Sign in"}</button>
        <p id="token-help" class="soft">The first admin’s token is in the file <code>data/admin.token</code> in Gantry’s home, readable by its owner only. On the server:</p>
        <pre class="code">cat data/admin.token</pre>
      </form></main>`;
  }
}
customElements.define("page-enter", Enter);
