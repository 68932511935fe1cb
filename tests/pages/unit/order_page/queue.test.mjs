// What is said of an order's place in the kitchen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeShown, placeSpoken, SHOWN_FOR_MS } from '../../../../services/pages/src/order/queue_model.js';

const NOW = 1_000_000;
const seen = (ahead, ready_in_seconds, { age_ms = 0, problem = null, status = 'accepted' } = {}) => ({ queue: { status, ahead, ready_in_seconds }, as_of: NOW - age_ms, problem });

const RULES = [
  // what, the order's status, what the service said, what is shown
  ['ahead and minutes', 'accepted', seen(3, 400), { ahead: 3, minutes: 7, old: false }],
  ['whole minutes stay whole', 'preparing', seen(1, 120), { ahead: 1, minutes: 2, old: false }],
  ['nobody ahead', 'accepted', seen(0, 60), { ahead: 0, minutes: 1, old: false }],
  ['no time is known: none is said', 'accepted', seen(2), { ahead: 2, minutes: null, old: false }],
  ['what has passed since counts', 'accepted', seen(3, 400, { age_ms: 100_000 }), { ahead: 3, minutes: 5, old: false }],
  ['never less than a minute', 'accepted', seen(0, 60, { age_ms: 100_000 }), { ahead: 0, minutes: 1, old: false }],
  ['not confirmed', 'accepted', seen(3, 400, { age_ms: 40_000, problem: { code: 'no_answer' } }), { ahead: 3, minutes: 6, old: true }],
  ['too old', 'accepted', seen(3, 400, { age_ms: SHOWN_FOR_MS + 1, problem: { code: 'no_answer' } }), null],
  ['a clock that was set back', 'accepted', seen(3, 400, { age_ms: -5_000 }), { ahead: 3, minutes: 7, old: false }],
  ['never answered', 'accepted', { queue: null, as_of: null, problem: { code: 'no_answer' } }, null],
  ['not asked yet', 'accepted', null, null],
  ['not in the kitchen any more', 'ready', seen(0, 60), null],
  ['the kitchen was quicker than the order’s reading', 'preparing', seen(0, undefined, { status: 'ready' }), null],
  ['not paid', 'awaiting_payment', seen(0), null],
];
for (const [what, status, said, shown] of RULES) test(`place: ${what}`, () => assert.deepEqual(placeShown(status, said, NOW), shown));

const place = (ahead, minutes = null) => ({ ahead, minutes, old: false });

const SPOKEN = [
  // what, spoken before at NOW, the place, so much later, spoken now?
  ['the first one', null, place(3, 7), 0, true],
  ['the same again is not', place(3, 7), place(3, 6), 300_000, false],
  ['a change within the minute is not', place(3, 7), place(2, 6), 59_999, false],
  ['a change after a minute is', place(3, 7), place(2, 6), 60_000, true],
  ['nobody ahead any more is, at once', place(1, 7), place(0, 6), 1_000, true],
];
for (const [what, before, now, later, spoken] of SPOKEN)
  test(`spoken: ${what}`, () => {
    const said = before && { ...before, at: NOW };
    assert.equal(placeSpoken(said, now, NOW + later) !== said, spoken);
  });

test('spoken: nothing when there is nothing to say', () => assert.equal(placeSpoken({ ahead: 3, minutes: 7, at: NOW }, null, NOW), null));
