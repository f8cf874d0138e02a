/** Keys of the whole console, and of the page that is shown. `?` lists them. */
const held = new Map();
let first = "";
let firstAt = 0;

/**
 * `key`: as `/`, `?`, `j`, or two in a row as `g r`. Returns what takes it away.
 * Nothing is caught while a person types.
 */
export function key(keys, words, run) {
  const entry = { words, run };
  const before = held.get(keys);
  held.set(keys, entry);
  return () => {
    if (held.get(keys) !== entry) return;
    if (before) held.set(keys, before);
    else held.delete(keys);
  };
}

/** `[keys, words]` of all that there are. */
export function keysHeld() {
  return [...held].map(([keys, { words }]) => [keys, words]);
}

const types = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "k" && held.has("/")) {
    event.preventDefault();
    return held.get("/").run(event);
  }
  if (event.ctrlKey || event.metaKey || event.altKey || types(event.composedPath()[0])) return;
  if (document.querySelector("dialog[open]")) return;
  const pair = `${first} ${event.key}`;
  const entry = (performance.now() - firstAt < 1200 && held.get(pair)) || held.get(event.key);
  first = event.key;
  firstAt = performance.now();
  if (!entry) return;
  first = "";
  event.preventDefault();
  entry.run(event);
});
