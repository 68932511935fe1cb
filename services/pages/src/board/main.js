// /board: everything is wired here, by hand.
import {effect, signal} from '@preact/signals';
import {html} from 'htm/preact';
import {render} from 'preact';
import {addWords, inLanguage, language, useLanguage} from '../shared/i18n.js';
import {keepForOffline} from '../shared/offline.js';
import {play, say, unlock} from '../shared/sounds.js';
import {openStorage} from '../shared/storage.js';
import ticketsEn from '../tickets/en.json';
import {knownAccess, Setup} from '../tickets/setup.js';
import {StoreLink} from '../tickets/store_link.js';
import ticketsZh from '../tickets/zh.json';
import {Board} from './board.js';
import en from './en.json';
import {Calls, numbersOf} from './numbers.js';
import zh from './zh.json';

const calledForMs = 20_000;

addWords({zh: {...ticketsZh, ...zh}, en: {...ticketsEn, ...en}});
useLanguage(language.value);

const root = document.getElementById('app');
const storage = await openStorage('lunchrush-board');
keepForOffline();

async function begin(access) {
  const link = new StoreLink({storage, store: access.store, token: access.token});
  const numbers = signal({preparing: [], ready: []}), called = signal(new Set()), tick = signal(0);
  const calls = new Calls();
  effect(() => {
    link.version.value;
    if (!link.known.value) return;
    numbers.value = numbersOf(link.tickets.all());
    for (const each of calls.next(numbers.value.ready)) call(each, called);
  });
  await link.start();
  setInterval(() => ++tick.value, 1_000);
  addEventListener('pointerdown', unlock);
  addEventListener('keydown', unlock);
  render(html`<${Board} link=${link} numbers=${numbers} called=${called} tick=${tick} />`, root);
}

// Seen and heard, twice: in a full room the first time is missed.
function call({order, number}, called) {
  called.value = new Set(called.peek()).add(order);
  setTimeout(() => {
    called.value = new Set([...called.peek()].filter((each) => each !== order));
  }, calledForMs);
  play('ready');
  for (let times = 0; times !== 2; ++times) say(inLanguage('zh', 'say_fetch', {number}));
}

const access = await knownAccess(storage);
if (access) await begin(access);
else render(html`<${Setup} storage=${storage} onAccess=${begin} />`, root);  // not loaded anew: a device may keep nothing
