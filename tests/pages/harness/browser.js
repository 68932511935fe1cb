// Chromium, Debian's, and screens in it.
import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import {createRequire} from 'node:module';
import {PATIENCE_MS} from './waiting.js';
import {witness} from './witness.js';

// Packages are installed beside the sources of the pages.
const require = createRequire(new URL('../../../services/pages/package.json', import.meta.url));
const {chromium} = require('playwright-core');
const axePath = require.resolve('axe-core/axe.min.js');

export const sizes = {wall: {width: 1920, height: 1080}, tablet: {width: 1180, height: 820}, phone: {width: 390, height: 844}};

export async function openBrowser() {
  return chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--autoplay-policy=user-gesture-required']});
}

// A device of its own: nothing is shared with other screens, as on different tablets. Whatever page it has, `page.faults` are the device's.
export async function openScreen(browser, {size = 'tablet', lang = 'zh-CN'} = {}) {
  const faults = [];
  const context = await browser.newContext({viewport: sizes[size], locale: lang});
  context.setDefaultTimeout(PATIENCE_MS);
  context.on('page', (page) => listen(page, faults));
  witness(context);
  return context.newPage();
}

// What the network does to a page is no fault of it.
const OF_THE_NETWORK = /Failed to load resource|net::ERR|error occurred when fetching the script/;

function listen(page, faults) {
  page.faults = faults;
  page.on('pageerror', (fault) => faults.push(`page error: ${fault.message}`));
  page.on('console', (message) => { if (message.type() === 'error' && !OF_THE_NETWORK.test(message.text())) faults.push(message.text()); });
}

// Their tests are over; nothing went wrong in them.
export async function closed(...pages) {
  for (const page of pages) {
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
}

export async function picture(page, name) {
  const folder = process.env.LUNCHRUSH_SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, {recursive: true});
  await page.screenshot({path: `${folder}/${name}.png`});
}

// What axe-core calls serious or worse. It is run past the page's policy, as a tool of the browser.
export async function accessibilityFaults(page) {
  const {readFileSync} = await import('node:fs');
  await page.evaluate(readFileSync(axePath, 'utf8'));
  const {violations} = await page.evaluate(() => globalThis.axe.run(document, {resultTypes: ['violations']}));
  return violations.filter((each) => each.impact === 'serious' || each.impact === 'critical')
    .map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
}
