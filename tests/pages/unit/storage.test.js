// What a page keeps, on a device that keeps it, refuses it, or says nothing. The device's database is played here.
import assert from 'node:assert/strict';
import test from 'node:test';
import {Outbox} from '../../../services/pages/src/kitchen/outbox.js';
import {openStorage} from '../../../services/pages/src/shared/storage.js';
import {Tickets} from '../../../services/pages/src/tickets/tickets.js';

const silence = () => new Promise(() => {});
const full = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));

// `device.put`, `.delete` and `.read` say what happens instead, while they are there.
class Device {
  constructor(kept = {}) {
    this.kept = new Map(Object.entries(kept));
    this.database = {
      get: async (part, key) => (this.read ? this.read() : this.kept.get(`${part}/${key}`)),
      getAll: async (part) => (this.read ? this.read() : [...this.kept].filter(([place]) => place.startsWith(`${part}/`)).map(([, value]) => value)),
      put: async (part, value, key) => (this.put ? this.put() : void this.kept.set(`${part}/${key}`, value)),
      delete: async (part, key) => (this.delete ? this.delete() : void this.kept.delete(`${part}/${key}`)),
    };
  }
  storage(patience = 5_000) { return openStorage('test', {open: async () => this.database, patience}); }
}

const NO_PATIENCE = {patience: 1};

for (const [words, open] of [
  ['is not there', () => { throw new ReferenceError('indexedDB is not defined'); }],
  ['is forbidden', async () => { throw new DOMException('no', 'SecurityError'); }],
  ['never answers', silence],
]) {
  test(`a database that ${words} leaves memory, and it is said`, async () => {
    const storage = await openStorage('test', {open, ...NO_PATIENCE});
    await storage.put('settings', 'view', 'wok');
    assert.deepEqual([await storage.get('settings', 'view'), storage.durable.value], ['wok', false]);
  });
}

test('what the device has is read, and what is put is on it', async () => {
  const device = new Device({'settings/view': 'wok'});
  const storage = await device.storage();
  assert.equal(await storage.get('settings', 'view'), 'wok');
  await storage.put('commands', 1, 'a');
  assert.deepEqual(await storage.all('commands'), ['a']);
  await storage.delete('commands', 1);
  assert.deepEqual([[...device.kept.keys()], storage.durable.value], [['settings/view'], true]);
});

test('a full device still gives what it has, and the page what it has put', async () => {
  const device = new Device({'settings/view': 'wok', 'snapshots/1001': 'tickets'});
  device.put = full;
  const storage = await device.storage();
  await storage.put('settings', 'view', 'bar');
  assert.deepEqual([await storage.get('settings', 'view'), await storage.get('snapshots', '1001'), storage.durable.value], ['bar', 'tickets', false]);
});

test('what is deleted while the device does not do it is not there any more', async () => {
  const device = new Device({'settings/access': 'key'});
  device.delete = full;
  const storage = await device.storage();
  await storage.delete('settings', 'access');
  assert.equal(await storage.get('settings', 'access'), undefined);
});

test('a device that has room again gets what it is owed, the latest of each, and all is well', async () => {
  const device = new Device({'commands/1': 'old'});
  device.put = device.delete = full;
  const storage = await device.storage();
  await storage.put('commands', 2, 'first');
  await storage.put('commands', 2, 'second');
  await storage.delete('commands', 1);
  await settled();
  device.put = device.delete = null;
  const well = becomes(storage.durable, true);
  await storage.put('snapshots', '1001', 'tickets');
  await well;
  assert.deepEqual(Object.fromEntries(device.kept), {'commands/2': 'second', 'snapshots/1001': 'tickets'});
});

test('an answer that comes late is one', async () => {
  const device = new Device();
  let answer;
  device.put = () => new Promise((resolve) => { answer = resolve; });
  const storage = await device.storage(1);
  await storage.put('settings', 'view', 'wok');
  assert.equal(storage.durable.value, false);
  const well = becomes(storage.durable, true);
  answer();
  await well;
});

test('a device that answers nothing is waited for once', async () => {
  const device = new Device({'snapshots/1001': 'tickets'});
  let asked = 0;
  device.read = () => { ++asked; return silence(); };
  const storage = await device.storage(1);
  assert.deepEqual([await storage.get('settings', 'view'), await storage.all('commands'), await storage.get('snapshots', '1001')], [undefined, [], undefined]);
  assert.deepEqual([asked, storage.durable.value], [1, false]);
});

for (const [words, put] of [['refuses', full], ['does not answer to', silence]]) {
  test(`a command is sent although the device ${words} its keeping`, async () => {
    const device = new Device();
    device.put = put;
    const sent = [];
    const tickets = new Tickets([{id: 'a', status: 'queued', version: 1, items: []}]);
    const done = new Promise((resolve) => {
      const outbox = new Outbox({
        storage: null, token: 'k', onChange: () => { if (sent.length && !outbox.commands.length) resolve(); },
        link: {tickets, accept: (told) => tickets.take(told), refresh: async () => {}, isReachable: () => true},
        send: async (path) => {
          sent.push(path);
          return {body: {ticket: {...tickets.get('a'), version: 2, status: 'done'}}};
        },
      });
      device.storage(1).then((storage) => {
        outbox.storage = storage;
        return outbox.add('a', 'done');
      });
    });
    await done;
    assert.deepEqual([sent, tickets.get('a').status], [['/v1/tickets/a/done'], 'done']);
  });
}

// Everything that hangs on promises alone has happened.
function settled() { return new Promise((resolve) => { setImmediate(resolve); }); }

function becomes(signal, wanted) {
  return new Promise((resolve) => { signal.subscribe((value) => { if (value === wanted) resolve(); }); });
}
