/** The parts that pages are put together from. Each is a function that returns a piece of a template. */
import { html, nothing } from "lit";
import { icon } from "./icons.js";

/* States: a word, an icon and a colour, never the colour alone */

const MOODS = {
  // runs
  success: "good", failure: "bad", error: "bad", timeout: "bad", cancelled: "calm", skipped: "calm",
  running: "busy", queued: "calm", scheduled: "calm", blocked: "warn", waiting: "calm", paused: "warn", cancelling: "warn", finished: "calm",
  // attempts
  succeeded: "good", failed: "bad", lost: "warn", abandoned: "bad",
  // plugin revisions
  active: "good", canary: "busy", staged: "calm", draining: "warn", retired: "calm", rejected: "bad", quarantined: "bad",
  // verdicts
  ok: "good", warn: "warn", critical: "bad", unknown: "calm",
  // attention
  info: "calm", warning: "warn",
  // compatibility and plans
  compatible: "good", install: "good", replace: "good", "new-runs-only": "warn", breaking: "bad", reject: "bad", hold: "warn", none: "calm",
  // what happened to a plugin
  promoted: "good", enabled: "good", disabled: "warn", "rolled-back": "warn", forced: "warn", overridden: "warn", signed: "good", untrusted: "warn", leaked: "warn", overdue: "warn", crash: "bad", hang: "bad", memory: "bad",
  firing: "bad", resolved: "good", open: "bad", closed: "good",
};

const ICONS = {
  success: "success", failure: "failure", error: "error", timeout: "timeout", cancelled: "cancelled", skipped: "skipped",
  running: "running", queued: "queued", scheduled: "scheduled", blocked: "blocked", waiting: "waiting", paused: "paused", cancelling: "cancelled",
  succeeded: "success", failed: "failure", lost: "warn", abandoned: "error",
  active: "success", canary: "running", staged: "waiting", draining: "waiting", retired: "cancelled", rejected: "failure", quarantined: "blocked",
  ok: "success", critical: "failure", unknown: "help", warn: "warn", warning: "warn", info: "info",
};

const BY_MOOD = { good: "success", bad: "failure", warn: "warn", busy: "running", calm: "info" };

export const mood = (word) => MOODS[word] ?? "calm";

/** A state or result in its badge. */
export function badge(word, { text = word, title } = {}) {
  if (!word) return nothing;
  return html`<span class="badge ${mood(word)}" title=${title ?? nothing}>${icon(ICONS[word] ?? BY_MOOD[mood(word)], word === "running" || word === "cancelling" ? "turns" : "")}${text}</span>`;
}

/** Of a run: its result where it has one, else its state. */
export const runBadge = (run) => badge(run.result ?? run.state, { title: run.reason || undefined });

/** A word that is no state: a label, a version, a kind. */
export const chip = (text, title) => html`<span class="chip" title=${title ?? nothing}>${text}</span>`;

export const labels = (map) => Object.entries(map ?? {}).map(([name, value]) => chip(`${name}=${value}`));

/* Page furniture */

/** The head of a page: `title`, what is said under it, and what can be done. */
export function head(title, { lead, actions, back } = {}) {
  return html`<header class="head">
    <div class="grow">
      ${back ? html`<a class="back" href=${back.href}>${icon("back")}${back.text}</a>` : nothing}
      <h1 tabindex="-1">${title}</h1>
      ${lead ? html`<p class="lead">${lead}</p>` : nothing}
    </div>
    ${actions ? html`<div class="actions">${actions}</div>` : nothing}
  </header>`;
}

/** A part of a page, with its heading. */
export function panel(title, content, { actions, lead, flush = false, id } = {}) {
  const name = id ?? `p-${String(title).toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
  return html`<section class="panel ${flush ? "flush" : ""}" aria-labelledby=${name}>
    <div class="panel-head"><h2 id=${name}>${title}</h2>${lead ? html`<span class="soft">${lead}</span>` : nothing}${actions ? html`<div class="actions">${actions}</div>` : nothing}</div>
    ${content}
  </section>`;
}

/** Nothing here, and what to do so that there is. */
export function empty(title, text, action) {
  return html`<div class="empty">${icon("info")}<div><p class="empty-title">${title}</p><p>${text}</p>${action ?? nothing}</div></div>`;
}

/** A page of the docs, by its address below `/docs`. */
export function docs(page, text) {
  return html`<a href="/docs/${page}">${text}</a>`;
}

/** What went wrong, and the remedy, which is in the message. */
export function failed(error, again) {
  const more = (error.errors ?? []).filter((each) => !error.message.includes(each.detail));
  return html`<div class="note bad" role="alert">${icon("error")}<div class="grow"><p>${error.message}</p>
    ${more.length ? html`<ul>${more.map((each) => html`<li><code>${each.pointer}</code> ${each.detail}</li>`)}</ul>` : nothing}
    ${error.traceId ? html`<p class="soft">trace <code>${error.traceId}</code></p>` : nothing}</div>
    ${again ? html`<button type="button" @click=${again}>Try again</button>` : nothing}</div>`;
}

export function note(kind, content) {
  return html`<div class="note ${kind}">${icon(BY_MOOD[kind])}<div class="grow">${content}</div></div>`;
}

/** What holds the place of what is not known yet, as high as that will be. */
export const skeleton = (lines = 3) =>
  html`<div class="skeleton" role="status" aria-label="Loading">${Array.from({ length: lines }, () => html`<i></i>`)}</div>`;

/**
 * What a query knows: its value through `show`, a place holder before, the refusal beside what was there.
 * `lines` says how high the place holder is, `above` is shown over it and over a refusal.
 */
export function shown(query, show, { lines = 4, above = nothing } = {}) {
  const again = () => query.refresh();
  if (query.value === undefined) return html`${above}${query.error ? failed(query.error, again) : skeleton(lines)}`;
  return html`${query.error ? failed(query.error, again) : nothing}${show(query.value)}`;
}

/* Tables */

/**
 * A table.
 * columns: `{head, cell(row), num, rank, grow, srHead}`; a rank of 2 goes on small screens, of 3 on middle ones as well.
 * `href(row)` makes a row a target: Enter and click go there, j and k walk.
 */
export function table({ caption, columns, rows, href, rowClass, none }) {
  if (rows.length === 0 && none) return none;
  const rank = (column) => (column.rank ? `rank${column.rank}` : "");
  const cell = (column) => `${column.num ? "num" : ""} ${column.grow ? "grow" : ""} ${rank(column)}`;
  return html`<div class="table" role="group" aria-label=${caption} tabindex="0">
    <table>
      <caption class="sr">${caption}</caption>
      <thead><tr>${columns.map((column) => html`<th scope="col" class=${cell(column)}>${column.head || html`<span class="sr">${column.srHead}</span>`}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr class=${rowClass?.(row) ?? ""} data-href=${href?.(row) ?? nothing} @click=${href ? rowClick : null}>
        ${columns.map((column) => html`<td class=${cell(column)}>${column.cell(row)}</td>`)}</tr>`)}</tbody>
    </table>
  </div>`;
}

/** A click on a row goes where its link goes, unless it is on something that does something by itself. */
export function rowClick(click) {
  if (click.target.closest("a, button, input, label, select") || getSelection()?.toString()) return;
  click.currentTarget.querySelector("a[data-row], td a")?.click();
}

/** Pairs of a name and what it is; empty ones are left out. */
export function facts(pairs) {
  return html`<dl class="facts">${pairs
    .filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== nothing)
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** JSON, laid out. */
export function json(value, caption) {
  if (value === null || value === undefined) return html`<span class="none">none</span>`;
  return html`<pre class="code" tabindex="0" aria-label=${caption ?? "JSON"}>${JSON.stringify(value, null, 2)}</pre>`;
}

/** A number that matters, with what it is of. */
export function figure(name, value, { href, mood: kind = "", hint } = {}) {
  const inner = html`<span class="figure-name">${name}</span><span class="figure-value">${value}</span><span class="figure-hint">${hint ?? html`&nbsp;`}</span>`;
  return href ? html`<a class="figure ${kind}" href=${href}>${inner}</a>` : html`<div class="figure ${kind}">${inner}</div>`;
}

/** A button that does something once at a time; `work` returns a promise. `keys` press it, too. */
export function action(text, work, { name, kind = "", disabled = false, title, small = false, keys } = {}) {
  const run = async (click) => {
    const button = click.currentTarget;
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    try {
      await work(click);
    } finally {
      button.ariaDisabled = "false";
    }
  };
  return html`<button type="button" class="${kind} ${small ? "small" : ""}" ?disabled=${disabled} title=${title ?? nothing} aria-keyshortcuts=${keys ?? nothing} @click=${run}>${name ? icon(name) : nothing}${text}</button>`;
}

export const plural = (n, one, many = `${one}s`) => `${n.toLocaleString()} ${n === 1 ? one : many}`;
export const percent = (ratio, digits = 1) => (ratio === null || ratio === undefined || Number.isNaN(ratio) ? "–" : `${(ratio * 100).toFixed(digits)} %`);
export const bytes = (n) => {
  if (n === null || n === undefined) return "–";
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let i = 0;
  while (n >= 1024 && i < units.length - 1) {
    n /= 1024;
    i++;
  }
  return `${i && n < 10 ? n.toFixed(1) : Math.round(n)} ${units[i]}`;
};
