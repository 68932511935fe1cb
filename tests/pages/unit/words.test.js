// Every table of words has the same keys in both languages, with the same blanks, and every word the code asks for is there.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {duration} from '../../../services/pages/src/shared/clock.js';
import {Clock} from '../../../services/pages/src/shared/clock.js';
import {shortYuan, yuan} from '../../../services/pages/src/shared/money.js';

const source = new URL('../../../services/pages/src/', import.meta.url).pathname;
const folders = readdirSync(source, {withFileTypes: true}).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
const blanks = (words) => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
const table = (folder, language) => {
  try {
    return JSON.parse(readFileSync(path.join(source, folder, `${language}.json`), 'utf8'));
  } catch {
    return {};
  }
};

for (const folder of folders) {
  test(`${folder}: zh and en have the same words and the same blanks`, () => {
    const zh = table(folder, 'zh'), en = table(folder, 'en');
    assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
    for (const key of Object.keys(zh)) assert.deepEqual(blanks(zh[key]), blanks(en[key]), key);
    for (const key of Object.keys(zh)) assert.ok(zh[key] && en[key], key);
  });
}

test('every word that the code asks for by name is there', () => {
  const known = new Set(folders.flatMap((folder) => Object.keys(table(folder, 'zh'))));
  const missing = [];
  for (const folder of folders)
    for (const name of readdirSync(path.join(source, folder)).filter((each) => each.endsWith('.js')))
      for (const [, key] of readFileSync(path.join(source, folder, name), 'utf8').matchAll(/\bt\('(\w+)'/g))
        if (!known.has(key)) missing.push(`${folder}/${name}: ${key}`);
  assert.deepEqual(missing, []);
});

for (const [fen, long, short] of [[2200, '¥22.00', '¥22'], [2250, '¥22.50', '¥22.50'], [5, '¥0.05', '¥0.05'], [0, '¥0.00', '¥0'], [-1800, '-¥18.00', '-¥18'], [123456789, '¥1234567.89', '¥1234567.89']]) {
  test(`${fen} fen are ${long}`, () => assert.deepEqual([yuan(fen), shortYuan(fen)], [long, short]));
}

for (const [seconds, words] of [[0, '0:00'], [59.9, '0:59'], [192, '3:12'], [7512, '2:05:12'], [-3, '0:00']]) {
  test(`${seconds} s are ${words}`, () => assert.equal(duration(seconds), words));
}

test("the server's time is kept, whatever the tablet's clock says", () => {
  let monotonic = 1000;
  const clock = new Clock({monotonic: () => monotonic, wall: () => Date.parse('1999-12-31T00:00:00Z')});
  clock.observe('2026-11-21T04:00:00.000Z', 1000, 1200);
  monotonic = 3100;
  assert.equal(new Date(clock.now()).toISOString(), '2026-11-21T04:00:02.000Z');
  clock.observe('2026-11-21T04:00:05.000Z', 1000, 9000);  // a slow answer that agrees says nothing new
  assert.equal(new Date(clock.now()).toISOString(), '2026-11-21T04:00:02.000Z');
  clock.observeDate('Sat, 21 Nov 2026 05:00:00 GMT');     // the device slept
  assert.equal(new Date(clock.now()).toISOString(), '2026-11-21T05:00:00.000Z');
});
