// What the owner looks at, kept up to date: the feed says that something happened, and the figures are read again, not more
// often than they can change. All of it is read from the server; nothing is added up here.
import {computed, signal} from '@preact/signals';
import {call} from '../shared/api.js';
import {Clock} from '../shared/clock.js';
import {Feed} from '../shared/feed.js';
import {language} from '../shared/i18n.js';
import {alertsOf, dayBefore} from './figures.js';

export const rhythm = {
  afterEventMs: 700,    // by then the server has added it up
  atMostEveryMs: 2_000, // however much happens
  anywayEveryMs: 30_000, // ages grow, and not everything has an event
};

export class Desk {
  constructor({token, store, limits = rhythm, send = call}) {
    Object.assign(this, {token, store, limits, send});
    this.clock = new Clock();
    this.takings = signal(null);
    this.before = signal(null);      // the business day before
    this.exceptions = signal(null);
    this.tick = signal(0);
    // phase: starting, live, broken, refused. readAt: when what is shown was read, by the server's clock.
    this.link = signal({phase: 'starting', readAt: null, problem: null});
    this.staleSince = signal(null);
    this.alerts = computed(() => {
      this.tick.value;
      return alertsOf({takings: this.takings.value, exceptions: this.exceptions.value, link: this.link.value,
        staleSince: this.staleSince.value, now: this.clock.now()});
    });
  }

  start() {
    this.feed = new Feed({
      path: `/v1/stores/${this.store}/events`, token: this.token,
      handlers: {
        begin: async (told) => {
          await this.read();
          this.live();
          return told.last_seq;
        },
        event: () => this.readSoon(this.limits.afterEventMs),
        live: (response) => this.clock.observeDate(response.headers.get('Date')),
        heard: () => this.live(),
        broken: (problem) => this.set({phase: 'broken', problem}),
        refused: (problem) => this.set({phase: 'refused', problem}),
        stale: (told) => { this.staleSince.value = Date.parse(told.since); },
        fresh: () => { this.staleSince.value = null; },
      },
    }).start();
    this.ticking = setInterval(() => ++this.tick.value, 1_000);
    this.reading = setInterval(() => this.readSoon(0), this.limits.anywayEveryMs);
    addEventListener('online', this.hurry = () => this.feed.hurry());
    addEventListener('offline', this.lost = () => this.feed.hangUp());
    document.addEventListener('visibilitychange', this.shown = () => { if (this.missed) this.readSoon(0); });
    return this;
  }

  stop() {
    this.stopped = true;
    this.feed.stop();
    clearInterval(this.ticking);
    clearInterval(this.reading);
    clearTimeout(this.timer);
    removeEventListener('online', this.hurry);
    removeEventListener('offline', this.lost);
    document.removeEventListener('visibilitychange', this.shown);
  }

  get(path) { return this.send(path, {token: this.token, language: language.value}); }
  post(path, body, key) { return this.send(path, {method: 'POST', token: this.token, language: language.value, body, key}); }

  // One reading is waited for; what happens meanwhile is in the next.
  readSoon(ms) {
    if (document.hidden) {
      this.missed = true;
      return;
    }
    if (this.timer || this.stopped) return;
    const since = performance.now() - (this.lastRead ?? -Infinity);
    this.timer = setTimeout(async () => {
      await this.read().catch((problem) => this.set({problem}));
      this.timer = null;
      const behind = this.takings.value && this.feed.position !== null && this.takings.value.last_seq < this.feed.position;
      if (behind && this.link.value.phase === 'live') this.readSoon(this.limits.atMostEveryMs);
    }, Math.max(ms, this.limits.atMostEveryMs - since));
  }

  async read() {
    this.missed = false;
    this.lastRead = performance.now();
    const [takings, exceptions] = await Promise.all([this.get(`/v1/stores/${this.store}/takings`), this.get(`/v1/stores/${this.store}/exceptions`)]);
    this.clock.observe(takings.body.server_time, this.lastRead);
    const yesterday = dayBefore(takings.body.business_date);
    if (this.before.value?.business_date !== yesterday)
      this.before.value = (await this.get(`/v1/stores/${this.store}/takings?business_date=${yesterday}`)).body;
    this.takings.value = takings.body;
    this.exceptions.value = exceptions.body;
    this.set({readAt: this.clock.now(), problem: null});
  }

  live() {
    if (this.takings.value && this.link.value.phase !== 'live') this.set({phase: 'live', problem: null});
  }

  set(change) { this.link.value = {...this.link.value, ...change}; }
}
