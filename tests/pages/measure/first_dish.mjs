// How long a guest waits for the first dish: Chromium with an empty cache on a slow 3G network (400 ms each way and back,
// 400 kbit/s), the demo restaurant's menu, the real service on this machine. Prints the median of five visits.
//
//   LUNCHRUSH_BIN=build/release/bin node tests/pages/measure/first_dish.mjs
import {openBrowser, sizes} from '../harness/browser.js';
import {openStore} from '../harness/ordering.js';
import {Stack} from '../harness/stack.js';

const VISITS = 5;
const SLOW_3G = {offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000};

// In the page, before anything of it: when the first dish is in a frame, and when the menu answers to taps.
function watch() {
  const marks = (globalThis.marks = {});
  const note = (name) => requestAnimationFrame(() => setTimeout(() => { marks[name] ??= performance.now(); }));
  new MutationObserver(() => {
    if (document.querySelector('.dish')) note('first_dish');
    if (document.querySelectorAll('.dish').length > 12) note('whole_menu'); // the script has taken over
  }).observe(document, {childList: true, subtree: true});
}

async function visit(browser, address) {
  const context = await browser.newContext({viewport: sizes.phone, locale: 'zh-CN'});
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', {cacheDisabled: true});
  await session.send('Network.emulateNetworkConditions', SLOW_3G);
  let bytes = 0;
  session.on('Network.loadingFinished', ({encodedDataLength}) => { bytes += encodedDataLength; });
  await page.addInitScript(watch);
  await page.goto(address, {waitUntil: 'commit'});
  await page.waitForFunction(() => globalThis.marks.whole_menu, undefined, {timeout: 30_000});
  const seen = await page.evaluate(() => ({
    ...globalThis.marks,
    first_paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    page_bytes: performance.getEntriesByType('navigation')[0].transferSize,
  }));
  await context.close();
  return {...seen, all_bytes: bytes};
}

const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];

const stack = await Stack.start();
const browser = await openBrowser();
try {
  const store = await openStore(stack);
  const address = `http://127.0.0.1:${stack.ports[0]}/t/${store.table_code}`;
  const visits = [];
  for (let at = 0; at < VISITS; at += 1) visits.push(await visit(browser, address));
  for (const name of Object.keys(visits[0])) console.log(`${name.padEnd(14)} ${Math.round(median(visits.map((each) => each[name])))}`);
} finally {
  await browser.close();
  await stack.stop();
}
