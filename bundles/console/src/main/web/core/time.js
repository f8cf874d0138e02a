/** Times: in the reader's zone, in UTC on hover; and lengths of time. */
import { html, nothing } from "lit";
import { Element } from "./element.js";

const UNITS = [["year", 31_557_600], ["month", 2_629_800], ["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const year = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const zone = new Intl.DateTimeFormat("en", { timeZoneName: "short" })
  .formatToParts(new Date())
  .find((each) => each.type === "timeZoneName").value;

function ago(at, now = Date.now()) {
  const seconds = (at - now) / 1000;
  if (Math.abs(seconds) < 1) return "now";
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS.at(-1);
  return relative.format(Math.trunc(seconds / size), unit);
}

/** In the reader's zone, with the day where it is not today. */
export function local(at, now = new Date()) {
  const date = new Date(at);
  const text = clock.format(date);
  if (date.toDateString() === now.toDateString()) return text;
  return `${(date.getFullYear() === now.getFullYear() ? day : year).format(date)}, ${text}`;
}

export const utc = (at) => `${new Date(at).toISOString().replace("T", " ").replace("Z", "")} UTC`;

// one clock for all that is shown as "3 min. ago"
const shown = new Set();
setInterval(() => {
  if (!document.hidden) for (const each of shown) each.requestUpdate();
}, 5000);

/** `<g-time at="2026-…Z">`; with `relative` as "3 min. ago". */
class Time extends Element {
  static properties = { at: {}, relative: { type: Boolean } };

  connectedCallback() {
    super.connectedCallback();
    shown.add(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    shown.delete(this);
  }

  render() {
    if (!this.at) return html`<span class="none">–</span>`;
    const at = Date.parse(this.at);
    const title = this.relative ? `${local(at)} ${zone}\n${utc(at)}` : `${utc(at)}\n${ago(at)}`;
    return html`<time datetime=${this.at} title=${title}>${this.relative ? ago(at) : local(at)}</time>`;
  }
}
customElements.define("g-time", Time);

/** `<g-since at="…" until="…">`: how long it takes or took. */
class Since extends Element {
  static properties = { at: {}, until: {} };
  #timer = 0;

  connectedCallback() {
    super.connectedCallback();
    this.#timer = setInterval(() => !this.until && !document.hidden && this.requestUpdate(), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  render() {
    if (!this.at) return html`<span class="none">–</span>`;
    const end = this.until ? Date.parse(this.until) : Date.now();
    const took = Math.max(0, end - Date.parse(this.at));
    return html`${took === 0 && this.until ? "< 1 ms" : span(took / 1000)}`;
  }
}
customElements.define("g-since", Since);

export const time = (at, { relative = false } = {}) => html`<g-time .at=${at ?? ""} ?relative=${relative}></g-time>`;
export const since = (at, until) => (at ? html`<g-since .at=${at} .until=${until ?? ""}></g-since>` : nothing);

/** Seconds of an ISO-8601 duration; NaN where it is none. */
export function seconds(text) {
  const found = /^(-)?P(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/.exec(text ?? "");
  if (!found) return NaN;
  const [, minus, d, h, m, s] = found;
  return (minus ? -1 : 1) * (Number(d ?? 0) * 86_400 + Number(h ?? 0) * 3600 + Number(m ?? 0) * 60 + Number(s ?? 0));
}

/** 0.0123 as "12 ms", 75 as "1 min 15 s". */
export function span(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (value === 0) return "0 s";
  if (value < 0.001) return `${Math.round(value * 1e6)} µs`;
  if (value < 1) return `${value < 0.01 ? Number((value * 1000).toFixed(1)) : Math.round(value * 1000)} ms`;
  if (value < 60) return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} s`;
  const whole = Math.round(value);
  if (whole < 3600) return pair(whole, 60, "min", "s");
  if (whole < 86_400) return pair(Math.round(whole / 60), 60, "h", "min");
  return pair(Math.round(whole / 3600), 24, "d", "h");
}

function pair(value, size, big, small) {
  const rest = value % size;
  return rest ? `${Math.floor(value / size)} ${big} ${rest} ${small}` : `${value / size} ${big}`;
}

/** An ISO-8601 duration in words. */
export const duration = (text) => (text ? span(seconds(text)) : "–");

const MOMENT = /(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z|\bP(?=[T\d])(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?(?![\w-]))/;

/** A sentence of Gantry's: the times in it in the reader's zone, the durations in words. */
export function prose(text) {
  if (!text || !MOMENT.test(text)) return text ?? nothing;
  return text.split(MOMENT).map((part, i) => (i % 2 === 0 ? part : part.endsWith("Z") ? time(part) : duration(part)));
}
