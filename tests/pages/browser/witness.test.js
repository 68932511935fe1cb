// What a failed test says of its pages: without it a failure on another machine cannot be explained.
import assert from 'node:assert/strict';
import http from 'node:http';
import {after, before} from 'node:test';
import {openBrowser, openScreen} from '../harness/browser.js';
import {test} from '../harness/suite.js';
import {eventually} from '../harness/waiting.js';
import {attested, closeAll, testimony} from '../harness/witness.js';

const PAGE = '<p>reading tickets</p><script>for (const each of ["silent", "busy", "broken", "stream"]) fetch(`/${each}`).catch(() => {}); lost();</script>';
const ANSWERS = {
  '/silent': () => {},
  '/busy': (response) => response.writeHead(503).end(),
  '/broken': (response) => response.destroy(),
  '/stream': (response) => response.writeHead(200).write('hello'),
};
const pageAnswer = (response) => response.writeHead(200, {'Content-Type': 'text/html'}).end(PAGE);

let server, browser;
before(async () => {
  server = http.createServer((request, response) => (ANSWERS[request.url] ?? pageAnswer)(response));
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

const TOLD = [
  /^page http:\/\/127\.0\.0\.1:\d+\/kitchen#store,key \(complete, \d+ s old\) shows: reading tickets$/m,
  /^ {2}faults: page error: lost is not defined$/m,
  /^ {2}waits for: .*GET \/silent \(no answer, \d+\.\d s\)/m,
  /^ {2}waits for: .*GET \/stream \(200, open, \d+\.\d s\)/m,
  /^ {2}failed: .*GET \/busy \(503, .*\d+\.\d s\)/m,
  /^ {2}failed: .*GET \/broken \(net::ERR_\w+, \d+\.\d s\)/m,
];

test('an error tells what every open page shows, its faults, and the requests that are open or failed; never a key', async () => {
  const page = await openScreen(browser);
  await page.goto(`http://127.0.0.1:${server.address().port}/kitchen#store=1&key=lr_secret`);
  await eventually('all of it is told', async () => {
    const told = (await testimony()).join('\n');
    return TOLD.every((each) => each.test(told));
  });
  const error = await attested(new Error('no card'));
  assert.match(error.message, /^no card\npage /);
  assert.ok(error.stack.includes('reading tickets'));
  assert.ok(!error.message.includes('lr_secret'));
  await closeAll();
  assert.deepEqual(await testimony(), [], 'nothing is left for the next test');
});
