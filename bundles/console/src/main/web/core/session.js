/** Who is signed in. The session is a cookie that scripts cannot read. */
import { attach, del, get, post, Refusal } from "./api.js";

/** Any tenant. */
export const ANY = Symbol("any tenant");
const ROLES = ["viewer", "operator", "author", "admin"];

class Session extends EventTarget {
  /** `{name, kind, roles, expiresAt}`, null for nobody, undefined while that is not known. */
  who = undefined;

  constructor() {
    super();
    attach(null, () => this.#set(null));
  }

  async resume() {
    try {
      this.#set(await get("/session"));
    } catch (e) {
      if (!(e instanceof Refusal) || e.status === 0 || e.status >= 500) throw e;
      this.#set(null);
    }
  }

  async enter(token) {
    this.#set(await post("/session", { token }));
  }

  /**
   * Whether who is signed in has a role (`viewer`, `operator`, `author`, `admin`; each may what those before it may):
   * with `tenant` for that one, with `ANY` for some, else for all of Gantry. What is hidden by it Gantry refuses, too.
   */
  may(role, tenant) {
    return (this.who?.roles ?? []).some((grant) => ROLES.indexOf(grant.role) >= ROLES.indexOf(role) && (!grant.tenant || tenant === ANY || grant.tenant === tenant));
  }

  async leave() {
    try {
      await del("/session");
    } finally {
      this.#set(null);
    }
  }

  #set(who) {
    if (who === null && this.who === null) return;
    this.who = who;
    attach(who?.csrf ?? null);
    this.dispatchEvent(new Event("change"));
  }
}

export const session = new Session();
