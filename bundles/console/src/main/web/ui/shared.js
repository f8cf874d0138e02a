/** Small things that several pages do, each in one way; none of them is needed by the first view. */
import { key } from "../core/keys.js";
import { toast } from "./toast.js";

/** Does something with each, a few at a time. */
export async function withEach(all, work) {
  const left = [...all].reverse();
  await Promise.all(Array.from({ length: 4 }, async () => {
    while (left.length) await work(left.pop());
  }));
}

/** What is typed as name=value, undefined for none; `between` is what stands between two. */
export function pairs(text, between = /[\s,]+/) {
  const found = text.split(between).map((each) => each.trim()).filter(Boolean).map((each) => each.split(/=(.*)/s));
  return found.length ? Object.fromEntries(found.map(([name, value]) => [name.trim(), value ?? ""])) : undefined;
}

/** Browsers have a clipboard for pages over TLS, and of this machine. Tells whether it went. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied.");
    return true;
  } catch {
    toast("The browser does not let this page copy; select the text and copy it.", { mood: "bad" });
    return false;
  }
}

/** Keys of a page, as `{"Shift+R": words}`, each for its button with these `aria-keyshortcuts`; returns what takes them away. */
export function keysOf(page, keys) {
  const off = Object.entries(keys).map(([each, words]) => key(each.at(-1), words, () => page.querySelector(`button[aria-keyshortcuts="${each}"]:enabled`)?.click()));
  return () => off.forEach((one) => one());
}
