/** Who is signed in. The session is a cookie that scripts cannot read. */
import { attach, del, get, post, Refusal } from "./api.js";

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
