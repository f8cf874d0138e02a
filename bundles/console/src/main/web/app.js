/** The shell: navigation, who is signed in, whether the connection lives, and the page of the address. */
import { html, nothing } from "lit";
import { get, panelHref } from "./core/api.js";
import { Element, Query } from "./core/element.js";
import { key, keysHeld } from "./core/keys.js";
import { live } from "./core/live.js";
import { router } from "./core/router.js";
import { session } from "./core/session.js";
import { nextTheme, theme } from "./core/theme.js";
import "./core/time.js";
import { ROUTES } from "./pages/index.js";
import { dialog } from "./ui/dialog.js";
import { icon } from "./ui/icons.js";
import { empty, failed, head } from "./ui/parts.js";
import "./ui/toast.js";

const CONNECTION = {
  on: "Live",
  connecting: "Connecting …",
  lost: "Connection lost, trying again",
  off: "Not connected",
};

class App extends Element {
  static properties = { page: { state: true }, trouble: { state: true }, menu: { state: true } };
  #panels = new Query(this, async (signal) => (session.who && session.may("viewer") ? (await get("/panels?limit=1000", { signal })).items : []), { on: ["plugin."], every: 250 });

  constructor() {
    super();
    this.page = null;
    this.trouble = null;
    this.menu = false;
  }

  connectedCallback() {
    super.connectedCallback();
    session.addEventListener("change", () => { this.requestUpdate(); this.#panels.refresh(); });
    live.addEventListener("change", () => this.requestUpdate());
    router.addEventListener("change", () => this.#show());
    key("/", "Search this page, or go to any page, task, plugin or run", () => this.#search());
    key("?", "Help: the docs of this page, and the keys", () => this.#help());
    key("j", "Next row", () => walk(1));
    key("k", "Row before", () => walk(-1));
    for (const route of ROUTES) if (route.key) key(`g ${route.key}`, `Go to ${route.title.toLowerCase()}`, () => router.go(route.path));
    this.#enter();
  }

  async #enter() {
    try {
      this.trouble = null;
      // both at one time: the page is wanted by whoever is signed in, which is nearly always somebody
      router.know(ROUTES);
      router.current?.load().catch(() => {});
      await session.resume();
      router.start();
    } catch (e) {
      this.trouble = e;
      setTimeout(() => this.#enter(), 1500);
    }
  }

  /** Out here, and at the provider that vouched for who leaves. */
  #leave = () => {
    const next = session.who.kind === "oidc" ? "/login/oidc/logout" : "/";
    session.leave().finally(() => location.assign(next));
  };

  async #show() {
    this.menu = false;
    const route = router.current;
    if (!route) {
      this.page = null;
      document.title = "No such page – Gantry";
      return;
    }
    try {
      await route.load();
    } catch {
      if (await otherBuild()) return location.reload();
      this.trouble = new Error("This page could not be loaded, since Gantry does not answer. It opens by itself when Gantry is back.");
      setTimeout(() => router.current?.path === route.path && this.#show(), 1500);
      return;
    }
    if (router.current?.path !== route.path) return;
    this.trouble = null;
    const moved = this.page && this.page.pathname !== location.pathname;
    document.title = `${route.title} – Gantry`;
    const element = this.page?.tag === route.tag ? this.page.element : document.createElement(route.tag);
    element.params = route.params;
    element.query = route.query;
    this.page = { tag: route.tag, route, element, pathname: location.pathname };
    if (!performance.getEntriesByName("interactive").length) this.updateComplete.then(() => performance.mark("interactive"));
    if (moved) {
      await this.updateComplete;
      await element.updateComplete;
      this.querySelector("main h1")?.focus({ preventScroll: true });
    }
  }

  #search() {
    const own = this.querySelector("main [data-search]");
    if (own && document.activeElement !== own) {
      own.focus();
      own.select?.();
    } else {
      import("./ui/palette.js").then(({ palette }) => palette());
    }
  }

  #help() {
    const about = router.current?.docs;
    dialog("Help", () => html`<p>${about ? html`<a href="/docs/${about}">About this page</a> · ` : nothing}<a href="/docs/console">About the console</a> · <a href="/docs">All docs</a></p><dl class="keys">${keysHeld().map(([keys, words]) => html`<div><dt>${keys.split(" ").map((each) => html`<kbd>${each}</kbd>`)}</dt><dd>${words}</dd></div>`)}
      <div><dt><kbd>Ctrl</kbd><kbd>K</kbd></dt><dd>Search, also while typing</dd></div><div><dt><kbd>Esc</kbd></dt><dd>Close what is open</dd></div></dl>`);
  }

  render() {
    if (session.who === undefined) {
      return this.trouble ? html`<div class="boot">${failed(this.trouble)}</div>` : html`<div class="boot" role="status" aria-label="Loading">${icon("running", "turns")}</div>`;
    }
    if (session.who === null) {
      import("./pages/enter.js");
      return html`<page-enter></page-enter><g-toasts></g-toasts>`;
    }
    return html`<a class="skip" href="#content" @click=${this.#skip}>Skip to the content</a>
      <div class="shell ${this.menu ? "menu-open" : ""}">
        ${this.#bar()}
        ${this.#nav()}
        <main id="content" tabindex="-1" data-page=${this.page?.pathname ?? location.pathname}>${live.state === "lost" ? this.#lost() : nothing}${this.#content()}</main>
      </div><g-toasts></g-toasts>`;
  }

  #bar() {
    return html`<header class="bar">
      <button type="button" class="bare only-small" aria-label="Menu" aria-expanded=${this.menu ? "true" : "false"} aria-controls="nav" @click=${() => (this.menu = !this.menu)}>${icon("menu")}</button>
      <a class="brand" href="/" aria-label="Gantry, overview"><span class="logo" aria-hidden="true"></span><span>Gantry</span></a>
      <button type="button" class="finder" aria-label="Search" @click=${() => import("./ui/palette.js").then(({ palette }) => palette())}>${icon("search")}<span>Search</span><kbd>Ctrl K</kbd></button>
      <span class="live ${live.state}" role="status"><i aria-hidden="true"></i><span>${CONNECTION[live.state]}</span></span>
      <button type="button" class="bare" aria-label="Colours: ${theme()}; change" title="Colours: ${theme()}" @click=${() => { nextTheme(); this.requestUpdate(); }}>${icon(theme())}</button>
      <button type="button" class="bare only-large" aria-label="Help" title="Help and keys (?)" @click=${this.#help}>${icon("help")}</button>
      <button type="button" class="bare who" title="Sign out ${session.who.name}" aria-label="Sign out ${session.who.name}" @click=${this.#leave}><span class="only-large">${session.who.name}</span>${icon("leave")}</button>
    </header>`;
  }

  #nav() {
    const groups = Map.groupBy(ROUTES.filter((route) => route.nav), (route) => route.nav);
    const here = this.page?.route.under ?? this.page?.route.path;
    return html`<nav id="nav" aria-label="Pages">${[...groups].map(([name, routes]) => html`<p class="nav-group" id="nav-${name}">${name}</p>
      <ul aria-labelledby="nav-${name}">${routes.map((route) => html`<li><a href=${route.path} aria-current=${route.path === here ? "page" : nothing}>${icon(route.icon)}<span>${route.title}</span></a></li>`)}</ul>`)}${this.#panelNav()}<ul><li><a href="/docs">${icon("help")}<span>Docs</span></a></li></ul></nav>`;
  }

  /** The panels of plugins that have a page of their own. */
  #panelNav() {
    const panels = (this.#panels.value ?? []).filter((each) => each.place === "navigation");
    if (!panels.length) return nothing;
    return html`<p class="nav-group" id="nav-panels">Panels</p>
      <ul aria-labelledby="nav-panels">${panels.map((panel) => html`<li><a href=${panelHref(panel)} title=${panel.plugin.id} aria-current=${this.page?.pathname === panelHref(panel) ? "page" : nothing}>${icon("panel")}<span>${panel.title}</span></a></li>`)}</ul>`;
  }

  #lost() {
    return html`<div class="note warn lost" role="alert">${icon("warn")}<div class="grow"><p>The connection to Gantry is lost. What you see may be old; it comes back by itself.</p></div>
      <button type="button" @click=${() => live.retry()}>Try now</button></div>`;
  }

  #content() {
    if (this.trouble) return html`${head("One moment")}${failed(this.trouble, () => this.#show())}`;
    if (this.page) return this.page.element;
    if (router.current) return nothing;
    return html`${head("No such page")}${empty("There is nothing at this address", "Maybe the link is old. The pages are in the navigation; press / to find a task, a plugin or a run.")}`;
  }

  #skip(click) {
    click.preventDefault();
    document.getElementById("content").focus();
  }
}

/** Whether another Gantry answers than the one that this page came from: its files are at other addresses. */
async function otherBuild() {
  try {
    const answer = await fetch("/", { cache: "no-store" });
    return answer.ok && !(await answer.text()).includes(new URL(import.meta.url).pathname);
  } catch {
    return false;
  }
}

/** Moves the focus to the link of another row. */
function walk(step) {
  const links = [...document.querySelectorAll("main tr[data-href] a[data-row]")];
  if (!links.length) return;
  const at = links.findIndex((each) => each.closest("tr").contains(document.activeElement));
  const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.max(0, Math.min(links.length - 1, at + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

customElements.define("gantry-app", App);
