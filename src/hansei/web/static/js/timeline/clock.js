/* Instants in the chosen zone: ticks on its wall clock, and times as people write them. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 108e5, 216e5, 432e5, 864e5,
  2 * 864e5, 7 * 864e5, 14 * 864e5, 30 * 864e5, 91 * 864e5, 365 * 864e5];
const DAY = 864e5, HOUR = 36e5;

export class Clock {
  constructor(zone) {
    this.zone = zone;
    this.offsets = new Map();
    const make = (shape, locale = navigator.language) => new Intl.DateTimeFormat(locale, { ...shape, hourCycle: "h23", timeZone: zone });
    this.parts = make({ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" }, "en-GB");
    this.minutes = make({ hour: "2-digit", minute: "2-digit" });
    this.seconds = make({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
    this.fine = make({ hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });
    this.days = make({ day: "numeric", month: "short" });
    this.longDays = make({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
    this.names = make({ timeZoneName: "short" });
  }

  /* How far the wall clock is ahead of UTC, in milliseconds. */
  offset(at) {
    const hour = Math.floor(at / (HOUR / 4));
    let found = this.offsets.get(hour);
    if (found === undefined) {
      const whole = hour * (HOUR / 4);
      const wall = Object.fromEntries(this.parts.formatToParts(whole).map((each) => [each.type, Number(each.value)]));
      found = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second) - whole;
      this.offsets.set(hour, found);
    }
    return found;
  }

  /* A time of day, no finer than it is known: precision in seconds. */
  time(at, precision = 1) {
    if (precision >= 86400) return this.days.format(at);
    if (precision >= 60 && at % 60000 === 0) return this.minutes.format(at);
    return precision === 0 && at % 1000 ? this.fine.format(at) : this.seconds.format(at);
  }

  minute(at) { return this.minutes.format(at); }
  day(at) { return this.days.format(at); }
  longDay(at) { return this.longDays.format(at); }

  /* "BST" or "UTC+1" */
  name(at) {
    return this.names.formatToParts(at).find((each) => each.type === "timeZoneName")?.value || this.zone;
  }

  /* Numbers that change with the day and the minute on the wall clock. */
  dayOf(at) { return Math.floor((at + this.offset(at)) / DAY); }
  minuteOf(at) { return Math.floor((at + this.offset(at)) / 60000); }

  /* Ticks from start to end, at least `room` milliseconds apart: [{at, label, day}]. */
  ticks(start, end, room) {
    const step = STEPS.find((each) => each >= room) || STEPS[STEPS.length - 1];
    const found = [];
    let wall = Math.floor((start + this.offset(start)) / step) * step;
    for (let count = 0; count < 200; count += 1, wall += step) {
      let at = wall - this.offset(start);
      at = wall - this.offset(at);
      if (at > end) break;
      if (at < start) continue;
      found.push({ at, label: this.label(at, step), day: wall % DAY === 0 });
    }
    return found;
  }

  label(at, step) {
    if (step >= DAY) return this.day(at);
    if (step >= 60000) return this.minutes.format(at);
    return step >= 1000 ? this.seconds.format(at) : this.fine.format(at);
  }
}
