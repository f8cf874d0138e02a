import { ask } from "gantry";
import { LitElement, css, html, nothing, svg } from "lit";
import { area, bytes, clock, step } from "./draw.js";

const SPANS = { PT10M: "10 min", PT1H: "1 h", PT6H: "6 h" };
const SECONDS = { PT10M: 600, PT1H: 3600, PT6H: 21600 };
const HEIGHT = 170;
const LEFT = 62;
const RIGHT = 6;
const BOTTOM = 20;
const COLOURS = 6;

/** The console sets `data` each time that it comes; colours and sizes are the console's own variables. */
export default class DiskPanel extends LitElement {
  static properties = { data: {}, span: { state: true }, width: { state: true }, at: { state: true } };

  static styles = css`
    :host { display: grid; gap: 18px; grid-template-columns: minmax(0, 1fr); }
    .figures { display: flex; flex-wrap: wrap; gap: 10px 36px; align-items: end; }
    .figure { display: grid; gap: 1px; }
    .name { color: var(--soft); font-size: var(--size-small); }
    .value { font-size: 23px; font-weight: 620; line-height: 1.2; font-variant-numeric: tabular-nums; }
    .hint { color: var(--soft); font-size: var(--size-small); }
    .spans { margin-left: auto; display: inline-flex; border: 1px solid var(--line-strong); border-radius: var(--radius-small); overflow: hidden; }
    button { min-height: 30px; padding: 0 12px; border: 0; background: none; color: var(--soft); font: inherit; cursor: pointer; }
    button + button { border-left: 1px solid var(--line-strong); }
    button[aria-pressed="true"] { background: var(--main-soft); color: var(--main-strong); font-weight: 600; }
    button:focus-visible { outline: 2px solid var(--main); outline-offset: -2px; }
    svg { display: block; width: 100%; overflow: visible; }
    svg text { fill: var(--soft); font-size: 11.5px; font-variant-numeric: tabular-nums; }
    .grid { stroke: var(--line); }
    .line { fill: none; stroke: var(--c-1); stroke-width: 2; stroke-linejoin: round; }
    .cross { stroke: var(--line-strong); }
    .dot { fill: var(--panel); stroke: var(--c-1); stroke-width: 2; }
    .tip { fill: var(--text); font-weight: 600; paint-order: stroke; stroke: var(--panel); stroke-width: 4px; }
    .stack rect { stroke: var(--panel); stroke-width: 2; }
    ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(168px, 1fr)); gap: 6px 24px; margin: 10px 0 0; padding: 0; list-style: none; }
    li { display: flex; align-items: center; gap: 8px; }
    li i { flex: none; width: 10px; height: 10px; border-radius: 3px; }
    li span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    li b { margin-left: auto; font-weight: 500; font-variant-numeric: tabular-nums; }
    .c0 { fill: var(--c-1); background: var(--c-1); }
    .c1 { fill: var(--c-2); background: var(--c-2); }
    .c2 { fill: var(--c-success); background: var(--c-success); }
    .c3 { fill: var(--c-3); background: var(--c-3); }
    .c4 { fill: var(--c-timeout); background: var(--c-timeout); }
    .c5 { fill: var(--c-cancelled); background: var(--c-cancelled); }
  `;

  constructor() {
    super();
    this.span = "PT10M";
    this.width = 600;
    this.at = null;
    new ResizeObserver(([entry]) => (this.width = entry.contentRect.width)).observe(this);
  }

  render() {
    const { bytes: now, free, total, history } = this.data;
    const grown = now - (history[0]?.bytes ?? now);
    return html`<div class="figures">
        ${figure("Gantry’s data", bytes(now), grown ? `${grown < 0 ? "−" : "+"}${bytes(Math.abs(grown))} since ${clock(history[0].at)}` : "as before")}
        ${figure("Left on the disk", bytes(free), `of ${bytes(total)}`)}
        ${figure("Disk in use", `${Math.round((1 - free / total) * 100)} %`, now / total < 0.0001 ? "data are next to nothing" : `data are ${((now / total) * 100).toFixed(2)} %`)}
        <div class="spans" role="group" aria-label="How far back">${Object.entries(SPANS).map(([span, text]) => html`
          <button type="button" aria-pressed=${span === this.span} @click=${() => this.#choose(span)}>${text}</button>`)}</div>
      </div>
      ${this.#chart(history)}
      <div>${this.#parts()}</div>`;
  }

  #choose(span) {
    this.span = span;
    ask({ span });
  }

  #chart(history) {
    const end = Date.parse(this.data.at);
    // as far back as there is something to see, a minute at least
    const first = Math.min(end - 60_000, ...history.slice(0, 1).map((each) => Date.parse(each.at)));
    const start = Math.max(end - SECONDS[this.span] * 1000, first);
    const high = step(Math.max(1024, ...history.map((each) => each.bytes)) * 1.1);
    const x = (at) => LEFT + ((Date.parse(at) - start) / (end - start)) * (this.width - LEFT - RIGHT);
    const y = (value) => (HEIGHT - BOTTOM) * (1 - value / high.top) + 6;
    const points = history.map((each) => [x(each.at), y(each.bytes)]);
    const steps = this.width > 640 ? 5 : 3;
    const times = Array.from({ length: steps + 1 }, (_, i) => start + ((end - start) * i) / steps);
    const here = this.at === null ? null : nearest(history, points, this.at);
    return html`<svg viewBox="0 0 ${this.width} ${HEIGHT + 6}" height=${HEIGHT + 6} role="img" aria-label="Size of Gantry’s data over time" @pointermove=${(event) => (this.at = event.offsetX)} @pointerleave=${() => (this.at = null)}>
      <defs><linearGradient id="fade" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="var(--c-1)" stop-opacity="0.28"></stop><stop offset="1" stop-color="var(--c-1)" stop-opacity="0.03"></stop></linearGradient></defs>
      ${high.lines.map((value) => svg`<line class="grid" x1=${LEFT} x2=${this.width} y1=${y(value)} y2=${y(value)}></line><text x=${LEFT - 10} y=${y(value) + 4} text-anchor="end">${bytes(value)}</text>`)}
      ${times.map((at, i) => svg`<text x=${x(new Date(at))} y=${HEIGHT + 4} text-anchor=${i === 0 ? "start" : i === times.length - 1 ? "end" : "middle"}>${clock(at, end - start < 360_000)}</text>`)}
      ${points.length ? svg`<path fill="url(#fade)" d=${area(points, y(0))}></path><path class="line" d=${area(points)}></path>` : nothing}
      ${points.length ? svg`<circle class="dot" cx=${points.at(-1)[0]} cy=${points.at(-1)[1]} r="3.5"></circle>` : nothing}
      ${here ? svg`<line class="cross" x1=${here.x} x2=${here.x} y1="6" y2=${y(0)}></line><circle class="dot" cx=${here.x} cy=${here.y} r="4"></circle>
        <text class="tip" x=${here.x + (here.x > this.width / 2 ? -10 : 10)} y=${Math.max(18, here.y - 10)} text-anchor=${here.x > this.width / 2 ? "end" : "start"}>${bytes(here.bytes)} at ${clock(here.at, true)}</text>` : nothing}
    </svg>`;
  }

  #parts() {
    const { bytes: all } = this.data;
    const parts = this.data.parts.slice(0, COLOURS - 1);
    const rest = all - parts.reduce((sum, each) => sum + each.bytes, 0);
    if (rest > 0) parts.push({ name: "all else", bytes: rest });
    let from = 0;
    return html`<svg class="stack" viewBox="0 0 ${this.width} 14" height="14" role="img" aria-label="Parts of Gantry’s data">
        <clipPath id="round"><rect width=${this.width} height="14" rx="5"></rect></clipPath>
        <g clip-path="url(#round)">${parts.map((each, i) => {
          const width = (each.bytes / Math.max(1, all)) * this.width;
          from += width;
          return svg`<rect class="c${i}" x=${from - width} width=${width} height="14"><title>${each.name}: ${bytes(each.bytes)}</title></rect>`;
        })}</g></svg>
      <ul>${parts.map((each, i) => html`<li><i class="c${i}"></i><span title=${each.name}>${each.name}</span><b>${bytes(each.bytes)}</b></li>`)}</ul>`;
  }
}

const figure = (name, value, hint) => html`<div class="figure"><span class="name">${name}</span><span class="value">${value}</span><span class="hint">${hint}</span></div>`;

function nearest(history, points, at) {
  let best = 0;
  points.forEach(([x], i) => {
    if (Math.abs(x - at) < Math.abs(points[best][0] - at)) best = i;
  });
  return points.length ? { x: points[best][0], y: points[best][1], ...history[best] } : null;
}
