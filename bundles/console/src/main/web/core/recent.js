/** What changed lately: of the events that Gantry still has, those that a person wants to know, newest first. */
import { BASE } from "./api.js";
import { live, readEvents } from "./live.js";

const MOST = 40;
const PATIENCE = 1500;
const WORDS = {
  plugin: "rejected canary active draining retired quarantined pinned unpinned enabled disabled limited promoted rolled-back forced overridden signed untrusted leaked overdue crash hang memory configured",
  schedule: "created updated deleted paused resumed missed",
  pause: "set ended",
  slo: "firing resolved",
  target: "opened closed",
  check: "judged",
  finding: "acknowledged waiting reacted declined",
};
const TYPES = Object.entries(WORDS).flatMap(([kind, words]) => words.split(" ").map((word) => `${kind}.${word}`));
const WANTED = new Set(TYPES);

let list = [];
let asked = null;
const told = new EventTarget();

/** The list; `changed` is called when there is more. Returns `{items(), stop()}`. */
export function recent(changed) {
  told.addEventListener("change", changed);
  asked ??= ask();
  return { items: () => list, stop: () => told.removeEventListener("change", changed) };
}

live.on(Object.keys(WORDS).map((kind) => `${kind}.`), (event) => {
  if (event.type !== "reset") add(event);
});

function add(event) {
  if (!WANTED.has(event.type) || (event.type === "check.judged" && (event.status === event.before || (!event.before && event.status === "ok")))) return;
  if (list.some((each) => each.type === event.type && each.subject === event.subject && each.time === event.time)) return;
  list = [...list, event].sort((a, b) => (a.time < b.time ? 1 : -1)).slice(0, MOST);
  told.dispatchEvent(new Event("change"));
}

/** Those of before: the stream from its beginning, for a moment. */
async function ask() {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const query = TYPES.map((each) => `type=dev.gantry.${each}.v1`).join("&");
    const answer = await fetch(`${BASE}/events?after=0&${query}`, { headers: { Accept: "text/event-stream" }, signal: abort.signal });
    if (!answer.ok) throw new Error();
    await readEvents(answer.body, ({ event, data }) => {
      const cloud = JSON.parse(data);
      add({ type: event.replace(/^dev\.gantry\./, "").replace(/\.v\d+$/, ""), subject: cloud.subject, time: cloud.time, ...cloud.data });
    });
  } catch {
    if (!abort.signal.aborted) asked = null;
  } finally {
    clearTimeout(timer);
  }
}
