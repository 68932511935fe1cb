// The server's time on a device whose own clock may be hours wrong. It runs on the monotonic clock, so that nobody who sets
// the tablet's time makes a ticket older.
const coarseMs = 2_000;  // a Date header has whole seconds, and is old by the time it is read

export class Clock {
  constructor({monotonic = () => performance.now(), wall = () => Date.now()} = {}) {
    this.monotonic = monotonic;
    this.offset = wall() - monotonic();  // until the server has spoken
    this.uncertainty = Infinity;
  }

  now() { return this.monotonic() + this.offset; }

  // `serverTime`, RFC 3339, was written between these two readings of monotonic(). The narrowest of them wins.
  observe(serverTime, sentAt, receivedAt = this.monotonic()) {
    const uncertainty = (receivedAt - sentAt) / 2;
    const offset = Date.parse(serverTime) - (sentAt + receivedAt) / 2;
    const contradicts = Math.abs(offset - this.offset) > uncertainty + this.uncertainty;
    if (!Number.isFinite(offset) || (uncertainty > this.uncertainty && !contradicts)) return;
    Object.assign(this, {offset, uncertainty});
  }

  // A response's Date header: only to notice that the monotonic clock stood still while the device slept.
  observeDate(date) {
    const at = Date.parse(date ?? '');
    if (!Number.isFinite(at) || Math.abs(at - this.now()) <= coarseMs) return;
    this.offset = at - this.monotonic();
    this.uncertainty = coarseMs;
  }
}

// 7512 s → "2:05:12"; 312 s → "5:12".
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, '0');
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
