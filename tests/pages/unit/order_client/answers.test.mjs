// What an answer means, as a table.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoff, meaningOf } from '../../../../services/pages/src/order-client/answers.js';
import { LIMITS } from '../../../../services/pages/src/order-client.js';
import { html, problem } from './world.mjs';

const MEANINGS = [
  [null, 'unsure'],
  [{ status: 201, headers: {}, body: '{"order":{}}' }, 'done'],
  [{ status: 201, headers: {}, body: '' }, 'unsure'],
  [{ status: 304, headers: {}, body: '' }, 'done'],
  [html, 'unsure'],
  [{ ...html, status: 302 }, 'unsure'],
  [{ ...html, status: 404 }, 'unsure'],
  [{ ...html, status: 502 }, 'unsure'],
  [{ status: 409, headers: {}, body: '{"code":"sold_out"}' }, 'unsure'],
  [problem(400, 'invalid_request'), 'refused'],
  [problem(401, 'session_expired'), 'session'],
  [problem(401, 'unauthenticated'), 'session'],
  [problem(403, 'forbidden'), 'refused'],
  [problem(404, 'not_found'), 'refused'],
  [problem(408, 'request_timeout', { retryable: true }), 'later'],
  [problem(409, 'in_progress', { retryable: true }), 'unsure'],
  [problem(409, 'price_changed'), 'refused'],
  [problem(409, 'sold_out'), 'refused'],
  [problem(409, 'store_closed'), 'refused'],
  [problem(422, 'idempotency_key_reused'), 'refused'],
  [problem(429, 'rate_limited', { retryable: true }), 'later'],
  [problem(500, 'internal', { retryable: true }), 'unsure'],
  [problem(503, 'overloaded', { retryable: true }), 'later'],
  [problem(503, 'draining', { retryable: true }), 'later'],
  [problem(503, 'unavailable', { retryable: true }), 'later'],
  [problem(503, 'gateway_unavailable', { retryable: true }), 'later'],
  [problem(503, 'outcome_unknown', { retryable: true }), 'unsure'],
  [problem(409, 'a_code_of_the_future'), 'refused'],
  [problem(503, 'a_code_of_the_future', { retryable: true }), 'unsure'],
];

for (const [answer, kind] of MEANINGS)
  test(`${answer ? `${answer.status} ${answer.body.slice(0, 60)}` : 'no answer'} means ${kind}`, () => assert.equal(meaningOf(answer).kind, kind));

test('the body says how long to wait, the header to those who do not read it', () => {
  assert.equal(meaningOf(problem(503, 'overloaded', { retryable: true, retry_after_ms: 1234 })).wait_ms, 1234);
  assert.equal(meaningOf({ ...problem(503, 'overloaded', { retryable: true }), headers: { 'retry-after': '2' } }).wait_ms, 2000);
});

test('waiting grows, ends at its limit, and is never nothing', () => {
  const waits = [0, 1, 2, 3, 4, 5, 50].map((tries) => backoff(tries, LIMITS, () => 1));
  assert.deepEqual(waits, [1200, 2200, 4200, 8200, 15200, 15200, 15200]);
  assert.equal(backoff(3, LIMITS, () => 0), LIMITS.wait_least_ms);
});
