// The page's words: both languages have the same keys and the same blanks to fill, and every key in the code is there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';

const folder = new URL('../../../../services/pages/src/order/', import.meta.url);
const read = (name) => fs.readFileSync(new URL(name, folder), 'utf8');
const zh = JSON.parse(read('zh.json'));
const en = JSON.parse(read('en.json'));
const blanks = (text) => (text.match(/\{\w+\}/g) || []).sort();

test('both languages have the same keys, in the same order', () => assert.deepEqual(Object.keys(en), Object.keys(zh)));

test('both languages fill the same blanks', () => {

  for (const key of Object.keys(zh)) assert.deepEqual(blanks(en[key]), blanks(zh[key]), key);
});

test('every key that the views name is there', () => {
  const named = fs.readdirSync(folder).filter((name) => name.endsWith('_view.js') || ['app.js', 'sheet.js', 'view.js'].includes(name)).flatMap((name) => [...read(name).matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1]));
  assert.ok(named.length > 40);
  assert.deepEqual(named.filter((key) => !(key in zh)), []);
});

// The states that keys are made of: `status.${order.status}` and the like.
const MADE = {
  status: ['awaiting_payment', 'accepted', 'preparing', 'ready', 'completed', 'expired', 'cancelled'],
  status_words: ['awaiting_payment', 'accepted', 'preparing', 'ready', 'completed', 'expired', 'cancelled'],
  step: ['awaiting_payment', 'accepted', 'preparing', 'ready', 'completed'],
  step_state: ['done', 'now', 'open'],
  refund: ['requested', 'submitted', 'succeeded', 'failed', 'unknown'],
  way: ['sending', 'waiting', 'checking', 'stale', 'needs_session', 'offline'],
  fault: ['gone', 'sold_out', 'options', 'over_max'],
  pay: ['wechat_native', 'alipay_precreate'],
  problem: ['no_answer', 'not_ours', 'busy', 'no_session', 'other'],
};
for (const [group, names] of Object.entries(MADE)) test(`every ${group} has its words`, () => assert.deepEqual(names.filter((name) => !(`${group}.${name}` in zh)), []));
