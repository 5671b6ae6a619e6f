/* Text that the server has not acknowledged, kept in this browser: by person, post-mortem, section
   and tab, with the digest of what it was written over.

   Each tab keeps its own, so that two tabs never overwrite each other here either. What a tab left
   behind that is no more is offered to the next one. */
const PREFIX = "hansei:kept";
export const ROOMS = "hansei:room";
const ASK = 200;

function store() {
  try { return window.localStorage; } catch { return null; }
}

function newName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(6)), (each) => each.toString(16).padStart(2, "0")).join("");
}

export class Keep {
  constructor(me, documentId) {
    this.prefix = `${PREFIX}:${me}:${documentId}:`;
    try {
      this.tab = sessionStorage.getItem(`${PREFIX}:tab`) || newName();
    } catch { this.tab = newName(); }
    this.alive = new Set();
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(PREFIX) : null;
    this.channel?.addEventListener("message", ({ data }) => this.#heard(data));
  }

  #heard(data) {
    if (data.asks !== undefined) this.channel.postMessage({ lives: this.tab });
    if (data.lives !== undefined) this.alive.add(data.lives);
  }

  /* Waits for the other tabs to say that they live; a copied tab takes another name. */
  settle() {
    this.settling ??= this.#settle();
    return this.settling;
  }

  async #settle() {
    this.channel?.postMessage({ asks: true });
    await new Promise((done) => setTimeout(done, ASK));
    const before = this.tab;
    if (this.alive.has(before)) this.tab = newName();
    try { sessionStorage.setItem(`${PREFIX}:tab`, this.tab); } catch { /* this tab forgets its name */ }
  }

  #key(handle, tab = this.tab) { return `${this.prefix}${encodeURIComponent(handle)}:${tab}`; }

  /* Whether the text is safe here now. */
  put(handle, value) {
    try {
      store().setItem(this.#key(handle), JSON.stringify({ ...value, at: Date.now() }));
      return true;
    } catch { return false; }
  }

  remove(handle, tab = this.tab) {
    try { store().removeItem(this.#key(handle, tab)); } catch { /* nothing was kept then */ }
  }

  #names() {
    try { return Object.keys(store()); } catch { return []; }
  }

  /* Whether anything of this post-mortem is kept, of whatever tab, for writing alone or together. */
  get any() {
    const prefixes = [this.prefix, this.prefix.replace(PREFIX, ROOMS)];
    return this.#names().some((name) => prefixes.some((each) => name.startsWith(each)));
  }

  /* The sections of which this tab keeps text. */
  own() {
    const mine = this.#names().filter((name) => name.startsWith(this.prefix) && name.endsWith(`:${this.tab}`));
    return new Set(mine.map((name) => decodeURIComponent(name.slice(this.prefix.length).split(":")[0])));
  }

  /* What was kept and belongs to no other living tab: [{handle, tab, base, text, title, at}]. */
  left() {
    const found = [];
    const kept = store();
    for (let at = 0; kept && at < kept.length; at += 1) {
      const key = kept.key(at);
      if (!key.startsWith(this.prefix)) continue;
      const [handle, tab] = key.slice(this.prefix.length).split(":");
      if (tab !== this.tab && this.alive.has(tab)) continue;
      try {
        found.push({ ...JSON.parse(kept.getItem(key)), handle: decodeURIComponent(handle), tab });
      } catch { /* not ours */ }
    }
    return found.sort((one, other) => one.at - other.at);
  }
}
