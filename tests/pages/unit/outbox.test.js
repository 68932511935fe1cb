// What the cook asked for, against a server that is played here.
import assert from 'node:assert/strict';
import test from 'node:test';
import {Outbox} from '../../../services/pages/src/kitchen/outbox.js';
import {Problem} from '../../../services/pages/src/shared/api.js';
import {Tickets} from '../../../services/pages/src/tickets/tickets.js';

class Kept {
  constructor() { this.commands = new Map(); }
  async all() { return [...this.commands.values()].map((each) => ({...each})); }
  async put(part, key, value) { this.commands.set(key, value); }
  async delete(part, key) { this.commands.delete(key); }
}

const away = () => { throw new Problem({code: 'network'}); };
const refuses = (status, code, more = {}) => () => { throw new Problem({status, code, retryable: false, ...more}); };

// `answers`: what the server does with each request, in turn. Timers run when the test says so.
function bench({answers = [], live = true, storage = new Kept(), version = 1} = {}) {
  const ticket = (id) => ({id, status: 'queued', version, items: []});
  const made = {sent: [], conditions: [], timers: [], live, storage, tickets: new Tickets([ticket('a'), ticket('b')]), idle: []};
  made.outbox = new Outbox({
    storage, token: 'k', onChange() {}, random: () => 1, setTimer: (act, ms) => { made.timers.push({act, ms}); return null; },
    link: {tickets: made.tickets, accept: (told) => made.tickets.take(told), refresh: async () => { made.onRefresh?.(); if (!made.live) away(); }, isReachable: () => made.live},
    send: async (path, {headers}) => {
      const [, , , id, name] = path.split('/');
      made.sent.push(`${id} ${name}`);
      made.conditions.push(headers['If-Match']);
      (answers.shift() ?? (() => {}))();
      return {body: {ticket: {...made.tickets.get(id), version: made.tickets.get(id).version + 1}}};
    },
  });
  made.settled = () => new Promise((resolve) => { setTimeout(resolve, 5); });
  made.runTimers = async () => {
    for (const {act} of made.timers.splice(0)) act();
    await made.settled();
  };
  return made;
}

test('a command is sent, answered and forgotten, here and on the device', async () => {
  const it = bench();
  await it.outbox.add('a', 'done');
  await it.settled();
  assert.deepEqual(it.sent, ['a done']);
  assert.deepEqual([it.outbox.commands.length, it.storage.commands.size], [0, 0]);
  assert.equal(it.tickets.get('a').version, 2);
});

test('commands of one ticket keep their order when the first has to be repeated', async () => {
  const it = bench({answers: [away]});
  await it.outbox.add('a', 'start');
  await it.outbox.add('a', 'done');
  await it.settled();
  assert.deepEqual(it.sent, ['a start']);
  await it.runTimers();
  assert.deepEqual(it.sent, ['a start', 'a start', 'a done']);
});

test('what may have arrived is not sent again before the ticket could be looked at', async () => {
  const it = bench({answers: [away]});
  await it.outbox.add('a', 'done');
  await it.settled();
  it.live = false;
  await it.runTimers();
  assert.deepEqual(it.sent, ['a done']);
  it.live = true;
  await it.runTimers();
  assert.deepEqual(it.sent, ['a done', 'a done']);
});

test('what may have arrived, and whose ticket has moved since, is not sent again: a colleague may have recalled it', async () => {
  const it = bench({answers: [away]});
  await it.outbox.add('a', 'done');
  await it.settled();
  it.tickets.take({...it.tickets.get('a'), version: 3, status: 'started'});
  await it.runTimers();
  assert.deepEqual(it.sent, ['a done']);
  assert.equal(it.outbox.commands.length, 0);
});

test('a command survives a reload, and counts as possibly arrived when it was on its way', async () => {
  const storage = new Kept();
  const before = bench({storage, answers: [away]});
  await before.outbox.add('a', 'start');
  await before.outbox.add('a', 'done');
  await before.settled();
  const after = bench({storage});
  await after.outbox.restore();
  assert.deepEqual(after.outbox.commands.map(({name, doubt}) => [name, doubt]), [['start', true], ['done', false]]);
  after.outbox.hurry();
  await after.runTimers();
  assert.deepEqual(after.sent, ['a start', 'a done']);
});

test('a command names the version it was meant for, also when it is repeated', async () => {
  const it = bench({answers: [away], version: 4});
  await it.outbox.add('a', 'done');
  await it.settled();
  await it.runTimers();
  assert.deepEqual(it.conditions, ['"v4"', '"v4"']);
});

const moved = refuses(412, 'precondition_failed');

test('a ticket that moved under a command, and is what was wanted, needs no words: a browser had repeated the request', async () => {
  const it = bench({answers: [moved]});
  it.onRefresh = () => it.tickets.take({...it.tickets.get('a'), version: 2, status: 'done'});
  await it.outbox.add('a', 'done');
  await it.settled();
  assert.deepEqual([it.sent, it.outbox.commands], [['a done'], []]);
});

test('a ticket that moved under a command, and is something else, is said: a colleague may have recalled it', async () => {
  const it = bench({answers: [moved]});
  it.onRefresh = () => it.tickets.take({...it.tickets.get('a'), version: 3, status: 'started'});
  await it.outbox.add('a', 'done');
  await it.settled();
  assert.deepEqual(it.sent, ['a done']);
  assert.deepEqual(it.outbox.commands.map((each) => each.refused?.code), ['precondition_failed']);
});

test('what the server refuses is kept with its reason, and what was asked on top of it is dropped', async () => {
  const it = bench({answers: [refuses(409, 'state_conflict')]});
  const first = await it.outbox.add('a', 'done');
  await it.outbox.add('a', 'serve');
  await it.settled();
  assert.deepEqual(it.sent, ['a done']);
  assert.deepEqual(it.outbox.commands.map((each) => each.refused?.code), ['state_conflict']);
  await it.outbox.dismiss(first);
  assert.equal(it.outbox.commands.length, 0);
});

test('a server that is too busy is asked again when it said so, and what it did not read can be taken back', async () => {
  const it = bench({answers: [refuses(503, 'overloaded', {retryable: true, retryAfterMs: 7000})]});
  await it.outbox.add('a', 'done');
  await it.settled();
  assert.equal(it.timers.at(-1).ms, 7000);
  assert.equal(await it.outbox.takeBack('a'), true);
  assert.equal(it.outbox.commands.length, 0);
});

test('without a network nothing is tried, and so all of it can be taken back', async () => {
  const it = bench({live: false});
  await it.outbox.add('a', 'done');
  await it.settled();
  assert.deepEqual(it.sent, []);
  assert.equal(await it.outbox.takeBack('a'), true);
  it.live = true;
  await it.outbox.add('b', 'done');
  await it.settled();
  assert.deepEqual(it.sent, ['b done']);
});

test('what may have arrived cannot be taken back', async () => {
  const it = bench({answers: [away]});
  await it.outbox.add('a', 'done');
  await it.settled();
  assert.equal(await it.outbox.takeBack('a'), false);
});

test('a ticket that waits does not hold up another', async () => {
  const it = bench({answers: [away]});
  await it.outbox.add('a', 'done');
  await it.settled();
  await it.outbox.add('b', 'done');
  await it.settled();
  assert.ok(it.sent.includes('b done'));
});
