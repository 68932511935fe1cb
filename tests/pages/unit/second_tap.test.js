// Whose a second tap is.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {keepSecondTaps} from '../../../services/pages/src/shared/second_tap.js';

// Taps on a page; answers which of them arrived.
function tapped(...taps) {
  let take;
  keepSecondTaps({addEventListener: (kind, listener, capture) => { assert.deepEqual([kind, capture], ['click', true]); take = listener; }});
  const buttons = new Map();
  const button = (name) => {
    if (!buttons.has(name)) buttons.set(name, {closest: () => button(name)});
    return buttons.get(name);
  };
  return taps.filter(([name, timeStamp, detail]) => {
    const stopped = new Set();
    take({target: button(name), timeStamp, detail, preventDefault: () => stopped.add('default'), stopImmediatePropagation: () => stopped.add('way')});
    assert.ok(stopped.size === 0 || stopped.size === 2);
    return stopped.size === 0;
  }).map(([name]) => name).join(' ');
}

const RULES = [
  // what, taps: what is under the finger, when, how many the browser has counted; and which of them arrived
  ['a single tap', [['ask', 0, 1]], 'ask'],
  ['two on one button are two, and its own matter', [['plus', 0, 1], ['plus', 40, 2]], 'plus plus'],
  ['what came up under the finger does not get the second', [['ask', 0, 1], ['yes', 40, 2]], 'ask'],
  ['nor the third of a trembling one', [['ask', 0, 1], ['yes', 40, 2], ['yes', 90, 3]], 'ask'],
  ['who goes on tapping means it', [['add', 0, 1], ['plus', 200, 2], ['plus', 350, 3], ['plus', 500, 4]], 'add plus plus'],
  ['two thumbs are in two places', [['rice', 0, 1], ['tea', 40, 1]], 'rice tea'],
  ['keys are not counted', [['ask', 0, 0], ['yes', 40, 0]], 'ask yes'],
];
for (const [what, taps, arrived] of RULES) test(`second tap: ${what}`, () => assert.equal(tapped(...taps), arrived));
