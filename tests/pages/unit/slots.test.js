import assert from 'node:assert/strict';
import test from 'node:test';
import {Slots} from '../../../services/pages/src/kitchen/slots.js';

const hung = (slots) => slots.places.map((key) => key ?? '.').join('');

test('a ticket never moves while it hangs, and reading goes round by age', () => {
  const slots = new Slots(4).update(['a', 'b', 'c']);
  assert.equal(hung(slots), 'abc.');
  assert.equal(hung(slots.update(['b', 'c'])), '.bc.');
  assert.equal(hung(slots.update(['b', 'c', 'd'])), '.bcd');
  assert.equal(hung(slots.update(['b', 'c', 'd', 'e'])), 'ebcd');
});

test('what finds no place waits, the oldest first, and takes the first that is free', () => {
  const slots = new Slots(2).update(['a', 'b', 'c', 'd']);
  assert.deepEqual(slots.waiting, ['c', 'd']);
  assert.equal(slots.pages, 2);
  slots.update(['a', 'c', 'd']);
  assert.equal(hung(slots), 'ac');
  assert.deepEqual(slots.page(1), ['d']);
});

test('three hundred open tickets all have a page', () => {
  const keys = Array.from({length: 300}, (_, number) => `t${number}`);
  const slots = new Slots(8).update(keys);
  const seen = Array.from({length: slots.pages}, (_, page) => slots.page(page)).flat();
  assert.deepEqual(seen, keys);
});

test('an empty screen begins at the first place', () => {
  const slots = new Slots(3).update(['a', 'b']);
  slots.update([]);
  assert.equal(hung(slots.update(['c'])), 'c..');
});

test('tidying goes by age; another size keeps what still fits', () => {
  const slots = new Slots(3).update(['a', 'b', 'c']);
  slots.update(['b', 'c', 'd']);
  assert.equal(hung(slots), 'dbc');
  assert.equal(hung(slots.tidy(['b', 'c', 'd'])), 'bcd');
  assert.equal(hung(slots.update(['b', 'c', 'd'], 2)), 'bc');
  assert.deepEqual(slots.waiting, ['d']);
  assert.equal(hung(slots.update(['b', 'c', 'd'], 4)), 'bcd.');
});
