/** What the docs can do beyond reading: search, colours, copying. Without scripts they are read all the same. */
import { nextTheme, theme } from "./core/theme.js";

const THEMES = { system: "◐", light: "☀", dark: "☾" };
const HITS = 12;

const box = document.querySelector("search");
const input = box.querySelector("input");
const hits = box.querySelector(".hits");
const status = box.querySelector("[role=status]");
let index = null;
let coming = null;

box.hidden = false;
input.addEventListener("focus", () => load());
input.addEventListener("input", () => load().then(() => show(input.value)));
box.addEventListener("keydown", keys);
document.addEventListener("click", (event) => { if (!box.contains(event.target)) hits.hidden = true; });
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !/^(INPUT|TEXTAREA)$/.test(event.target.tagName)) {
    event.preventDefault();
    input.select();
    input.focus();
  }
});

/** All sections, read once, when somebody begins to search; where that fails, the next key is another try. */
function load() {
  coming ??= read().catch(() => (coming = null));
  return coming;
}

async function read() {
  const answer = await fetch(new URL("search.json", import.meta.url));
  if (!answer.ok) throw new Error(answer.statusText);
  const sections = await answer.json();
  index = sections.map(([address, page, heading, text]) => ({ address, page, heading, text, all: `${page}\n${heading}\n${text}`.toLowerCase() }));
}

/** Sections that have all the words, those first that have them in a heading. */
function found(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const weight = (section) => words.reduce((sum, word) => sum + 8 * starts(section.heading, word) + 4 * starts(section.page, word) + starts(section.text, word), 0);
  return index.filter((section) => words.every((word) => section.all.includes(word)))
    .map((section) => ({ section, weight: weight(section) }))
    .sort((one, other) => other.weight - one.weight)
    .map(({ section }) => section);
}

/** 2 where the word stands by itself at the start of a word, 1 where one begins with it, else 0. */
function starts(text, word) {
  const at = text.toLowerCase().indexOf(word);
  if (at < 0) return 0;
  return at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1]) ? 2 : 1;
}

function show(query) {
  hits.hidden = !query.trim();
  if (!index) {
    const why = "The search cannot be loaded from Gantry: see whether it runs, then type on.";
    hits.replaceChildren(made("p", why));
    status.textContent = hits.hidden ? "" : why;
    return;
  }
  const all = found(query);
  hits.replaceChildren(...all.slice(0, HITS).map((section) => hit(section, query)));
  if (!all.length) hits.append(made("p", "Nothing has all of these words."));
  hits.scrollTop = 0;
  status.textContent = hits.hidden ? "" : all.length === 1 ? "1 section found" : `${all.length} sections found`;
}

function hit({ address, page, heading, text }, query) {
  const link = made("a", "");
  link.href = address.startsWith("#") ? `/docs${address}` : `/docs/${address}`;
  link.append(made("b", heading));
  if (heading !== page) link.append(` · ${page}`);
  link.append(snippet(text, query.toLowerCase().split(/\s+/).filter(Boolean)));
  return link;
}

/** The words around the first one that was looked for. */
function snippet(text, words) {
  const small = made("small", "");
  const lower = text.toLowerCase();
  const places = words.map((word) => [lower.indexOf(word), word]).filter(([at]) => at >= 0).sort(([one], [other]) => one - other);
  const [at, word] = places[0] ?? [0, ""];
  const from = at < 50 ? 0 : text.indexOf(" ", at - 50) + 1;
  small.append((from ? "… " : "") + text.slice(from, at), made("mark", text.slice(at, at + word.length)), text.slice(at + word.length, from + 150) + " …");
  return small;
}

function keys(event) {
  const links = [...hits.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "Escape") {
    hits.hidden = true;
    input.focus();
  } else if (event.key === "Enter" && at < 0) {
    links[0]?.click();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const to = at + (event.key === "ArrowDown" ? 1 : -1);
    (links[to] ?? (to < 0 ? input : links[at]))?.focus();
  }
}

hits.addEventListener("click", (event) => { if (event.target.closest("a")) hits.hidden = true; });

const button = document.querySelector(".theme");
button.hidden = false;
button.addEventListener("click", () => {
  nextTheme();
  label();
});
label();

function label() {
  button.textContent = THEMES[theme()];
  button.title = `Colours: ${theme()}`;
  button.setAttribute("aria-label", `Colours: ${theme()}; change`);
}

if (navigator.clipboard) {
  for (const block of document.querySelectorAll("article pre")) {
    const frame = made("div", "");
    frame.className = "code";
    block.replaceWith(frame);
    const copy = made("button", "Copy");
    copy.type = "button";
    copy.className = "copy";
    copy.addEventListener("click", async () => {
      // what is typed, without the prompt
      await navigator.clipboard.writeText(block.textContent.trim().replace(/^\$ /gm, ""));
      copy.textContent = "Copied";
      setTimeout(() => (copy.textContent = "Copy"), 1500);
    });
    frame.append(block, copy);
  }
}

function made(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
