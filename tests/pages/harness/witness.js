// What the open pages show and what they wait for. A failed test tells it with its error: of a run on another machine nothing
// but the log comes back.
import {setTimeout as pause} from 'node:timers/promises';

const TEXT_MAX = 600;
const PAGES_MAX = 4;     // a kitchen, its expediter, a bar, a guest
const REQUESTS_MAX = 8;  // told of each kind, the youngest
const ANSWER_MS = 5_000; // a page that is stuck is not waited for any longer

const open = new Map();  // page → its requests that were not answered, or not well: request → {since, how}

// Of every page of this device, those that it opens by itself included.
export function witness(context) {
  context.on('page', (page) => {
    const requests = new Map();
    open.set(page, requests);
    page.on('close', () => open.delete(page));
    page.on('request', (request) => requests.set(request, {since: Date.now(), how: 'no answer'}));
    page.on('response', (response) => change(requests, response.request(), {status: response.status(), how: `${response.status()}, open`}));
    page.on('requestfailed', (request) => failed(requests, request, request.failure()?.errorText));
    page.on('requestfinished', (request) => {
      if (requests.get(request)?.status < 400) requests.delete(request);
      else failed(requests, request);
    });
  });
}

function change(requests, request, what) { if (requests.has(request)) Object.assign(requests.get(request), what); }

function failed(requests, request, error) {
  change(requests, request, {how: [requests.get(request)?.status, error].filter(Boolean).join(', '), ended: true});
  const ended = [...requests].filter(([, each]) => each.ended);
  if (ended.length > REQUESTS_MAX) requests.delete(ended[0][0]);
}

// The error of a test, with what its pages show.
export async function attested(fault) {
  const error = fault instanceof Error ? fault : new Error(String(fault));
  const before = error.message;
  error.message = [before, ...await testimony()].join('\n');
  error.stack = error.stack?.replace(before, () => error.message);  // some reporters show the one, some the other
  return error;
}

// A few lines for each open page.
export async function testimony() {
  const pages = [...open].slice(0, PAGES_MAX);
  return (await Promise.all(pages.map(([page, requests]) => linesOf(page, requests)))).flat();
}

// What a test that failed has left open is not the next one's.
export async function closeAll() {
  await Promise.all([...new Set([...open.keys()].map((page) => page.context()))].map((context) => context.close()));
}

async function linesOf(page, requests) {
  const all = [...requests].map(([request, {since, how, ended}]) => ({ended: Boolean(ended), words: `${wordsOf(request)} (${how}, ${secondsSince(since)})`}));
  const told = (ended) => all.filter((each) => each.ended === ended).slice(-REQUESTS_MAX).map((each) => each.words).join(' · ') || 'nothing';
  return [
    `page ${addressOf(page.url())} ${await sightOf(page)}`,
    `  faults: ${page.faults.join(' · ').slice(0, TEXT_MAX) || 'none'}`,
    `  waits for: ${told(false)}`,
    `  failed: ${told(true)}`,
  ];
}

async function sightOf(page) {
  const look = () => ({text: document.body?.innerText ?? '', state: document.readyState, age: performance.now()});
  const seen = await Promise.race([page.evaluate(look).catch((fault) => fault), pause(ANSWER_MS, null, {ref: false})]);
  if (!seen) return 'does not answer';
  if (seen instanceof Error) return `cannot be asked: ${oneLine(seen.message)}`;
  return `(${seen.state}, ${Math.round(seen.age / 1000)} s old) shows: ${oneLine(seen.text).slice(0, TEXT_MAX) || 'nothing'}`;
}

// Behind # may be a key. That it is still there says that the page's script has not begun.
function addressOf(url) {
  const [address, hash] = url.split('#');
  return hash === undefined ? address : `${address}#${[...new URLSearchParams(hash).keys()].join(',')}`;
}

function wordsOf(request) {
  const {pathname, search} = new URL(request.url());
  return `${request.method()} ${pathname}${search}`.slice(0, 120);
}

function oneLine(text) { return text.replace(/\s+/g, ' ').trim(); }
function secondsSince(ms) { return `${((Date.now() - ms) / 1000).toFixed(1)} s`; }
