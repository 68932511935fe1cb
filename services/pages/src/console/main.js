// /console: the owner's. Everything is wired here, by hand.
import {html} from 'htm/preact';
import {render} from 'preact';
import {call} from '../shared/api.js';
import {addWords, language, useLanguage} from '../shared/i18n.js';
import {keepSecondTaps} from '../shared/second_tap.js';
import {openStorage} from '../shared/storage.js';
import {forgetAccess, knownAccess, SignIn} from './access.js';
import {Desk} from './desk.js';
import en from './en.json';
import {Screen} from './screen.js';
import {Search} from './search.js';
import zh from './zh.json';

addWords({zh, en});
useLanguage(language.value);
keepSecondTaps();

const root = document.getElementById('app');
const storage = await openStorage('lunchrush-console');

// A chain has more than fit one answer.
async function allStores(token) {
  const stores = [];
  for (let next = ''; next !== undefined;) {
    const {body} = await call(`/v1/stores?page_size=200&page_token=${encodeURIComponent(next)}`, {token, language: language.value});
    stores.push(...body.items);
    next = body.next_page_token || undefined;
  }
  return stores;
}

// {token, store?}: where the key is good for several stores, the one that was looked at last.
async function begin(access) {
  const stores = await allStores(access.token);
  if (!stores.length) return signIn({code: 'not_found'});
  const kept = access.store ?? await storage.get('settings', 'store');
  let desk = null, search = null;
  const look = (store) => {
    desk?.stop();
    desk = new Desk({token: access.token, store}).start();
    search = new Search({desk});
    storage.put('settings', 'store', store);
    render(html`<${Screen} key=${store} desk=${desk} search=${search} stores=${stores} onStore=${look} onLeave=${leave} />`, root);
  };
  look(stores.some((each) => String(each.id) === String(kept)) ? Number(kept) : stores[0].id);
  return undefined;
}

async function leave() {
  await forgetAccess(storage);
  location.reload();
}

function signIn(problem = null, token = '') {
  render(html`<${SignIn} storage=${storage} problem=${problem} token=${token} onAccess=${start} />`, root);
}

async function start(access) {
  try {
    await begin(access);
  } catch (problem) {
    signIn(problem, access.token);
  }
}

const access = await knownAccess(storage);
if (access) await start(access);
else signIn();
