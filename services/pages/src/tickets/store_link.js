// Keeps a screen's tickets up to date: the list first, then the feed, from the position the list was read at. What is known is
// kept on the device, so that a screen that is switched on without a network shows what was, and how old it is.
import {signal} from '@preact/signals';
import {call} from '../shared/api.js';
import {Clock} from '../shared/clock.js';
import {Feed} from '../shared/feed.js';
import {Tickets} from './tickets.js';

const pageSize = 500;
const keepEveryMs = 1_000;
// A served ticket is remembered for so long, so that an older event that comes late does not bring it back.
const rememberServedMs = 600_000;

export class StoreLink {
  // onNews(kind, ticket): what a cook has to hear of, once each.
  constructor({storage, store, token, onNews = () => {}, fetch = globalThis.fetch.bind(globalThis)}) {
    Object.assign(this, {storage, store, token, onNews, fetch});
    this.clock = new Clock();
    this.tickets = new Tickets();
    this.version = signal(0);  // rises with every change of `tickets`
    this.paces = signal([]);
    this.businessDate = signal('');
    // phase: starting, live, broken, refused. upToDateAt: until when what is shown was the truth, by the server's clock.
    this.state = signal({phase: 'starting', upToDateAt: null, problem: null});
    this.staleSince = signal(null);  // the server itself cannot see its database
    this.known = signal(false);      // something is there to show, be it old
  }

  async start() {
    await this.restore();
    this.feed = new Feed({
      path: `/v1/stores/${this.store}/events`, token: this.token, fetch: this.fetch,
      handlers: {
        begin: () => this.readAll(),
        event: (event) => this.take(event),
        live: (response) => this.live(response),
        heard: () => this.heard(),
        broken: (problem) => this.broken(problem),
        refused: (problem) => this.set({phase: 'refused', problem}),
        stale: (told) => { this.staleSince.value = Date.parse(told.since); },
        fresh: () => { this.staleSince.value = null; },
      },
    }).start();
    addEventListener('online', this.hurry = () => this.feed.hurry());
    addEventListener('offline', this.lost = () => this.feed.hangUp());
    return this;
  }

  stop() {
    this.feed.stop();
    removeEventListener('online', this.hurry);
    removeEventListener('offline', this.lost);
  }

  async restore() {
    const kept = await this.storage.get('snapshots', this.store);
    if (!kept) return;
    this.tickets = new Tickets(kept.tickets);
    this.paces.value = kept.paces;
    this.businessDate.value = kept.businessDate;
    this.known.value = true;
    this.set({upToDateAt: kept.at});
    this.changed();
  }

  // Everything that is open, page by page. The position is the first page's: later changes are seen twice, never missed.
  async readAll() {
    const first = await this.refresh();
    this.paces.value = first.stations;
    this.businessDate.value = first.business_date;
    this.known.value = true;
    this.upToDate();
    return first.last_seq;
  }

  // The list as it is now; answers its first page.
  async refresh() {
    const found = [];
    let first = null, token = '';
    do {
      const page = await this.readPage({page_size: pageSize, page_token: token});
      first ??= page;
      found.push(...page.items);
      token = page.next_page_token;
    } while (token);
    const before = this.known.value;
    for (const [ticket, news] of this.tickets.replace(found))
      if (news && before) this.onNews(news, this.tickets.get(ticket.id));
    this.changed();
    return first;
  }

  // Also for whoever looks at the whole day; `stations` and `business_date` come with every page.
  async readPage(query) {
    const text = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''));
    const sentAt = this.clock.monotonic();
    const {body} = await call(`/v1/stores/${this.store}/tickets?${text}`, {token: this.token, fetch: this.fetch});
    this.clock.observe(body.server_time, sentAt);
    return body;
  }

  take(event) {
    if (event.kind.startsWith('ticket.')) this.accept(event.data);
  }

  // A ticket as the server says it is: from the feed, or in the answer to a command.
  accept(ticket) {
    const news = this.tickets.take(ticket);
    if (news) this.onNews(news, this.tickets.get(ticket.id));
    this.changed();
  }

  live(response) {
    this.clock.observeDate(response.headers.get('Date'));
    this.staleSince.value = null;  // it is told again if it is so
  }

  heard() {
    if (this.known.value && this.feed.position !== null) this.upToDate();
  }

  upToDate() { this.set({phase: 'live', problem: null, upToDateAt: this.clock.now()}); }

  broken(problem) {
    if (this.state.value.phase !== 'refused') this.set({phase: 'broken', problem});
  }

  isLive() { return this.state.value.phase === 'live'; }

  // The feed may be refused by a server that takes commands all the same.
  isReachable() { return this.isLive() || (this.state.value.problem?.status ?? 0) > 0; }

  set(change) { this.state.value = {...this.state.value, ...change}; }

  changed() {
    ++this.version.value;
    this.keeping ??= setTimeout(() => this.keep(), keepEveryMs);
  }

  keep() {
    this.keeping = null;
    const since = this.clock.now() - rememberServedMs;
    this.tickets.forgetFinished((ticket) => ticket.status === 'voided' || Date.parse(ticket.served_at) > since);
    return this.storage.put('snapshots', this.store, {
      tickets: this.tickets.all(), paces: this.paces.value, businessDate: this.businessDate.value, at: this.state.value.upToDateAt,
    });
  }
}
