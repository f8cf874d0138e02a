/**
 * `<g-chart>`: values over time, as stacked bars or as lines. Drawn as SVG in the console's own colours; what is under
 * the pointer, or chosen with the arrow keys, is told in the legend. The same as a table for who does not see it.
 *
 *     <g-chart heading="Runs finished" kind="bars" .times=${[…]} .series=${[{ name, colour: "success", values: […] }]} .format=${String}></g-chart>
 *
 * times: milliseconds, equally spaced. values: numbers, null where there is none. colour: the end of a token `--c-…`.
 */
import { html, svg, nothing } from "lit";
import { Element } from "../core/element.js";
import { local } from "../core/time.js";

const HEIGHT = 148;
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

class Chart extends Element {
  static properties = {
    heading: {},
    kind: {},
    times: { attribute: false },
    series: { attribute: false },
    format: { attribute: false },
    none: {},
    at: { state: true },
  };

  constructor() {
    super();
    this.kind = "lines";
    this.times = [];
    this.series = [];
    this.format = (value) => value.toLocaleString();
    this.at = -1;
  }

  #over(event) {
    const box = event.currentTarget.getBoundingClientRect();
    const n = this.times.length;
    this.at = Math.max(0, Math.min(n - 1, Math.floor(((event.clientX - box.left) / box.width) * n)));
  }

  #key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const n = this.times.length;
    this.at = Math.max(0, Math.min(n - 1, (this.at < 0 ? n : this.at) + step));
  }

  render() {
    const n = this.times.length;
    const stacked = this.kind === "bars";
    const sums = this.times.map((_, i) => this.series.reduce((sum, each) => sum + (each.values[i] ?? 0), 0));
    const highest = stacked ? Math.max(0, ...sums) : Math.max(0, ...this.series.flatMap((each) => each.values.filter((v) => v !== null)));
    // whole things are not halved
    const top = nice(stacked ? Math.max(2, highest) : highest);
    const nothingYet = highest === 0;
    return html`<figure class="chart" role="group" aria-label=${this.heading}>
      <figcaption class="legend"><span class="legend-time">${this.at >= 0 ? local(this.times[this.at]) : "all"}</span>
        ${this.series.map((each) => html`<span class="legend-entry"><i class="c-${each.colour}" aria-hidden="true"></i>${each.name}
          <b>${this.#legend(each)}</b></span>`)}</figcaption>
      <div class="plot" tabindex="0" role="img" aria-label="${this.heading}. ${this.#words()} Arrow keys move through time; the table below has all values."
        @pointermove=${this.#over} @pointerleave=${() => (this.at = -1)} @keydown=${this.#key} @blur=${() => (this.at = -1)}>
        <svg width="100%" height=${HEIGHT} aria-hidden="true">
          ${[0, 0.5, 1].map((part) => svg`<line class="grid" x1="0" x2="100%" y1=${y(part)} y2=${y(part)}></line>
            ${nothingYet && part > 0 ? nothing : svg`<text class="axis" x="4" y=${y(part) + 12}>${part === 0 ? "" : this.format(top * part)}</text>`}`)}
          <svg x="0" y="0" width="100%" height=${HEIGHT} viewBox="0 0 ${Math.max(1, n)} ${HEIGHT}" preserveAspectRatio="none">
            ${this.at >= 0 ? svg`<rect class="cursor" x=${this.at} y="0" width="1" height=${HEIGHT - 20}></rect>` : nothing}
            ${stacked ? this.#bars(top) : this.series.map((each) => this.#line(each, top))}
          </svg>
          ${this.#ticks().map(([at, text, anchor]) => svg`<text class="axis" x="${at}%" y=${HEIGHT - 3} text-anchor=${anchor}>${text}</text>`)}
        </svg>
        ${nothingYet && this.none ? html`<p class="plot-none">${this.none}</p>` : nothing}
      </div>
      <details class="as-table"><summary>Table</summary>${this.#table()}</details>
    </figure>`;
  }

  #legend(each) {
    if (this.at >= 0) {
      const value = each.values[this.at];
      return value === null || value === undefined ? "–" : this.format(value);
    }
    const known = each.values.filter((v) => v !== null && v !== undefined);
    if (!known.length) return "–";
    return this.format(this.kind === "bars" ? known.reduce((a, b) => a + b, 0) : known.at(-1));
  }

  #words() {
    return this.series.map((each) => `${each.name}: ${this.#legend(each)}`).join(", ") + ".";
  }

  #bars(top) {
    const marks = [];
    this.times.forEach((_, i) => {
      let sum = 0;
      for (const each of this.series) {
        const value = each.values[i] ?? 0;
        if (value > 0) {
          const height = Math.max(1.5, (value / top) * (HEIGHT - 28));
          marks.push(svg`<rect class="c-${each.colour}" x=${i + 0.1} width="0.8" y=${y(sum / top) - height} height=${height}></rect>`);
        }
        sum += value;
      }
    });
    return marks;
  }

  #line(each, top) {
    let path = "";
    let pen = false;
    const dots = [];
    each.values.forEach((value, i) => {
      if (value === null || value === undefined) {
        pen = false;
        return;
      }
      const before = each.values[i - 1] ?? null;
      const after = each.values[i + 1] ?? null;
      if (before === null && after === null) dots.push(svg`<path class="line c-${each.colour}" d="M${i + 0.1} ${y(value / top)}h0.8"></path>`);
      path += `${pen ? "L" : "M"}${i + 0.5} ${y(value / top).toFixed(1)}`;
      pen = true;
    });
    return svg`<path class="line c-${each.colour}" d=${path}></path>${dots}`;
  }

  #ticks() {
    const n = this.times.length;
    if (n < 2) return [];
    const long = this.times[n - 1] - this.times[0] > 36 * 3600_000;
    const text = (i) => (long ? date : clock).format(this.times[i]);
    return [0, 0.25, 0.5, 0.75, 1].map((part) => {
      const i = Math.round(part * (n - 1));
      return [part * 100, text(i), part === 0 ? "start" : part === 1 ? "end" : "middle"];
    });
  }

  #table() {
    const rows = this.times.map((at, i) => [at, i]).filter(([, i]) => this.series.some((each) => each.values[i]));
    if (!rows.length) return html`<p class="soft">There are no values.</p>`;
    return html`<div class="table" tabindex="0" role="group" aria-label="${this.heading}, as a table"><table>
      <caption class="sr">${this.heading}</caption>
      <thead><tr><th scope="col">Time</th>${this.series.map((each) => html`<th scope="col" class="num">${each.name}</th>`)}</tr></thead>
      <tbody>${rows.reverse().map(([at, i]) => html`<tr><td>${local(at)}</td>${this.series.map((each) => html`<td class="num">${each.values[i] === null || each.values[i] === undefined ? "–" : this.format(each.values[i])}</td>`)}</tr>`)}</tbody></table></div>`;
  }
}
customElements.define("g-chart", Chart);

function y(part) {
  return HEIGHT - 20 - part * (HEIGHT - 28);
}

/** The least round number that is not below. */
function nice(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 2.5, 5, 10].find((each) => each * power >= value * 0.999);
}
