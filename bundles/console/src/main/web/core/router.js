/** Finds the page of an address. Links are plain links; each page's file is loaded when it is first wanted. */
class Router extends EventTarget {
  #routes = [];

  /** Routes: `{path: "/runs/:id", tag, load, title}`. The first that fits is taken. */
  know(routes) {
    this.#routes = routes.map((route) => ({ ...route, pattern: pattern(route.path) }));
  }

  /** Follows the address from here on. */
  start() {
    addEventListener("popstate", () => this.#changed());
    document.addEventListener("click", (click) => this.#click(click));
    this.#changed();
  }

  /** The route of the address, with `params`; undefined where no page is. */
  get current() {
    const path = location.pathname.replace(/(.)\/$/, "$1");
    for (const route of this.#routes) {
      const found = route.pattern.exec(path);
      if (found) {
        const params = {};
        try {
          for (const [name, value] of Object.entries(found.groups ?? {})) params[name] = decodeURIComponent(value);
        } catch {
          return undefined; // not percent-encoded UTF-8
        }
        return { ...route, params, query: new URLSearchParams(location.search) };
      }
    }
    return undefined;
  }

  go(address, { replace = false } = {}) {
    const url = new URL(address, location.href);
    if (url.href === location.href) return;
    history[replace ? "replaceState" : "pushState"](null, "", url);
    this.#changed();
  }

  /** Changes some of the query, in place; empty values are left out. */
  setQuery(values) {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(values)) {
      query.delete(name);
      for (const each of [value].flat()) if (each) query.append(name, each);
    }
    const text = query.toString();
    this.go(location.pathname + (text ? `?${text}` : ""), { replace: true });
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }

  #click(click) {
    if (click.defaultPrevented || click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
    const link = click.composedPath().find((each) => each instanceof HTMLAnchorElement);
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (/^\/(api|assets|docs|login|metrics|healthz|readyz|openapi\.json)(\/|$)/.test(link.pathname)) return;
    if (link.pathname === location.pathname && link.search === location.search && link.hash) return;
    click.preventDefault();
    this.go(link.href);
    scrollTo(0, 0);
  }
}

function pattern(path) {
  return new RegExp(`^${path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`);
}

export const router = new Router();
