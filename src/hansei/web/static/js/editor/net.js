/* Requests of the editor, and what became of them in one word:
   "ok", "conflict", "refused", "forbidden", "signed-out", "somebody-else", "offline", "server". */
import { token } from "../csrf.js";

const WAIT = 20_000;

function named(status, content) {
  if (status >= 200 && status < 300) return "ok";
  if (status === 409) return "conflict";
  if (status === 401) return "signed-out";
  if (status === 403) return content?.code === "somebody-else" ? "somebody-else" : "signed-out";
  if (status === 404) return "forbidden";
  if (status === 429 || status >= 500) return "server";
  return "refused";
}

async function ask(address, options) {
  const waiting = AbortSignal.timeout(WAIT);
  const signal = options.signal ? AbortSignal.any([options.signal, waiting]) : waiting;
  let answer;
  try {
    answer = await fetch(address, {
      ...options, signal, redirect: "manual", credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": token(), ...options.headers },
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return { what: navigator.onLine === false ? "offline" : "server" };
  }
  if (answer.type === "opaqueredirect") return { what: "signed-out" };
  let content = null;
  try { content = await answer.json(); } catch { /* a page instead of an answer to a script */ }
  const what = named(answer.status, content);
  return { what: what === "ok" && content === null ? "server" : what, content };
}

export function postForm(address, fields, { keepalive = false } = {}) {
  return ask(address, { method: "POST", body: new URLSearchParams(fields), keepalive });
}

export function postJson(address, content, { signal } = {}) {
  return ask(address, { method: "POST", body: JSON.stringify(content), headers: { "Content-Type": "application/json" }, signal });
}

export function get(address, { signal } = {}) {
  return ask(address, { signal });
}
