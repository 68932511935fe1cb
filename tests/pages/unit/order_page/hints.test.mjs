// The stream of hints: what is told, and when it is connected anew.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listen } from '../../../../services/pages/src/order/hints.js';

// A service whose answers are written by hand; `next()` is the next connection that is made.
function service() {
  const made = [];
  const waiting = [];
  const fetcher = async (url, { headers, signal }) => {
    let write;
    const body = new ReadableStream({
      start(controller) {
        write = (text) => controller.enqueue(new TextEncoder().encode(text));
        signal.addEventListener('abort', () => controller.error(new Error('aborted')));
      },
    });
    const connection = { url, headers, write };
    (waiting.shift() ?? ((one) => made.push(one)))(connection);
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  };
  const next = () => (made.length ? Promise.resolve(made.shift()) : new Promise((resolve) => waiting.push(resolve)));
  return { fetcher, next };
}

// Everything that is told, in order, and a promise of the next `count`.
function listener() {
  const heard = [];
  let enough = () => {};
  const hear = (what) => {
    heard.push(what);
    enough();
  };
  const until = (count) =>
    new Promise((resolve) => {
      enough = () => heard.length >= count && resolve(heard.splice(0));
      enough();
    });
  return { told: { live: (is) => hear(is ? 'live' : 'lost'), menu: () => hear('menu'), order: () => hear('order'), kitchen: () => hear('kitchen') }, until };
}

test('at hello everything is read; then what is named', async () => {
  const { fetcher, next } = service();
  const { told, until } = listener();
  const listening = listen({ address: () => ({ url: '/events', token: 'g1.x' }), told, fetcher });
  const connection = await next();
  assert.equal(connection.headers.Authorization, 'Bearer g1.x');
  connection.write('retry: 1000\n\nevent: hello\ndata: {}\n\n:\n\nevent: or');
  assert.deepEqual(await until(3), ['live', 'menu', 'order']);
  connection.write('der\ndata: {"order_id":"ord_1"}\n\nevent: menu\ndata: {"version":2}\n\nevent: kitchen\ndata: {}\n\nevent: stale\ndata: {}\n\nevent: fresh\ndata: {}\n\n');
  assert.deepEqual(await until(5), ['order', 'menu', 'kitchen', 'lost', 'live']);
  listening.stop();
});

test('told to begin anew it connects at once, with the address of now', async () => {
  const { fetcher, next } = service();
  const { told, until } = listener();
  let url = '/events?';
  const listening = listen({ address: () => ({ url, token: 't' }), told, fetcher });
  (await next()).write('retry: 600000\n\nevent: hello\ndata: {}\n\n');
  await until(3);
  url = '/events?order_id=ord_1';
  listening.again();
  const second = await next();
  assert.equal(second.url, '/events?order_id=ord_1');
  second.write('event: hello\ndata: {}\n\n');
  assert.deepEqual(await until(3), ['live', 'menu', 'order'], 'nothing was lost in between');
  listening.stop();
});

test('a stream that is refused is no hint: the page is told that it reads by itself', async () => {
  const { told, until } = listener();
  const fetcher = async () => new Response('{}', { status: 503, headers: { 'Content-Type': 'application/problem+json' } });
  const listening = listen({ address: () => ({ url: '/events', token: 't' }), told, fetcher });
  assert.deepEqual(await until(1), ['lost']);
  listening.stop();
});
