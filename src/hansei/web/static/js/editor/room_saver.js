/* What a `Saver` is for a section that is written alone, for one that is shared: the room keeps it. */
export class RoomSaver {
  constructor(live, keep) { Object.assign(this, { live, keep }); }

  get clean() { return this.live.clean; }
  get state() { return this.live.state; }
  changed() { /* the room hears of every change by itself */ }
  save() { return this.live.clean && this.live.here ? Promise.resolve() : this.live.flush(); }
  retry() { this.live.retry(); }
}
