/** The REST API: JSON in, JSON out, and refusals as sentences. */
export const BASE = "/api/v1";

/** What Gantry answered where it did not do it. Its message is a sentence with the remedy. */
export class Refusal extends Error {
  constructor(status, problem = {}) {
    super(problem.detail ?? SENTENCES[status] ?? `Gantry answered with ${status}; its log may tell why.`);
    this.name = "Refusal";
    this.status = status;
    this.code = problem.code ?? "";
    this.errors = problem.errors ?? [];
    this.retryable = problem.retryable ?? status === 0;
    this.traceId = problem.traceId;
    this.runId = problem.runId;
  }
}

const SENTENCES = {
  0: "Gantry does not answer. Look whether it runs; this page goes on by itself when it does.",
  401: "You are signed out. Sign in again; what is on this page stays.",
  403: "Your roles do not allow this. An administrator can give you one that does.",
  404: "It is not there any more.",
};

/** Tells who listens that nobody is signed in; the session hands itself in. */
let signedOut = () => {};
let csrf = null;

/** By the session only. */
export function attach(token, onSignedOut) {
  csrf = token;
  if (onSignedOut) signedOut = onSignedOut;
}

async function call(method, path, { body, headers = {}, signal, type } = {}) {
  const all = { Accept: "application/json", ...headers };
  let data;
  if (body instanceof Blob) {
    all["Content-Type"] = type ?? "application/octet-stream";
    data = body;
  } else if (body !== undefined) {
    all["Content-Type"] = "application/json";
    data = JSON.stringify(body);
  }
  if (method !== "GET" && csrf) all["X-CSRF-Token"] = csrf;
  let answer;
  try {
    answer = await fetch(path.startsWith("/") && !path.startsWith(BASE) ? BASE + path : path, {
      method,
      headers: all,
      body: data,
      signal,
      credentials: "same-origin",
    });
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new Refusal(0);
  }
  const text = await answer.text();
  let json = null;
  try {
    json = text ? JSON.parse(text) : null;
  } catch {
    json = null;
  }
  if (!answer.ok) {
    if (answer.status === 401 && !path.endsWith("/session")) signedOut();
    throw new Refusal(answer.status, json ?? {});
  }
  return { json, text, answer };
}

/** What is at a path. */
export async function get(path, options) {
  return (await call("GET", path, options)).json;
}

/** The text that is at a path, where it is no JSON. */
export async function getText(path, { headers, ...options } = {}) {
  return (await call("GET", path, { ...options, headers: { Accept: "*/*", ...headers } })).text;
}

/** What is at a path, and the tag of this state of it: hand it to `put` so that nobody's change is lost. */
export async function getTagged(path, options) {
  const { json, answer } = await call("GET", path, options);
  return { value: json, tag: answer.headers.get("ETag") };
}

const conditional = (tag) => (tag === undefined ? {} : tag === null ? { "If-None-Match": "*" } : { "If-Match": tag });

/** `tag`: of the state that is replaced; null where there must be none. */
export async function put(path, body, { tag, ...options } = {}) {
  return (await call("PUT", path, { ...options, body, headers: conditional(tag) })).json;
}

export async function post(path, body, options = {}) {
  return (await call("POST", path, { ...options, body })).json;
}

export async function patch(path, body) {
  return (await call("PATCH", path, { body })).json;
}

export async function del(path, { tag, ...options } = {}) {
  return (await call("DELETE", path, { ...options, headers: conditional(tag) })).json;
}

/** A query string of what is given; lists are repeated, empty things left out. */
export function query(values) {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null && each !== "") parts.append(name, each);
    }
  }
  const text = parts.toString();
  return text ? `?${text}` : "";
}

export const part = encodeURIComponent;

/** Where a panel of a plugin is, as a page and in the API. */
export const panelHref = (panel) => `/panels/${part(panel.plugin.id)}/${part(panel.id)}`;
