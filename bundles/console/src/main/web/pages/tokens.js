/** Access tokens: who may come in, with which roles; make one, revoke one. */
import { html, nothing } from "lit";
import { del, get, part, post } from "../core/api.js";
import { Element, Page, Query } from "../core/element.js";
import { time } from "../core/time.js";
import { confirm, dialog } from "../ui/dialog.js";
import { icon } from "../ui/icons.js";
import { badge, chip, empty, failed, head, note, shown, table } from "../ui/parts.js";
import { guarded, lacking, may } from "../ui/rights.js";
import { copyText } from "../ui/shared.js";
import { attempt } from "../ui/toast.js";

const ROLES = { viewer: "viewer: looks", operator: "operator: starts, stops, pauses", author: "author: plugins, schedules, checks, settings", admin: "admin: all, with tokens and store" };
const LIVES = { P7D: "7 days", P30D: "30 days", P90D: "90 days", P365D: "a year", never: "for ever" };

class Tokens extends Page {
  tokens = new Query(this, (signal) => (may("admin") ? get("/tokens?limit=1000", { signal }) : undefined), { each: 20_000 });

  async #make() {
    const made = await dialog("New token", (close) => html`<g-token .close=${close}></g-token>`);
    this.tokens.refresh();
    return made;
  }

  async #revoke(token) {
    if (!(await confirm(`Revoke ${token.name}?`, "Who uses it is out at once, with all sessions that were opened by it. It cannot be taken back; make a new one then.", { yes: "Revoke", danger: true }))) return;
    await attempt(() => del(`/tokens/${part(token.id)}`), `${token.name} is revoked.`);
    this.tokens.refresh();
  }

  render() {
    const why = lacking("admin");
    return html`${head("Access tokens", { lead: "Who may come in: people, scripts, other systems. Each has roles of its own.", actions: guarded("admin", "New token", () => this.#make(), { name: "plus", kind: "main" }) })}
      ${why ? note("warn", html`<p>${why}</p>`) : html`<section class="panel flush no-head" aria-label="All tokens">${shown(this.tokens, ({ items }) => this.#table(items), { lines: 6 })}</section>`}`;
  }

  #table(items) {
    return table({
      caption: "Access tokens",
      rows: items,
      none: empty("There is no token yet", html`Only the first admin’s, in <code>data/admin.token</code>. Make one for each person and each script, with no more roles than it needs.`, html`<pre class="code">bin/gantry token create ci --role operator --expires P30D</pre>`),
      columns: [
        { head: "State", cell: (each) => (each.expired ? badge("retired", { text: "expired" }) : badge("active", { text: "valid" })) },
        { head: "Name", grow: true, cell: (each) => html`${each.name}<span class="sub">made ${time(each.createdAt, { relative: true })} by ${each.createdBy}</span>` },
        { head: "Roles", cell: (each) => each.roles.map((grant) => html`${chip(grant.tenant ? `${grant.role} of ${grant.tenant}` : grant.role)} `) },
        { head: "Last used", num: true, rank: 2, cell: (each) => (each.usedAt ? time(each.usedAt, { relative: true }) : html`<span class="none">never</span>`) },
        { head: "Ends", num: true, rank: 2, cell: (each) => (each.expiresAt ? time(each.expiresAt, { relative: true }) : html`<span class="none">never</span>`) },
        { srHead: "What to do", cell: (each) => html`<div class="actions row-actions">${guarded("admin", html`Revoke<span class="sr"> ${each.name}</span>`, () => this.#revoke(each), { small: true, kind: "danger" })}</div>` },
      ],
    });
  }
}
customElements.define("page-tokens", Tokens);

/** Asks what the token is for, then shows it the one time that it can be seen. */
class TokenForm extends Element {
  static properties = { close: { attribute: false }, grants: { state: true }, made: { state: true }, error: { state: true }, busy: { state: true }, copied: { state: true } };

  constructor() {
    super();
    this.grants = [{ role: "viewer", tenant: "" }];
    this.made = null;
    this.error = null;
    this.busy = false;
    this.copied = false;
  }

  firstUpdated() {
    this.querySelector("[autofocus]").focus();
  }

  async #make(event) {
    event.preventDefault();
    if (this.busy) return;
    const { elements } = event.target;
    const life = elements.life.value;
    this.busy = true;
    this.error = null;
    try {
      this.made = await post("/tokens", {
        name: elements.name.value.trim(),
        roles: this.grants.map(({ role, tenant }) => (tenant.trim() ? { role, tenant: tenant.trim() } : { role })),
        ...(life === "never" ? { never: true } : { expiresIn: life }),
      });
      await this.updateComplete;
      this.querySelector(".secret input").select();
    } catch (e) {
      this.error = e;
    } finally {
      this.busy = false;
    }
  }

  async #copy() {
    this.querySelector(".secret input").select();
    this.copied = await copyText(this.made.token);
  }

  #grant(i, changes) {
    this.grants = this.grants.map((each, at) => (at === i ? { ...each, ...changes } : each));
  }

  render() {
    return this.made ? this.#secret() : this.#form();
  }

  #form() {
    return html`<form @submit=${this.#make}><div class="dialog-text">
      <label class="field"><span>Name</span><input name="name" required maxlength="64" autocomplete="off" placeholder="ci" autofocus><span class="hint">who or what uses it; it is shown where something was done with it</span></label>
      <fieldset class="group"><legend>Roles</legend>${this.grants.map((grant, i) => html`<div class="row item">
          <select aria-label="Role ${i + 1}" @change=${(event) => this.#grant(i, { role: event.target.value })}>${Object.entries(ROLES).map(([role, words]) => html`<option value=${role} ?selected=${role === grant.role}>${words}</option>`)}</select>
          <input aria-label="Tenant of role ${i + 1}" placeholder="all tenants" autocomplete="off" .value=${grant.tenant} @input=${(event) => this.#grant(i, { tenant: event.target.value })}>
          ${this.grants.length > 1 ? html`<button type="button" class="bare" aria-label="Take role ${i + 1} away" @click=${() => (this.grants = this.grants.filter((_, at) => at !== i))}>${icon("close")}</button>` : nothing}</div>`)}
        <button type="button" class="small" @click=${() => (this.grants = [...this.grants, { role: "viewer", tenant: "" }])}>${icon("plus")}Another role</button></fieldset>
      <label class="field"><span>Valid for</span><select name="life">${Object.entries(LIVES).map(([life, words]) => html`<option value=${life} ?selected=${life === "P90D"}>${words}</option>`)}</select></label>
      ${this.error ? failed(this.error) : nothing}</div>
      <div class="dialog-foot"><button type="button" @click=${() => this.close()}>Leave it</button><button type="submit" class="main" aria-disabled=${this.busy ? "true" : "false"}>Make it</button></div></form>`;
  }

  #secret() {
    return html`<div class="dialog-text">
      ${note("warn", html`<p><b>Copy it now.</b> It is shown this one time: only its hash is kept.</p>`)}
      <div class="row secret"><input class="mono grow" readonly aria-label="The token ${this.made.name}" .value=${this.made.token} @focus=${(event) => event.target.select()}>
        <button type="button" class="main" @click=${() => this.#copy()}>${icon(this.copied ? "success" : "copy")}<span role="status">${this.copied ? "Copied" : "Copy"}</span></button></div>
      <p class="soft">Use it as <code>Authorization: Bearer …</code>, on the command line as <code>GANTRY_TOKEN</code>, or to sign in here.</p></div>
      <div class="dialog-foot"><button type="button" @click=${() => this.close(this.made)}>Done</button></div>`;
  }
}
customElements.define("g-token", TokenForm);
