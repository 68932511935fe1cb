// A page on a phone's data at lunch: what it loads before it can be used, compressed, has a limit.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {test} from 'node:test';

const BYTES_MAX = 60_000;
const dist = new URL('../../../services/pages/dist/', import.meta.url);
const pages = readdirSync(dist).filter((name) => name.endsWith('.html'));

// The page and what it names; a name that is not there fails the test.
function loaded(page) {
  const named = [...readFileSync(new URL(page, dist), 'utf8').matchAll(/(?:src|href)="\/pages\/([^"]+)"/g)].map(([, name]) => name);
  return [page, ...named];
}

for (const page of pages)
  test(`${page} loads no more than ${BYTES_MAX / 1000} KB`, () => {
    const files = loaded(page);
    assert.ok(files.length >= 3, `a page has a script and a style: ${files}`);
    const sizes = files.map((name) => statSync(new URL(`${name}.gz`, dist)).size);
    const sum = sizes.reduce((all, size) => all + size, 0);
    assert.ok(sum <= BYTES_MAX, `${sum} bytes: ${files.map((name, at) => `${name} ${sizes[at]}`).join(', ')}`);
  });
