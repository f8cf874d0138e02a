// The page to drop plugins on and to look after them. It speaks the REST API and nothing else.

const API = "/api/v1";
const EVENTS = "staged rejected canary active draining retired quarantined pinned unpinned enabled disabled limited promoted rolled-back forced overridden leaked overdue crash hang memory configured";
const SOON = 250;
const OFTEN = 3000;
const SELDOM = 5000;

const $ = (id) => document.getElementById(id);
let token = sessionStorage.getItem("gantry.token");
let follower = null;

/** An element; text is always text, never markup. */
function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name === "onclick") node.addEventListener("click", value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false && child !== ""));
  return node;
}

const chip = (word, text = word) => el("span", { class: `chip ${word}` }, text);
const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;
const escape = encodeURIComponent;

class Refusal extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

async function call(method, path, body, signal) {
  const headers = { Authorization: `Bearer ${token}`, Accept: "application/json" };
  if (body instanceof Blob) headers["Content-Type"] = "application/java-archive";
  else if (body) headers["Content-Type"] = "application/json";
  const data = body && !(body instanceof Blob) ? JSON.stringify(body) : body;
  let answer;
  try {
    answer = await fetch(API + path, { method, headers, body: data, signal });
  } catch (e) {
    throw new Refusal(0, signal?.aborted ? "" : "Gantry does not answer; is it running?");
  }
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, json.detail ?? `Gantry answered with ${answer.status}.`);
  return json;
}

/* Times */

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

function when(text) {
  if (!text) return "";
  const seconds = (Date.parse(text) - Date.now()) / 1000;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS[3];
  return el("time", { datetime: text, title: new Date(text).toLocaleString() }, words.format(Math.round(seconds / size), unit));
}

/** PT0.12S as 120 ms; anything longer than minutes as it came. */
function duration(text) {
  const seconds = /^PT(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(text ?? "");
  if (!seconds) return text ?? "–";
  const value = Number(seconds[1] ?? 0) * 60 + Number(seconds[2] ?? 0);
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(1)} s`;
}

/* What is said, and what is asked */

function say(sentence, mood = "good") {
  const close = el("button", { class: "quiet", type: "button", "aria-label": "Close the message", onclick: () => $("said").replaceChildren() }, "✕");
  $("said").replaceChildren(el("div", { class: `note said ${mood}` }, el("p", {}, sentence), close));
}

function ask(title, text, yes) {
  const dialog = $("ask");
  $("ask-title").textContent = title;
  $("ask-text").textContent = text;
  $("ask-yes").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}
$("ask-yes").addEventListener("click", () => $("ask").close("yes"));
$("ask-no").addEventListener("click", () => $("ask").close("no"));

/** Does one thing, tells how it went, and shows what is there then. The focus stays where it was. */
async function act(button, work, done) {
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true";
  try {
    const answer = await work();
    if (answer) say(done(answer));
  } catch (e) {
    if (e.status === 401) return leave(e.message);
    say(e.message, "bad");
  } finally {
    button.ariaDisabled = "false";
  }
  await refresh();
  if (document.activeElement === document.body) (keyed(button.dataset.key) ?? $("plugins")).focus({ preventScroll: true });
}

const keyed = (key) => key && [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key);

/* Dropping */

async function plan(file) {
  const zone = $("zone");
  if (zone.classList.contains("busy")) return;
  zone.classList.add("busy");
  $("plan").replaceChildren(el("p", { class: "soft" }, `Looking at ${file.name} …`));
  try {
    show(file, await call("POST", `/plugins/plan?filename=${escape(file.name)}`, file));
    $("plan").focus();
  } catch (e) {
    if (e.status === 401) return leave(e.message);
    $("plan").replaceChildren(el("p", { class: "note bad" }, e.message));
  } finally {
    zone.classList.remove("busy");
    $("file").value = "";
  }
}

function show(file, plan) {
  const breaks = plan.action === "reject" && plan.differences.some((each) => each.weight === "breaking");
  const goes = plan.action !== "reject" && plan.action !== "nothing";
  const drop = (override) => (event) =>
    act(
      event.currentTarget,
      async () => {
        const plugin = await call("POST", `/plugins?filename=${escape(file.name)}${override ? "&override=true" : ""}`, file);
        $("plan").replaceChildren();
        return plugin;
      },
      (plugin) => became(plugin, plan.sha256),
    );
  $("plan").replaceChildren(
    el(
      "div",
      { class: "plan" },
      el("h3", {}, plan.plugin ? `${plan.plugin} ${plan.version}` : plan.file),
      el("p", {}, chip(plan.action), " ", plan.sentence),
      plan.compatibility && plan.replaces && el("p", {}, "Against ", plan.replaces.version, ": ", chip(plan.compatibility, plan.compatibility.replaceAll("-", " "))),
      plan.differences.length > 0 && facts("What differs", plan.differences.map((each) => [chip(each.weight, each.weight.replaceAll("-", " ")), el("strong", {}, each.subject), each.sentence])),
      plan.touched.length > 0 && facts("What it touches", plan.touched.map((each) => [el("strong", {}, `${each.kind} ${each.id}`), each.effect])),
      plan.rewired.length > 0 && el("p", {}, "Wired anew: ", plan.rewired.join(", ")),
      offers(plan),
      el(
        "div",
        { class: "row actions" },
        goes && el("button", { type: "button", class: "main", onclick: drop(false) }, "Drop it"),
        breaks && el("button", { type: "button", class: "danger", onclick: drop(true) }, "Drop anyway"),
        el("button", { type: "button", onclick: () => ($("plan").replaceChildren(), $("file").focus()) }, goes || breaks ? "Leave it" : "Close"),
      ),
    ),
  );
}

const facts = (title, rows) => el("div", {}, el("h3", {}, title), el("ul", { class: "facts" }, rows.map((row) => el("li", {}, row))));

function offers(node) {
  const all = [...node.tasks, ...node.detectors];
  return all.length > 0 && el("p", { class: "soft" }, "Offers ", el("span", { class: "mono" }, all.join(", ")));
}

function became(plugin, sha256) {
  const version = plugin.versions.find((each) => each.sha256 === sha256) ?? plugin.versions[0];
  return `${plugin.id} ${version.version} is ${version.state}. ${version.reason ?? ""}`.trim();
}

/* The plugins */

function card(plugin) {
  const path = `/plugins/${escape(plugin.id)}`;
  const live = plugin.versions.filter((each) => each.state !== "retired");
  const gone = plugin.versions.filter((each) => each.state === "retired");
  const before = plugin.versions.find((each) => each.previous);
  const button = (name, text, work, done, kind) =>
    el("button", { type: "button", class: kind, "data-key": `${plugin.id} ${name}`, onclick: (event) => act(event.currentTarget, work, done) }, text);
  const post = (verb) => () => call("POST", `${path}/${verb}`);
  const real = live.concat(gone).some((each) => each.version);
  return el(
    "article",
    { class: "panel", "aria-label": plugin.id },
    el(
      "div",
      { class: "row top" },
      el("h2", { class: "mono" }, plugin.id),
      plugin.name !== plugin.id && el("span", { class: "soft" }, plugin.name),
      !plugin.enabled && chip("rejected", "disabled"),
      plugin.pinned && chip("staged", `pinned to ${plugin.pinned}`),
      plugin.limit > 0 && chip("", `at most ${count(plugin.limit, "attempt", "attempts")} at one time`),
    ),
    plugin.canary && trial(plugin.canary),
    el("ul", {}, live.map((each) => version(plugin, path, each, button))),
    gone.length > 0 &&
      el("details", { "data-key": `${plugin.id} gone` }, el("summary", {}, count(gone.length, "version is gone", "versions are gone")), el("ul", {}, gone.map((each) => version(plugin, path, each, button)))),
    real &&
      el(
        "div",
        { class: "row actions" },
        plugin.canary && button("promote", "Promote the canary", post("promote"), () => `${plugin.id} ${plugin.canary.version} takes all new runs.`, "main"),
        (before || plugin.canary) && button("rollback", plugin.canary ? "End the canary" : `Roll back to ${before.version}`, post("rollback"), (now) => `${plugin.id} ${now.active} takes new runs.`),
        plugin.enabled
          ? button("disable", "Disable", async () => (await ask(`Disable ${plugin.id}?`, "Its runs wait until it is enabled again.", "Disable")) && post("disable")(), () => `${plugin.id} is disabled.`)
          : button("enable", "Enable", post("enable"), () => `${plugin.id} is enabled.`, "main"),
      ),
  );
}

function version(plugin, path, version, button) {
  const { state } = version;
  const named = version.version && `${path}/versions/${escape(version.sha256)}`;
  const waits = version.reason ?? version.drain?.reason;
  return el(
    "li",
    { class: "version" },
    el(
      "div",
      { class: "row top" },
      el("strong", {}, version.version ?? version.file),
      chip(state),
      el("span", { class: "soft push" }, when(version.since), version.version && version.file && el("span", { class: "mono" }, ` ${version.file}`)),
    ),
    waits && el("p", { class: state === "rejected" || state === "quarantined" ? "bad" : "" }, waits),
    version.drain && drain(version.drain),
    version.leak && el("p", { class: "bad" }, `It is gone, its classes are not: ${version.leak}`),
    state === "active" && offers(version),
    named &&
      el(
        "div",
        { class: "row actions" },
        ["staged", "draining", "quarantined", "retired"].includes(state) &&
          button(`activate ${version.sha256}`, `Activate ${version.version}`, () => activate(plugin, version, named), (now) => became(now, version.sha256)),
        version.drain &&
          button(
            `force ${version.sha256}`,
            "Force",
            async () =>
              (await ask(`End the draining of ${version.version}?`, "What runs on it is stopped and begins again on the version in service. It uses up no attempt.", "Force")) && call("POST", `${named}/drain/force`),
            () => `The draining of ${plugin.id} ${version.version} was ended.`,
            "danger",
          ),
      ),
  );
}

async function activate(plugin, version, path) {
  try {
    return await call("POST", `${path}/activate`);
  } catch (e) {
    if (e.status !== 422) throw e;
    const anyway = await ask(`${plugin.id} ${version.version} is refused`, e.message, "Activate anyway");
    return anyway && call("POST", `${path}/activate`, { override: true });
  }
}

function drain(drain) {
  const late = Date.parse(drain.deadline) < Date.now();
  return el(
    "p",
    { class: late ? "warn" : "soft" },
    `${count(drain.leases, "attempt runs", "attempts run")} on it, ${count(drain.waiting, "run waits", "runs wait")} for it; draining since `,
    when(drain.since),
    late ? ", was due " : ", due ",
    when(drain.deadline),
    drain.forced && ", forced",
  );
}

function trial(canary) {
  const { spec } = canary;
  const some = [spec.tenant && `tenant ${spec.tenant}`, ...Object.entries(spec.labels).map(([key, value]) => `${key}=${value}`)].filter(Boolean);
  const share = some.length > 0 ? `the new runs of ${some.join(", ")}` : `${canary.percent} % of new runs, step ${canary.step + 1} of ${spec.steps.length}`;
  const side = (name, it) => el("div", {}, el("dt", {}, name), el("dd", { class: "soft" }, `${count(it.attempts, "attempt", "attempts")}, ${it.failed} failed, p95 ${duration(it.p95)}`));
  return el(
    "div",
    { class: "trial" },
    el("p", {}, el("strong", {}, `${canary.version} on trial`), ` with ${share}`),
    el("progress", { max: 100, value: canary.percent, "aria-label": "Share of new runs" }),
    el("dl", { class: "sides" }, side("Canary", canary.canary), side("In service", canary.control)),
    el("p", {}, canary.verdict, el("span", { class: "soft" }, " This step ends ", when(canary.until), " at the earliest.")),
  );
}

/** Puts the plugins on the page; what had the focus keeps it, what was open stays open. */
function render(plugins) {
  const room = $("plugins");
  const focus = document.activeElement?.dataset?.key;
  const open = new Set([...room.querySelectorAll("details[open]")].map((each) => each.dataset.key));
  room.replaceChildren(...(plugins.length > 0 ? plugins.map(card) : [el("p", { class: "panel soft" }, "No plugin is here yet.")]));
  for (const each of room.querySelectorAll("details")) each.open = open.has(each.dataset.key);
  keyed(focus)?.focus({ preventScroll: true });
}

/* Keeping up */

let timer = 0;
let running = null;

async function load() {
  const plugins = [];
  let cursor = "";
  do {
    const page = await call("GET", `/plugins?limit=1000${cursor && `&cursor=${escape(cursor)}`}`);
    plugins.push(...page.items);
    cursor = page.next ?? "";
  } while (cursor);
  return plugins;
}

function later(millis) {
  clearTimeout(timer);
  timer = setTimeout(refresh, millis);
}

/** Shows what is there now. Two at one time share the answer. */
function refresh() {
  running ??= look().finally(() => (running = null));
  return running;
}

async function look() {
  if (!token || document.hidden) return;
  try {
    const plugins = await load();
    if (!$("ask").open) render(plugins);
    const moves = plugins.some((each) => each.canary || each.versions.some((one) => one.drain));
    if (moves) later(OFTEN);
    else if (!follower?.live) later(SELDOM);
    follower?.tell();
  } catch (e) {
    if (e.status === 401) return leave(e.message);
    mark("off", e.message);
    later(SELDOM);
  }
}

function mark(kind, text) {
  const live = $("live");
  if (live.textContent !== text) live.textContent = text;
  live.className = `live ${kind}`;
}

/** Follows the events of plugins; while that cannot be, the page asks every few seconds. */
class Follower {
  live = false;
  #last = null;
  #stop = new AbortController();

  async run() {
    while (!this.#stop.signal.aborted) {
      await this.#read().catch(() => {});
      this.live = false;
      if (this.#stop.signal.aborted) return;
      later(SOON);
      await new Promise((done) => setTimeout(done, SELDOM));
    }
  }

  tell() {
    mark(this.live ? "on" : "", this.live ? "live" : "looks every few seconds");
  }

  stop() {
    this.#stop.abort();
  }

  async #read() {
    const types = EVENTS.split(" ").map((word) => `type=dev.gantry.plugin.${word}.v1`);
    const headers = { Authorization: `Bearer ${token}`, Accept: "text/event-stream" };
    if (this.#last) headers["Last-Event-ID"] = this.#last;
    const answer = await fetch(`${API}/events?${types.join("&")}`, { headers, signal: this.#stop.signal });
    if (!answer.ok) return;
    this.live = true;
    later(SOON);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (rest + part.value).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        if (line.startsWith("id:")) this.#last = line.slice(3).trim();
        if (line.startsWith("data:")) later(SOON);
      }
    }
  }
}

/* Coming and going */

function enter() {
  $("door").hidden = true;
  $("room").hidden = false;
  $("leave").hidden = false;
  refresh();
  follower = new Follower();
  follower.run();
}

function leave(why = "") {
  token = null;
  sessionStorage.removeItem("gantry.token");
  follower?.stop();
  follower = null;
  clearTimeout(timer);
  mark("", "");
  for (const id of ["plugins", "plan", "said"]) $(id).replaceChildren();
  $("room").hidden = true;
  $("leave").hidden = true;
  $("door").hidden = false;
  $("door-said").textContent = why;
  $("token").focus();
}

$("door").addEventListener("submit", async (event) => {
  event.preventDefault();
  token = $("token").value.trim();
  try {
    await call("GET", "/plugins?limit=1");
  } catch (e) {
    return leave(e.message);
  }
  sessionStorage.setItem("gantry.token", token);
  $("token").value = "";
  enter();
});
$("leave").addEventListener("click", () => leave());
$("file").addEventListener("change", (event) => event.target.files[0] && plan(event.target.files[0]));
document.addEventListener("visibilitychange", () => document.hidden || refresh());

const zone = $("zone");
for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
zone.addEventListener("dragover", () => zone.classList.add("over"));
zone.addEventListener("dragleave", () => zone.classList.remove("over"));
zone.addEventListener("drop", (event) => {
  zone.classList.remove("over");
  if (event.dataTransfer.files[0]) plan(event.dataTransfer.files[0]);
});

if (token) enter();
else leave();
