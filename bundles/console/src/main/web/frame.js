/**
 * Runs in the frame of a panel beside the plugin's module, for which this is the module "gantry". The frame is of no
 * origin: it has no cookie, no storage and no connection, and all that it knows of the console is one port.
 */
let port = null;
let element = null;
const early = [];

/** Asks for other data: an object that fits the plugin's query record. The answer comes as the element's `data`. */
export function ask(query = {}) {
  send({ query });
}

function send(message) {
  if (port) port.postMessage(message);
  else early.push(message);
}

function fail(error) {
  send({ failed: String(error?.message ?? error) });
}

addEventListener("error", (event) => {
  // no failure: it goes on in the next picture
  if (!event.message.startsWith("ResizeObserver loop")) fail(event.error ?? event.message);
});
addEventListener("unhandledrejection", (event) => fail(event.reason));
addEventListener("message", function begin(event) {
  if (event.source !== parent) return;
  removeEventListener("message", begin);
  port = event.ports[0];
  early.splice(0).forEach(send);
  start(event.data).catch(fail);
});

async function start({ module, theme }) {
  dress(theme);
  const { default: Panel } = await import(module);
  if (!(Panel?.prototype instanceof HTMLElement)) {
    throw new Error("The module has no custom element as its default export: export default class … extends HTMLElement.");
  }
  if (!customElements.getName(Panel)) customElements.define("gantry-panel", Panel);
  new ResizeObserver(() => send({ height: document.body.offsetHeight })).observe(document.body);
  port.onmessage = ({ data: message }) => {
    if ("theme" in message) dress(message.theme);
    if ("data" in message) show(Panel, message.data);
  };
}

/** The element comes with its first data, so that it never is without. */
function show(Panel, data) {
  element ??= new Panel();
  element.data = data;
  if (!element.isConnected) document.body.append(element);
}

function dress(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
