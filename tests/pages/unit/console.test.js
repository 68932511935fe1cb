// The console's rules: figures, alerts, tables for spreadsheets, and acts that are done once.
import assert from 'node:assert/strict';
import test from 'node:test';
import {Problem} from '../../../services/pages/src/shared/api.js';
import {Act} from '../../../services/pages/src/console/act.js';
import {amount, toCsv} from '../../../services/pages/src/console/csv.js';
import {alertsOf, average, change, dayBefore, net, openMatters, series, untilSameTime} from '../../../services/pages/src/console/figures.js';
import {chosenLines, isWholeOrder, proposedFen, returnable} from '../../../services/pages/src/console/returned_lines.js';

const figures = (more = {}) => ({orders_placed: 0, placed: 0, orders_accepted: 0, accepted: 0, orders_cancelled: 0, orders_expired: 0,
  payments_received: 0, received: 0, aside: 0, refunded: 0, returned: 0, ...more});
const slot = (at, orders, received, refunded = 0) => ({at, figures: figures({orders_placed: orders, received, refunded})});

for (const [name, rows, text] of [
  ['Chinese and numbers', [['渠道', 3], ['扫码', 22.5]], '\ufeff渠道,3\r\n扫码,22.5\r\n'],
  ['quotes, commas and line ends', [['a "b"', 'c,d', 'e\nf']], '\ufeff"a ""b""","c,d","e\nf"\r\n'],
  ['a formula is text', [['=1+1', '+1', '-1', '@x', '\tx']], "\ufeff'=1+1,'+1,'-1,'@x,'\tx\r\n"],
  ['a formula behind a quote', [['=cmd|"x"']], '\ufeff"\'=cmd|""x"""\r\n'],
  ['a negative amount stays a number', [[-5]], '\ufeff-5\r\n'],
  ['nothing', [[undefined, '']], '\ufeff,\r\n'],
]) test(`CSV: ${name}`, () => assert.equal(toCsv(rows), text));

test('fen become an amount that adds up', () => assert.deepEqual([2250, 5, 0].map(amount), [22.5, 0.05, 0]));

for (const [date, before] of [['2026-03-01', '2026-02-28'], ['2026-01-01', '2025-12-31'], ['2026-11-26', '2026-11-25']])
  test(`the day before ${date}`, () => assert.equal(dayBefore(date), before));

test('net is without what went back, the average is of what was accepted', () => {
  assert.equal(net(figures({received: 4400, refunded: 500})), 3900);
  assert.equal(average(figures({orders_accepted: 3, accepted: 5000})), 1667);
  assert.equal(average(figures()), 0);
});

test('yesterday is compared up to the same time of its own day', () => {
  const today = {begins_at: '2026-11-25T20:00:00Z', server_time: '2026-11-26T04:02:00Z'};
  const before = {begins_at: '2026-11-24T20:00:00Z', slots: [slot('2026-11-25T03:55:00Z', 1, 100), slot('2026-11-25T04:00:00Z', 2, 200), slot('2026-11-25T04:05:00Z', 4, 400)]};
  assert.equal(untilSameTime(before, today).orders_placed, 3);
  assert.equal(untilSameTime({...before, slots: []}, today), null);
  assert.deepEqual([change(150, 100), change(50, 100), change(5, 0)], [50, -50, null]);
});

test('a plot has every quarter of an hour up to now, also those without orders', () => {
  const [at, orders, fen] = series({server_time: '2026-11-26T04:50:00Z', ends_at: '2026-11-26T20:00:00Z',
    slots: [slot('2026-11-26T04:00:00Z', 1, 1000), slot('2026-11-26T04:10:00Z', 2, 2000, 300), slot('2026-11-26T04:30:00Z', 1, 500)]});
  assert.deepEqual([at.length, at[1] - at[0], orders, fen], [4, 900, [3, 0, 1, 0], [2700, 0, 500, 0]]);
  assert.deepEqual(series({slots: []}), [[], [], []]);
});

test('a day that is over ends its plot with the day', () => {
  const [at] = series({server_time: '2026-11-28T04:50:00Z', ends_at: '2026-11-26T20:00:00Z', slots: [slot('2026-11-26T19:00:00Z', 1, 1)]});
  assert.equal(at.length, 4);
});

const nothing = {payments: [], conflicts: [], returns: [], notifications: []};
const now = Date.parse('2026-11-26T04:00:00Z');
const calm = {takings: {behind_ms: 0}, exceptions: nothing, link: {phase: 'live', readAt: now, problem: null}, staleSince: null, now};
const back = (status, redone = false) => ({refund: {status}, redone});

for (const [name, changed, words] of [
  ['all is well', {}, []],
  ['the network is away', {link: {phase: 'broken', readAt: now, problem: {}}}, ['alert_broken']],
  ['the server is blind', {staleSince: now}, ['alert_stale']],
  ['the figures are late', {takings: {behind_ms: 120_000}}, ['alert_behind']],
  ['nothing was read for long', {link: {phase: 'live', readAt: now - 100_000, problem: null}}, ['alert_old']],
  ['an old open payment', {exceptions: {...nothing, payments: [{status: 'pending', oldest_at: '2026-11-26T03:40:00Z'}]}}, ['alert_payments']],
  ['an old payment that is done', {exceptions: {...nothing, payments: [{status: 'succeeded', oldest_at: '2026-11-26T01:00:00Z'}]}}, []],
  ['a conflict that waits', {exceptions: {...nothing, conflicts: [{order: {status: 'awaiting_payment'}, refundable: 0}, {order: {status: 'cancelled'}, refundable: 0}]}}, ['alert_conflicts']],
  ['wrong money nobody gave back', {exceptions: {...nothing, conflicts: [{order: {status: 'cancelled'}, refundable: 1900}]}}, ['alert_conflicts']],
  ['a failed refund', {exceptions: {...nothing, returns: [back('failed'), back('failed', true), back('succeeded')]}}, ['alert_returns']],
  ['dead, parked and given up messages', {exceptions: {...nothing, notifications: [{status: 'dead', failure: 'unknown_number'}, {status: 'parked', failure: ''},
    {status: 'dead', failure: 'given_up (unknown_number)'}]}}, ['alert_dead', 'alert_parked']],
]) test(`alerts: ${name}`, () => assert.deepEqual(alertsOf({...calm, ...changed}).map((each) => each.word), words));

test('what was taken care of waits for nobody', () => {
  assert.deepEqual(openMatters({conflicts: [{order: {status: 'accepted'}, refundable: 0}], returns: [back('submitted')], notifications: [{status: 'dead', failure: 'given_up (x)'}]}),
    {conflicts: 0, returns: 0, dead: 0, parked: 0});
});

function recorded(outcomes) {
  const sent = [];
  let keys = 0;
  const act = new Act({
    makeKey: () => `key-${++keys}`,
    send: (reason, fen, key) => {
      sent.push([reason, fen, key]);
      const outcome = outcomes.shift();
      return outcome ? Promise.reject(new Problem(outcome)) : Promise.resolve();
    },
  });
  return {act, sent};
}

test('a second tap while the first is under way sends nothing', async () => {
  const {act, sent} = recorded([]);
  assert.deepEqual(await Promise.all([act.go('x', 0), act.go('x', 0)]), [{phase: 'done', problem: null}, null]);
  assert.equal(sent.length, 1);
});

test('what may have been done is sent again with its key; other words are another request', async () => {
  const {act, sent} = recorded([{code: 'network'}, {status: 503, code: 'outcome_unknown'}, {status: 409, code: 'state_conflict', retryable: false}, null]);
  const phases = [];
  for (const reason of ['x', 'x', 'x', 'y']) phases.push((await act.go(reason, 5)).phase);
  assert.deepEqual(phases, ['doubt', 'doubt', 'failed', 'done']);
  assert.deepEqual(sent.map(([, , key]) => key), ['key-1', 'key-1', 'key-1', 'key-2']);
});

const order = (status, ...lines) => ({status, lines: lines.map(([quantity, unit_price, returned]) => ({name: 'dish', quantity, unit_price, returned}))});

test('only dishes of which something is left can come back, and only of an order that the kitchen has', () => {
  assert.deepEqual(returnable(order('ready', [2, 2200, 1], [1, 800, 1], [3, 300])).map(({line, left}) => [line, left]), [[0, 1], [2, 3]]);
  for (const status of ['awaiting_payment', 'expired', 'cancelled']) assert.deepEqual(returnable(order(status, [2, 2200])), []);
});

test('a dish that was ordered twice is told apart by its options', () => {
  const lines = [{name: '担担面', quantity: 1, unit_price: 1500, options: [{name: '小碗'}, {name: '微辣'}]}, {name: '米饭', quantity: 1, unit_price: 300, options: []}];
  assert.deepEqual(returnable({status: 'ready', lines}).map((each) => each.name), ['担担面 · 小碗 · 微辣', '米饭']);
});

for (const [counts, most, fen, whole] of [
  [{}, 5000, null, false],
  [{0: 0}, 5000, null, false],
  [{0: 1}, 5000, 2200, false],
  [{0: 1, 1: 2}, 5000, 3800, false],
  [{0: 1, 1: 2}, 3000, 3000, false],
  [{2: 1}, 5000, 1, false],
  [{0: 2, 1: 2, 2: 1}, 9000, 6000, true],
]) {
  test(`of ${JSON.stringify(counts)} up to ${most} fen, ${fen} are proposed${whole ? ', and it is the whole order' : ''}`, () => {
    const dishes = returnable(order('accepted', [2, 2200], [2, 800], [1, 0]));
    assert.equal(proposedFen(dishes, counts, most), fen);
    assert.equal(isWholeOrder(dishes, counts), whole);
  });
}

test('dishes that come back are named by their lines', () => {
  assert.deepEqual(chosenLines({0: 0, 2: 3, 5: 1}), [{line: 2, quantity: 3}, {line: 5, quantity: 1}]);
  assert.equal(isWholeOrder([], {}), false);
});

test('other dishes are another request, with another key', async () => {
  const {act, sent} = recorded([{code: 'timeout'}]);
  await act.go('cold', 800, [{line: 1, quantity: 1}]);
  await act.go('cold', 800, [{line: 1, quantity: 1}]);
  await act.go('cold', 800, [{line: 2, quantity: 1}]);
  assert.deepEqual(sent.map(([, , key]) => key), ['key-1', 'key-1', 'key-2']);
});
