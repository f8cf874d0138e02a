/**
 * `<g-past check="shop.web">`: how available a check was by day, what it measured over a time that can be chosen, and
 * what is to come.
 */
import { html, nothing } from "lit";
import { get, part, query } from "../core/api.js";
import { Element, Query } from "../core/element.js";
import "./chart.js";
import { empty, note, panel, percent, plural, shown } from "./parts.js";
import { measured } from "./units.js";

const RANGES = [["1 hour", 3600], ["1 day", 86_400], ["7 days", 604_800], ["30 days", 2_592_000], ["90 days", 7_776_000]];
const DAYS = 90;
const FORECAST_DAYS = 2;

class Past extends Element {
  static properties = { check: {}, measure: { state: true }, range: { state: true }, full: { state: true } };
  days = new Query(this, (signal) => get(`/checks/${part(this.check)}/availability?days=${DAYS}`, { signal }), { each: 60_000 });
  series = new Query(this, (signal) => this.#series(signal), { each: 30_000 });
  forecast = new Query(this, (signal) => this.#forecast(signal), { each: 600_000 });
  #check = undefined;
  #foreseen = undefined;

  constructor() {
    super();
    this.measure = "";
    this.range = 86_400;
    this.full = "";
  }

  willUpdate(changed) {
    if (this.#check !== undefined && this.#check !== this.check) {
      this.measure = "";
      this.days.restart();
      this.series.restart();
      this.forecast.restart();
    } else if (this.#check !== undefined) {
      if (changed.has("measure") || changed.has("range")) this.series.refresh();
      if (changed.has("full")) this.forecast.refresh();
    }
    this.#check = this.check;
    // which measurement it is of, and whether there can be one, is known only when the first answers are there
    const measure = this.#ripe() ? this.series.value?.measure : undefined;
    if (measure && measure !== this.#foreseen) this.forecast.refresh();
    this.#foreseen = measure;
  }

  async #series(signal) {
    const path = `/checks/${part(this.check)}/series`;
    const { measures } = await get(path, { signal });
    const measure = measures.includes(this.measure) ? this.measure : (measures.find((each) => each.startsWith("latency")) ?? measures.find((each) => each.includes("ratio")) ?? measures[0]);
    if (!measure) return { measures, points: [] };
    const from = new Date(Date.now() - this.range * 1000).toISOString();
    return { measure, ...(await get(`${path}${query({ measure, from })}`, { signal })) };
  }

  #ripe() {
    return (this.days.value?.days ?? []).filter((each) => each.availability !== null).length >= FORECAST_DAYS;
  }

  async #forecast(signal) {
    const measure = this.measure || this.series.value?.measure;
    if (!measure || !this.#ripe()) return null;
    try {
      return await get(`/checks/${part(this.check)}/forecast${query({ measure, full: this.full || undefined })}`, { signal });
    } catch (refusal) {
      if (refusal.status === 422) return { refused: refusal.message };
      throw refusal;
    }
  }

  render() {
    return html`${panel("Availability", shown(this.days, ({ days }) => this.#days(days), { lines: 2 }), { lead: `the last ${DAYS} days, in UTC` })}
      ${panel("Measured", shown(this.series, (it) => this.#chart(it), { lines: 6 }), { actions: this.#choices() })}
      ${this.series.value?.measure ? panel("72 hours to come", shown(this.forecast, (it) => this.#ahead(it), { lines: 6 })) : nothing}`;
  }

  #days(days) {
    const known = days.filter((each) => each.availability !== null);
    if (!known.length) return empty("Nothing is known yet", "A day appears when the check has looked.");
    const kind = (each) => (each.availability === null ? "none" : each.availability >= 0.9995 ? "good" : each.availability >= 0.98 ? "warn" : "bad");
    return html`<div class="days" role="img" aria-label="Availability by day, today as the last">${days.map((each) => html`<i class=${kind(each)} title="${each.date}: ${each.availability === null ? "nothing known" : percent(each.availability, 2)}"></i>`)}</div>
      <p class="soft">${percent(known.reduce((sum, each) => sum + each.availability, 0) / known.length, 2)} in the mean of ${plural(known.length, "known day")}</p>`;
  }

  #choices() {
    const measures = this.series.value?.measures ?? [];
    return html`${measures.length > 1 ? html`<label><span class="sr">Measurement</span><select @change=${(event) => (this.measure = event.target.value)}>${measures.map((each) => html`<option ?selected=${each === this.series.value.measure}>${each}</option>`)}</select></label>` : nothing}
      <label><span class="sr">How far back</span><select @change=${(event) => (this.range = Number(event.target.value))}>${RANGES.map(([text, seconds]) => html`<option value=${seconds} ?selected=${seconds === this.range}>${text}</option>`)}</select></label>`;
  }

  #chart({ measure, points }) {
    if (!points.length) return empty("Nothing was measured in this time", "Choose a longer one.");
    const each = points.some((point) => point.count > 1);
    const series = each
      ? [{ name: "least", colour: "3", values: points.map((p) => p.min) }, { name: "mean", colour: "1", values: points.map((p) => p.mean) }, { name: "greatest", colour: "2", values: points.map((p) => p.max) }]
      : [{ name: measure, colour: "1", values: points.map((p) => p.mean) }];
    return html`<g-chart heading=${measure} kind="lines" .times=${points.map((p) => Date.parse(p.at))} .series=${series} .format=${(value) => measured(measure, value)}></g-chart>`;
  }

  #ahead(it) {
    if (!it) return empty("Not yet", "A forecast needs two days of measurements.");
    if (it.refused) return note("calm", html`<p>${it.refused}</p>`);
    return html`<g-chart heading="Forecast of ${it.measure}" kind="lines" .times=${it.points.map((p) => Date.parse(p.at))} .format=${(value) => measured(it.measure, value)}
        .series=${[{ name: "low", colour: "3", values: it.points.map((p) => p.low) }, { name: "expected", colour: "1", values: it.points.map((p) => p.value) }, { name: "high", colour: "2", values: it.points.map((p) => p.high) }]}></g-chart>
      <p>In the past this was off by ${measured(it.measure, it.pastError.mean)} in the mean (saying that each day is as the one before: ${measured(it.measure, it.pastError.naive)}). <span class="soft">Made of ${it.models.join(", ")}.</span></p>
      <form class="line" @submit=${(event) => { event.preventDefault(); this.full = event.target.elements.full.value; }}><label>It is full at <input name="full" type="number" step="any" .value=${this.full} placeholder="1.0"></label><button type="submit">When?</button>${it.full ? html` <strong>${it.full.words}</strong>` : nothing}</form>`;
  }
}
customElements.define("g-past", Past);
