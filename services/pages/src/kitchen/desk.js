// What the screen shows and what its buttons do: the tickets of the view as cards, in their places. No markup here.
import {computed, signal} from '@preact/signals';
import {addsTo, ageOf, allDay, byOrder, hasUnseenReturns, isFinished, oldestFirst, paceOf, projected} from '../tickets/tickets.js';
import {Slots} from './slots.js';

export const undoMs = 5_000;
const doubleTapMs = 600;  // the second tap of a nervous finger means the button of the first

export class Desk {
  // view: 'all', 'expo' or a station's name.
  constructor({link, outbox, view = 'all', setTimer = (act, ms) => setTimeout(act, ms)}) {
    Object.assign(this, {link, outbox, setTimer});
    this.view = signal(view);
    this.outboxVersion = signal(0);
    this.held = signal(new Map());  // cards that were bumped just now: key → {at, tickets}
    this.size = signal(8);
    this.page = signal(0);
    this.selected = signal(null);
    this.highlighted = signal(null);  // a dish of the all-day list
    this.tick = signal(0);            // a second has passed
    this.slots = new Slots(this.size.value);
    this.acted = new Map();
    this.cards = computed(() => this.makeCards());
    this.layout = computed(() => this.makeLayout());
    this.counts = computed(() => allDay(this.cooking()));
    this.stations = computed(() => this.makeStations());
  }

  now() { return this.link.clock.now(); }

  projectedTickets() {
    this.link.version.value;
    this.outboxVersion.value;
    return this.link.tickets.all().map((ticket) => projected(ticket, this.outbox.of(ticket.id))).sort(oldestFirst);
  }

  inView(ticket) {
    const view = this.view.value;
    return view === 'all' || view === 'expo' || ticket.station === view;
  }

  cooking() {
    return this.projectedTickets().filter((ticket) => this.inView(ticket) && (ticket.status === 'queued' || ticket.status === 'started'));
  }

  makeCards() {
    const tickets = this.projectedTickets();
    const orders = byOrder(tickets);
    const groups = this.view.value === 'expo' ? [...orders.entries()]
      : tickets.filter((ticket) => this.inView(ticket)).map((ticket) => [ticket.id, [ticket]]);
    return groups.filter(([key, group]) => this.hangs(key, group)).map(([key, group]) => this.card(key, group, orders, tickets));
  }

  hangs(key, group) {
    if (this.held.value.has(key)) return true;
    if (group.some((ticket) => ticket.status === 'voided' || this.refusedOf(ticket))) return true;
    if (this.view.value === 'expo') return group.some((ticket) => !isFinished(ticket));
    return group.some((ticket) => ticket.status === 'queued' || ticket.status === 'started');
  }

  card(key, group, orders, tickets) {
    const first = group[0];
    const elsewhere = (orders.get(first.order_id) ?? []).filter((other) => !group.includes(other) && !isFinished(other));
    return {
      key, tickets: group, first, elsewhere, addsTo: addsTo(first, tickets), held: this.held.value.get(key) ?? null,
      voided: group.every((ticket) => ticket.status === 'voided'),
      // What somebody has to say that he saw before anything else is done.
      toSee: group.filter((ticket) => ticket.status === 'voided' || (!isFinished(ticket) && hasUnseenReturns(ticket))),
      pending: group.flatMap((ticket) => this.outbox.of(ticket.id).filter((command) => !command.refused)),
      refused: group.map((ticket) => this.refusedOf(ticket)).find(Boolean) ?? null,
    };
  }

  refusedOf(ticket) { return this.outbox.of(ticket.id).find((command) => command.refused) ?? null; }

  makeLayout() {
    const cards = this.cards.value;
    this.slots.update(cards.map((card) => card.key), this.size.value);
    const byKey = new Map(cards.map((card) => [card.key, card]));
    const page = Math.min(this.page.value, this.slots.pages - 1);
    return {
      page, pages: this.slots.pages, waiting: this.slots.waiting.length,
      places: this.slots.page(page).map((key) => (key === null ? null : byKey.get(key))),
    };
  }

  makeStations() {
    const named = new Set(this.link.paces.value.map((pace) => pace.station).filter(Boolean));
    this.link.version.value;
    for (const ticket of this.link.tickets.all()) named.add(ticket.station);
    return [...named].sort();
  }

  ageOfCard(card) {
    const open = card.tickets.filter((ticket) => !isFinished(ticket));
    const ages = (open.length ? open : card.tickets).map((ticket) => ageOf(ticket, paceOf(this.link.paces.value, ticket.station), this.now()));
    return ages.reduce((worst, age) => (age.over > worst.over ? age : worst));
  }

  // True: act. A repeat of the same finger does nothing.
  firstTap(key) {
    const now = performance.now();
    if (now - (this.acted.get(key) ?? -Infinity) < doubleTapMs) return false;
    this.acted.clear();
    this.acted.set(key, now);
    return true;
  }

  // A key's stroke is none either, while a return was not seen.
  mayAct(card) { return !card.toSee.length && this.firstTap(card.key); }

  start(card) { if (this.mayAct(card)) this.ask(card, 'start', ['queued']); }
  bump(card) { if (this.mayAct(card)) this.finish(card, 'done', ['queued', 'started']); }
  serve(card) { if (this.mayAct(card)) this.finish(card, 'serve', ['done']); }

  // What Enter, or the same digit again, means for a card.
  main(card) {
    if (card.voided) return this.see(card);
    if (card.held) return undefined;
    if (card.toSee.length) return this.see(card);
    return this.view.value === 'expo' ? this.serve(card) : this.bump(card);
  }

  ask(card, name, from) {
    const meant = card.tickets.filter((ticket) => from.includes(ticket.status));
    for (const ticket of meant) this.outbox.add(ticket.id, name);
    return meant;
  }

  finish(card, name, from) {
    const meant = card.tickets.filter((ticket) => from.includes(ticket.status));
    if (!meant.length) return;
    const leaves = name === 'done' || card.tickets.every((ticket) => meant.includes(ticket) || isFinished(ticket));
    if (leaves) this.hold(card.key, {name, tickets: meant.map((ticket) => ticket.id)});
    for (const ticket of meant) this.outbox.add(ticket.id, name);
  }

  hold(key, what) {
    this.held.value = new Map(this.held.value).set(key, what);
    this.setTimer(() => this.release(key, what), undoMs);
  }

  release(key, what) {
    if (this.held.value.get(key) !== what) return;
    const held = new Map(this.held.value);
    held.delete(key);
    this.held.value = held;
  }

  async undo(card) {
    if (!card.held || !this.firstTap(card.key)) return;
    const {name, tickets} = card.held;
    this.release(card.key, card.held);
    for (const ticket of tickets) {
      if (await this.outbox.takeBack(ticket)) continue;
      await this.outbox.add(ticket, 'recall');
      if (name === 'serve') await this.outbox.add(ticket, 'done');  // it was ready, and is again
    }
  }

  recall(ticket) { return this.outbox.add(ticket.id, 'recall'); }

  see(card) {
    if (!this.firstTap(card.key)) return;
    for (const ticket of card.toSee) {
      if (ticket.status === 'voided') this.link.tickets.forget(ticket.id);
      else this.link.tickets.seeReturns(ticket);
    }
    this.link.changed();
  }

  tidy() {
    this.slots.tidy(this.cards.value.map((card) => card.key));
    this.page.value = 0;
    ++this.outboxVersion.value;
  }

  turn(pages) { this.page.value = Math.max(0, Math.min(this.layout.value.pages - 1, this.layout.value.page + pages)); }

  show(view) {
    this.view.value = view;
    this.page.value = 0;
    this.selected.value = null;
    this.tidy();
  }
}
