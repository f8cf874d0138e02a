/**
 * `<g-log .run=${id} .over=${finished}>`: a run's log as it grows. It follows the end until somebody scrolls away, and hands on
 * the run's `progress`, which is told on the same stream.
 */
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { BASE, part, query } from "../core/api.js";
import { Element } from "../core/element.js";
import { readEvents } from "../core/live.js";
import { utc } from "../core/time.js";
import { icon } from "./icons.js";
import { plural } from "./parts.js";

const MOST = 2000;
const LEVELS = ["trace", "debug", "info", "warn", "error"];
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hourCycle: "h23" });

class Log extends Element {
  static properties = {
    run: {},
    over: { type: Boolean },
    follows: { state: true },
    text: { state: true },
    level: { state: true },
    ended: { state: true },
    held: { state: true },
    elsewhere: { state: true },
  };
  #lines = [];
  #dropped = 0;
  #seen = 0;
  #abort = null;
  #frame = 0;

  constructor() {
    super();
    this.follows = true;
    this.text = "";
    this.level = 0;
    this.ended = false;
    this.held = false;
    this.elsewhere = "";
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.run) this.#start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#abort?.abort();
  }

  willUpdate(changed) {
    if (changed.has("run") && this.isConnected) {
      this.#lines = [];
      this.#dropped = 0;
      this.#seen = 0;
      this.ended = false;
      this.elsewhere = "";
      this.#start();
    }
  }

  async #start() {
    this.#abort?.abort();
    const abort = (this.#abort = new AbortController());
    while (!abort.signal.aborted && !this.ended) {
      try {
        const answer = await fetch(`${BASE}/runs/${part(this.run)}/logs${query({ after: this.#seen || "" })}`, {
          headers: { Accept: "text/event-stream" },
          signal: abort.signal,
        });
        if (answer.status === 404 || answer.status === 403) return;
        if (answer.ok) await readEvents(answer.body, (event) => this.#take(event));
      } catch {
        if (abort.signal.aborted) return;
      }
      if (!this.ended) await new Promise((done) => setTimeout(done, 1500));
    }
  }

  #take({ event, data }) {
    if (event === "end") this.ended = true;
    if (event === "progress") this.dispatchEvent(new CustomEvent("progress", { detail: JSON.parse(data) }));
    if (event === "elsewhere") this.elsewhere = JSON.parse(data).message;
    if (event === "log") {
      const line = JSON.parse(data);
      if (line.seq <= this.#seen) return;
      this.#seen = line.seq;
      this.#lines.push(line);
      if (this.#lines.length > MOST) {
        this.#dropped += this.#lines.length - MOST;
        this.#lines = this.#lines.slice(-MOST);
      }
    }
    if (!this.#frame && !this.held) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.requestUpdate();
      });
    }
  }

  updated() {
    const box = this.querySelector(".log");
    if (this.follows && box) box.scrollTop = box.scrollHeight;
  }

  #scrolled(event) {
    const box = event.currentTarget;
    this.follows = box.scrollTop + box.clientHeight > box.scrollHeight - 24;
  }

  render() {
    const words = this.text.toLowerCase();
    const shown = this.#lines.filter((line) => LEVELS.indexOf(line.level.toLowerCase()) >= this.level && (!words || line.message.toLowerCase().includes(words)));
    const several = this.#lines.length > 0 && this.#lines[0].attempt !== this.#lines.at(-1).attempt;
    return html`<div class="log-bar">
        <label class="search"><span class="sr">Search the log</span>${icon("search")}<input type="search" placeholder="Search the log" autocomplete="off" spellcheck="false" @input=${(event) => (this.text = event.target.value)}></label>
        <select aria-label="Least level" @change=${(event) => (this.level = event.target.selectedIndex)}>${LEVELS.map((each) => html`<option ?selected=${LEVELS.indexOf(each) === this.level}>${each}</option>`)}</select>
        <button type="button" aria-pressed=${this.held ? "true" : "false"} @click=${() => { this.held = !this.held; }} ?disabled=${this.ended}>${icon(this.held ? "play" : "paused")}${this.held ? "Go on" : "Pause"}</button>
        <span class="soft small-text" role="status">${plural(shown.length, "line")}${shown.length < this.#lines.length ? ` of ${this.#lines.length}` : ""}${this.ended ? "" : this.held ? ", paused" : this.follows ? ", follows" : ""}</span>
      </div>
      <div class="log ${this.over || this.ended ? "ended" : ""}" tabindex="0" role="log" aria-label="Log of the run" aria-live="off" @scroll=${this.#scrolled}>
        ${this.#dropped ? html`<p class="soft">The first ${plural(this.#dropped, "line")} are not shown here; <code>gantry run logs ${this.run}</code> has all.</p>` : nothing}
        ${this.elsewhere ? html`<p class="soft">${this.elsewhere}</p>` : nothing}
        ${shown.length ? repeat(shown, (line) => line.seq, (line) => html`<div class="line-of ${line.level.toLowerCase()}"><time datetime=${line.at} title=${utc(line.at)}>${clock.format(new Date(line.at))}</time><span class="level">${line.level.toLowerCase()}</span>${several ? html`<span class="try" title="Attempt">${line.attempt}</span>` : nothing}<span class="said">${line.message}</span></div>`)
          : this.elsewhere && !this.#lines.length ? nothing : html`<p class="soft">${this.#lines.length ? "No line matches." : this.over || this.ended ? "The task wrote nothing to its log." : "Nothing yet. Lines appear here as the task writes them."}</p>`}
      </div>
      ${!this.follows && !this.ended ? html`<button type="button" class="small log-end" @click=${() => { this.follows = true; this.requestUpdate(); }}>${icon("down")}Follow the end</button>` : nothing}`;
  }
}
customElements.define("g-log", Log);
