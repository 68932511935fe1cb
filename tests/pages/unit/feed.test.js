// The feed's reader against a server that is played here, chunk by chunk.
import assert from 'node:assert/strict';
import test from 'node:test';
import {EventLines} from '../../../services/pages/src/shared/event_lines.js';
import {Feed} from '../../../services/pages/src/shared/feed.js';

function eventsOf(...pieces) {
  const heard = [], retries = [];
  const lines = new EventLines({onEvent: (event) => heard.push(event), onRetry: (ms) => retries.push(ms)});
  for (const piece of pieces) lines.push(piece);
  return {heard, retries};
}

const sameText = 'retry: 1873\n\n:\n\nid: 7\nevent: ticket.queued\ndata: {"a":\ndata: 1}\n\n';
for (const [name, pieces] of [
  ['in one piece', [sameText]],
  ['byte by byte', [...sameText]],
  ['with CRLF', [sameText.replaceAll('\n', '\r\n')]],
  ['with CR', [sameText.replaceAll('\n', '\r')]],
  ['with CRLF cut in the middle', [...sameText.replaceAll('\n', '\r\n')]],
]) {
  test(`an event stream is read ${name}`, () => {
    const {heard, retries} = eventsOf(...pieces);
    assert.deepEqual(heard, [{type: 'ticket.queued', id: '7', data: '{"a":\n1}'}]);
    assert.deepEqual(retries, [1873]);
  });
}

const event = (seq) => `id: ${seq}\nevent: ticket.queued\ndata: {"seq":${seq},"kind":"ticket.queued","data":{}}\n\n`;
const hello = (seq) => `id: ${seq}\nevent: hello\ndata: {"last_seq":${seq}}\n\n`;
const farewell = 'event: reconnect\ndata: {"delay_ms":0}\n\n';

// Plays one answer after the other; the feed stops when there is none left.
function played(answers, {begin = (told) => told.last_seq} = {}) {
  const seen = [], asked = [], told = [];
  return new Promise((resolve) => {
    const feed = new Feed({
      path: '/events', token: 'k', limits: {silenceMs: 1000, connectMs: 1000, backoffMs: 0, backoffMostMs: 0},
      fetch: async (path, {headers}) => {
        asked.push(headers['Last-Event-ID'] ?? null);
        const answer = answers.shift();
        if (answer === undefined) {
          feed.stop();
          resolve({seen, asked, told});
        }
        if (typeof answer !== 'string') return answer ?? new Response('', {status: 503});
        return new Response(answer, {headers: {'Content-Type': 'text/event-stream'}});
      },
      handlers: {
        begin: async (data) => { told.push('begin'); return begin(data); }, event: ({seq}) => seen.push(seq), live() {}, heard() {},
        broken: (problem) => told.push(problem.code),
        refused: (problem) => { told.push(`refused ${problem.status}`); resolve({seen, asked, told}); },
        stale: () => told.push('stale'), fresh: () => told.push('fresh'),
      },
    });
    feed.start();
  });
}

test('a feed resumes after the last event it has, and shows each once', async () => {
  const {seen, asked} = await played([hello(4) + event(5) + event(6) + farewell, event(6) + event(7) + farewell]);
  assert.deepEqual(seen, [5, 6, 7]);
  assert.deepEqual(asked, [null, '6', '7']);
});

test('a stream that ends without a word is broken, and resumed', async () => {
  const {seen, asked, told} = await played([hello(4) + event(5), event(6)]);
  assert.deepEqual(seen, [5, 6]);
  assert.deepEqual(asked, [null, '5', '6']);
  assert.deepEqual(told.slice(0, 3), ['begin', 'ended', 'ended']);
});

test('half an event at the end of a connection is not one', async () => {
  const {seen, asked} = await played([hello(4) + event(5) + event(6).slice(0, -2), event(6) + farewell]);
  assert.deepEqual(seen, [5, 6]);
  assert.deepEqual(asked, [null, '5', '6']);
});

test('a gap is never passed over: everything is read anew', async () => {
  const {seen, told} = await played([hello(4) + event(5) + event(9) + event(10) + farewell]);
  assert.deepEqual(seen, [5, 10]);
  assert.deepEqual(told.filter((each) => each === 'begin').length, 2);
});

test('a position that the server does not have begins anew', async () => {
  const reset = 'id: 90\nevent: reset\ndata: {"last_seq":90}\n\n';
  const {asked, told} = await played([hello(4) + farewell, reset + farewell]);
  assert.deepEqual(asked, [null, '4', '90']);
  assert.deepEqual(told.slice(0, 2), ['begin', 'begin']);
});

test('a list that cannot be read leaves the position where it was', async () => {
  let reads = 0;
  const begin = (told) => {
    if (++reads === 1) throw new TypeError('network');
    return told.last_seq;
  };
  const {seen, asked, told} = await played([hello(4) + event(5), hello(5) + event(6) + farewell], {begin});
  assert.deepEqual(seen, [6]);
  assert.deepEqual(asked, [null, null, '6']);
  assert.equal(told[1], 'network');
});

for (const status of [401, 403, 404]) {
  test(`a key that is refused with ${status} is not tried again`, async () => {
    const {asked, told} = await played([new Response('{"code":"x"}', {status})]);
    assert.equal(asked.length, 1);
    assert.deepEqual(told, [`refused ${status}`]);
  });
}

test("a captive portal's page is not taken for a feed", async () => {
  const portal = new Response('<html>', {headers: {'Content-Type': 'text/html'}});
  const {told, seen} = await played([portal, hello(1) + event(2) + farewell]);
  assert.equal(told[0], 'not_ours');
  assert.deepEqual(seen, [2]);
});

test('what the server says of its own sight is handed on', async () => {
  const stale = 'event: stale\ndata: {"since":"2026-11-21T04:00:00.000Z"}\n\n';
  const {told} = await played([hello(1) + stale + stale.replace('stale', 'fresh') + farewell]);
  assert.deepEqual(told.slice(0, 3), ['begin', 'stale', 'fresh']);
});
