/* What was typed and not acknowledged yet, kept in this browser as updates of the shared document:
   by person, post-mortem and tab. It goes with the key of the room, because it means nothing in
   another one. */
import { mergeUpdates } from "../../vendor/editor/room.js";
import { ROOMS } from "./keep.js";

const PAUSE = 200;

export function bytesOf(text) { return Uint8Array.from(atob(text), (each) => each.charCodeAt(0)); }

function textOf(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

export class KeptUpdates {
  /* `keep` knows this tab and which others live. */
  constructor(keep) {
    this.keep = keep;
    this.prefix = keep.prefix.replace(/^hansei:kept/, ROOMS);
    this.safe = true;
    this.timer = 0;
  }

  soon(key, pending) {
    this.timer ||= setTimeout(() => { this.timer = 0; this.put(key, pending); }, PAUSE);
  }

  put(key, pending) {
    if (!key) return;
    try {
      if (!pending.size) localStorage.removeItem(this.prefix + this.keep.tab);
      else localStorage.setItem(this.prefix + this.keep.tab, JSON.stringify({ key, update: textOf(mergeUpdates([...pending.values()])) }));
      this.safe = true;
    } catch { this.safe = false; }
  }

  /* The updates of this room that tabs left behind which are no more; each is given once. */
  left(key) {
    const found = [];
    try {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith(this.prefix)) continue;
        const tab = name.slice(this.prefix.length);
        if (tab !== this.keep.tab && this.keep.alive.has(tab)) continue;
        const kept = JSON.parse(localStorage.getItem(name));
        if (kept.key !== key) continue;
        found.push(bytesOf(kept.update));
        if (tab !== this.keep.tab) localStorage.removeItem(name);
      }
    } catch { /* nothing readable was left */ }
    return found;
  }
}
