// What the client keeps on a phone that is full, or forbids it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryStorage } from '../../../../services/pages/src/order-client.js';
import { phoneStorage } from '../../../../services/pages/src/order/phone_storage.js';

function phone(kept = {}) {
  const area = memoryStorage();
  for (const [name, text] of Object.entries(kept)) area.set(name, text);
  const made = { full: false, area };
  made.open = () => ({ ...area, set: (name, text) => { if (made.full) throw new DOMException('full', 'QuotaExceededError'); area.set(name, text); } });
  return made;
}

test('a phone that keeps everything gets everything, and nothing is said', () => {
  const { area, open } = phone({ before: '1' });
  const { storage, forgetful } = phoneStorage(open);
  storage.set('order', 'key');
  assert.deepEqual([area.get('order'), storage.get('before'), storage.get('order'), forgetful.value], ['key', '1', 'key', false]);
  storage.remove('order');
  assert.deepEqual([area.get('order'), storage.get('order')], [null, null]);
});

test('where storage is forbidden memory serves, and it is said', () => {
  const { storage, phone: lesser, forgetful } = phoneStorage(() => { throw new DOMException('no', 'SecurityError'); });
  storage.set('order', 'key');
  lesser.set('cart', '[]');
  assert.deepEqual([storage.get('order'), lesser.get('cart'), forgetful.value], ['key', '[]', true]);
});

test('a phone that is full from the beginning still gives what it has', () => {
  const made = phone({ order: 'yesterday' });
  made.full = true;
  const { storage, forgetful } = phoneStorage(made.open);
  assert.deepEqual([storage.get('order'), forgetful.value], ['yesterday', true]);
});

test('a phone that fills up loses nothing while the page lives, says so, and is forgiven when there is room', () => {
  const made = phone({ order: 'old' });
  const { storage, forgetful } = phoneStorage(made.open);
  made.full = true;
  storage.set('order', 'key');
  assert.deepEqual([storage.get('order'), made.area.get('order'), forgetful.value], ['key', 'old', true]);
  made.full = false;
  storage.set('order', 'key, sent');
  assert.deepEqual([storage.get('order'), made.area.get('order'), forgetful.value], ['key, sent', 'key, sent', false]);
});
