// A store's feed, read for as long as the page lives: it connects, resumes after the last event it has, notices silence, and
// comes back. What it hands over is dense: each event once, in order; where that cannot be, it says so and begins anew.
import {problemOf, Problem} from './api.js';
import {EventLines} from './event_lines.js';

export const feedLimits = {
  silenceMs: 35_000,  // two heartbeats of 15 s did not come
  connectMs: 10_000,
  backoffMs: 1_000,   // doubled by each failure …
  backoffMostMs: 15_000,
};

// handlers: begin(data): read everything anew, answer the position from where to go on (asynchronous; its exception ends the
// connection); event(event); live(response); heard(); broken(problem); refused(problem): the key is no good, and nothing more
// is tried; stale(data), fresh(data): what the server says of its own sight.
export class Feed {
  constructor({path, token, position = null, handlers, limits = feedLimits, fetch = (...given) => globalThis.fetch(...given), random = Math.random}) {
    Object.assign(this, {path, token, position, handlers, limits, fetch, random});
    this.failures = 0;
    this.stopped = false;
  }

  start() {
    this.running ??= this.run();
    return this;
  }

  stop() {
    this.stopped = true;
    this.hangUp();
    this.wake();
  }

  // The network is said to be back, or to be gone: look at once instead of when the next timer comes.
  hurry() {
    this.failures = 0;
    this.wake();
  }
  hangUp() { this.connection?.abort(); }
  wake() { this.endPause?.(); }

  async run() {
    while (!this.stopped) {
      const wait = await this.once();
      if (!this.stopped) await this.pause(wait);
    }
  }

  // One connection from its beginning to its end; answers how long to wait before the next.
  async once() {
    this.serverDelay = null;
    try {
      await this.read(await this.connect());
      if (this.serverDelay === null) throw new Problem({code: 'ended', detail: 'the stream ended without a word'});
      return this.serverDelay;
    } catch (fault) {
      if (this.stopped) return 0;
      return this.failed(fault instanceof Problem ? fault : new Problem({code: 'network', detail: String(fault.message ?? fault)}));
    } finally {
      clearTimeout(this.watchdog);
      this.hangUp();
    }
  }

  failed(problem) {
    if (problem.status === 401 || problem.status === 403 || problem.status === 404) {
      this.stopped = true;
      this.handlers.refused(problem);
      return 0;
    }
    if (problem.status === 400) this.position = null;  // it does not know such a position: the reading of tickets gives another
    this.handlers.broken(problem);
    const most = Math.min(this.limits.backoffMostMs, this.limits.backoffMs * 2 ** this.failures++);
    return Math.max(problem.retryAfterMs, most * (0.5 + this.random() / 2));
  }

  async connect() {
    this.connection = new AbortController();
    const headers = {Accept: 'text/event-stream', Authorization: `Bearer ${this.token}`};
    if (this.position !== null) headers['Last-Event-ID'] = String(this.position);
    this.expect(this.limits.connectMs);
    const response = await this.fetch(this.path, {headers, signal: this.connection.signal, cache: 'no-store'});
    if (!response.ok) throw problemOf(response, await response.text());
    if (!response.headers.get('Content-Type')?.startsWith('text/event-stream'))
      throw new Problem({status: response.status, code: 'not_ours', detail: 'something between here and the server answered'});
    this.handlers.live(response);
    return response;
  }

  // Aborts the connection when nothing is heard for so long.
  expect(ms) {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.hangUp(), ms);
  }

  async read(response) {
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let heard = [];
    const lines = new EventLines({onEvent: (event) => heard.push(event), onRetry: (ms) => { this.limits = {...this.limits, backoffMs: ms}; }});
    while (!this.stopped) {
      this.expect(this.limits.silenceMs);
      const {done, value} = await reader.read();
      if (done) return;
      this.failures = 0;
      this.handlers.heard();
      lines.push(decoder.decode(value, {stream: true}));
      for (const event of heard) await this.take(event);
      heard = [];
    }
  }

  async take({type, data}) {
    const told = JSON.parse(data);
    if (type === 'hello' || type === 'reset') return this.begin(told);
    if (type === 'stale' || type === 'fresh') return this.handlers[type](told);
    if (type === 'reconnect') {
      this.serverDelay = told.delay_ms;
      return undefined;
    }
    if (this.position !== null && told.seq <= this.position) return undefined;  // known
    if (this.position !== null && told.seq !== this.position + 1) return this.begin({last_seq: told.seq});  // a gap: never pass over it
    this.position = told.seq;
    return this.handlers.event(told);
  }

  async begin(told) {
    clearTimeout(this.watchdog);
    this.position = await this.handlers.begin(told);
  }

  pause(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
