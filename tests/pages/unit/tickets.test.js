import assert from 'node:assert/strict';
import test from 'node:test';
import {Calls, numbersOf} from '../../../services/pages/src/board/numbers.js';
import {addsTo, ageOf, allDay, hasUnseenReturns, isAllReturned, itemChanges, paceOf, projected, Tickets, unseenReturn} from '../../../services/pages/src/tickets/tickets.js';

const item = (name, quantity = 1, options = []) => ({sku: name, name, quantity, options, note: '', part_of: ''});
const less = (name, quantity, returned, options = []) => ({...item(name, quantity, options), returned});
const ticket = (number, more = {}) => ({
  id: `tkt_${number}`, order_id: `ord_${number}`, station: 'wok', status: 'queued', version: 1, pickup_number: String(number),
  service: {kind: 'dine_in', table: `A${number}`}, items: [item('tofu')], queued_at: '2026-11-21T04:00:00.000Z', ...more,
});

test('an older version never takes the place of a newer one', () => {
  const tickets = new Tickets();
  assert.equal(tickets.take(ticket(1, {version: 3, status: 'done'})), null);
  assert.equal(tickets.take(ticket(1, {version: 2, status: 'started'})), null);
  assert.equal(tickets.get('tkt_1').status, 'done');
});

for (const [before, after, news] of [
  [null, {status: 'queued'}, 'new'],
  [null, {status: 'started'}, null],
  [null, {status: 'voided'}, null],
  [null, {status: 'served'}, null],
  [{}, {status: 'started', version: 2}, null],
  [{status: 'started'}, {status: 'done', version: 2}, 'ready'],
  [{}, {status: 'voided', version: 2}, 'void'],
  [{}, {version: 2, items: [item('tofu', 2)]}, 'changed'],
  [{items: [item('tofu', 2)]}, {version: 2, items: [less('tofu', 1, 1)]}, 'changed'],
  [{items: [item('tofu', 2)], status: 'started'}, {version: 2, status: 'done', items: [less('tofu', 1, 1)]}, 'changed'],
  [{items: [item('tofu', 2)], status: 'served'}, {version: 2, status: 'served', items: [less('tofu', 1, 1)]}, null],
  [{items: [less('tofu', 1, 1)]}, {version: 2, items: [less('tofu', 1, 1)]}, null],
  [{items: [less('tofu', 1, 1)]}, {version: 2, status: 'voided', items: [less('tofu', 0, 2)]}, 'void'],
  [{}, {version: 1, items: [item('tofu', 2)]}, null],
]) {
  test(`from ${JSON.stringify(before)} to ${JSON.stringify(after)} the news is ${news}`, () => {
    const tickets = new Tickets(before ? [ticket(1, before)] : []);
    assert.equal(tickets.take(ticket(1, after)), news);
  });
}

test('a list read anew drops what it does not name, but a cancelled ticket stays until somebody has seen it', () => {
  const tickets = new Tickets([ticket(1), ticket(2, {status: 'voided'}), ticket(3)]);
  const news = tickets.replace([ticket(3), ticket(4)]);
  assert.deepEqual(tickets.all().map((each) => each.id), ['tkt_2', 'tkt_3', 'tkt_4']);
  assert.deepEqual(news.map(([, kind]) => kind), [null, 'new']);
});

test('added and returned dishes are told apart by dish and options', () => {
  const before = [item('tofu', 2, ['hot']), item('rice')], after = [item('tofu', 1, ['hot']), item('tofu', 1), item('rice')];
  assert.deepEqual(itemChanges(before, after), [{name: 'tofu', quantity: -1}, {name: 'tofu', quantity: 1}]);
  assert.deepEqual(itemChanges(before, before), []);
});

test('what is returned is no change of what was ordered: its item tells it', () => {
  assert.deepEqual(itemChanges([item('tofu', 2)], [less('tofu', 0, 2)]), []);
});

test('a return is fresh until somebody has seen it, also one the screen has not seen happen, and the next is fresh again', () => {
  const tickets = new Tickets([ticket(1, {items: [item('rice'), less('tofu', 2, 1)]})]);
  const fresh = () => [hasUnseenReturns(tickets.get('tkt_1')), unseenReturn(tickets.get('tkt_1'), 0), unseenReturn(tickets.get('tkt_1'), 1)];
  assert.deepEqual(fresh(), [true, 0, 1]);
  tickets.seeReturns(tickets.get('tkt_1'));
  assert.deepEqual(fresh(), [false, 0, 0]);
  tickets.take(ticket(1, {version: 2, status: 'started', items: [item('rice'), less('tofu', 2, 1)]}));
  assert.deepEqual(fresh(), [false, 0, 0]);
  assert.equal(tickets.take(ticket(1, {version: 3, status: 'started', items: [less('rice', 0, 1), less('tofu', 1, 2)]})), 'changed');
  assert.deepEqual(fresh(), [true, 1, 1]);
  tickets.seeReturns(ticket(1, {items: [less('rice', 0, 1), less('tofu', 2, 1)]}));  // as it was shown before the last one
  assert.deepEqual(fresh(), [true, 0, 1]);
  tickets.seeReturns(ticket(2));
});

test('a ticket is all returned when none of its dishes is left', () => {
  assert.ok(isAllReturned(ticket(1, {items: [less('tofu', 0, 2), less('rice', 0, 1)]})));
  assert.ok(!isAllReturned(ticket(1, {items: [less('tofu', 0, 2), item('rice')]})));
});

test('the screen shows what was asked for, except what was refused or cancelled', () => {
  const done = {name: 'done'}, refused = {name: 'done', refused: {}};
  assert.equal(projected(ticket(1), [{name: 'start'}, done]).status, 'done');
  assert.equal(projected(ticket(1), [refused]).status, 'queued');
  assert.equal(projected(ticket(1, {status: 'voided'}), [done]).status, 'voided');
});

const paces = [{station: '', warning_seconds: 300, late_seconds: 600}, {station: 'bar', warning_seconds: 60, late_seconds: 120}];
for (const [station, seconds, level] of [['wok', 299, 'calm'], ['wok', 300, 'warning'], ['wok', 599, 'warning'], ['wok', 600, 'late'], ['bar', 59, 'calm'],
  ['bar', 60, 'warning'], ['bar', 120, 'late'], ['wok', -5, 'calm']]) {
  test(`at ${station} a ticket of ${seconds} s is ${level}`, () => {
    const now = Date.parse('2026-11-21T04:00:00.000Z') + seconds * 1000;
    assert.equal(ageOf(ticket(1, {station}), paceOf(paces, station), now).level, level);
  });
}

test('all-day counts add up dishes of the same options', () => {
  const counts = allDay([ticket(1, {items: [item('tofu', 2), item('tofu', 1, ['hot'])]}), ticket(2, {items: [item('tofu', 3)]})]);
  assert.deepEqual(counts.map((dish) => [dish.key, dish.quantity, dish.tickets.size]), [['tofu', 5, 2], ['tofu hot', 1, 1]]);
});

test('all-day counts leave out what was returned', () => {
  const counts = allDay([ticket(1, {items: [less('tofu', 1, 2), less('rice', 0, 1)]}), ticket(2, {items: [item('tofu')]})]);
  assert.deepEqual(counts.map((dish) => [dish.key, dish.quantity, dish.tickets.size]), [['tofu', 2, 2]]);
});

test('a second order of a table that is still open adds to the first; another table, or a served one, does not', () => {
  const first = ticket(1), second = ticket(2, {service: {kind: 'dine_in', table: 'A1'}});
  assert.equal(addsTo(second, [first, second])?.id, 'tkt_1');
  assert.equal(addsTo(first, [first, second]), null);
  assert.equal(addsTo(second, [{...first, status: 'served'}, second]), null);
  assert.equal(addsTo(ticket(3), [first, second]), null);
});

test('a number may be fetched when all of its stations are done', () => {
  const wok = ticket(1, {status: 'done', done_at: '2026-11-21T04:01:00Z'}), bar = ticket(1, {id: 'tkt_1b', station: 'bar', status: 'started'});
  const numbers = (tickets) => { const {preparing, ready} = numbersOf(tickets); return [preparing.map((each) => each.number), ready.map((each) => each.number)]; };
  assert.deepEqual(numbers([wok, bar]), [['1'], []]);
  assert.deepEqual(numbers([wok, {...bar, status: 'done'}]), [[], ['1']]);
  assert.deepEqual(numbers([wok, {...bar, status: 'voided'}]), [[], ['1']]);
  assert.deepEqual(numbers([{...wok, status: 'served'}, {...bar, status: 'served'}]), [[], []]);
});

test('the first look calls nobody, afterwards each is called once, and again after a recall', () => {
  const calls = new Calls(), one = {order: 'a'}, two = {order: 'b'};
  assert.deepEqual(calls.next([one]), []);
  assert.deepEqual(calls.next([one, two]), [two]);
  assert.deepEqual(calls.next([one, two]), []);
  assert.deepEqual(calls.next([two]), []);
  assert.deepEqual(calls.next([one, two]), [one]);
});
