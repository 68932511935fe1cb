// /kitchen: everything is wired here, by hand.
import {html} from 'htm/preact';
import {render} from 'preact';
import {addWords, language, useLanguage} from '../shared/i18n.js';
import {keepForOffline} from '../shared/offline.js';
import {unlock} from '../shared/sounds.js';
import {openStorage} from '../shared/storage.js';
import {knownAccess, Setup} from '../tickets/setup.js';
import {StoreLink} from '../tickets/store_link.js';
import ticketsEn from '../tickets/en.json';
import ticketsZh from '../tickets/zh.json';
import {Alerts} from './alerts.js';
import {Desk} from './desk.js';
import en from './en.json';
import {listenForKeys} from './keys.js';
import {Outbox} from './outbox.js';
import {makePanels} from './panels.js';
import {Screen} from './screen.js';
import zh from './zh.json';

addWords({zh: {...ticketsZh, ...zh}, en: {...ticketsEn, ...en}});
useLanguage(language.value);

const root = document.getElementById('app');
const storage = await openStorage('lunchrush-kitchen');
keepForOffline();

async function begin(access) {
  const kept = await storage.get('settings', 'view');
  let desk = null, alerts = null;
  const link = new StoreLink({storage, store: access.store, token: access.token, onNews: (kind, ticket) => alerts.news(kind, ticket)});
  const outbox = new Outbox({
    storage, token: access.token, onChange: () => desk && ++desk.outboxVersion.value,
    link,
  });
  desk = new Desk({link, outbox, view: access.station || kept || 'all'});
  alerts = new Alerts({concerns: (kind, ticket) => concerns(desk.view.value, kind, ticket)});
  const panels = makePanels({desk, storage});
  await outbox.restore();
  await link.start();
  let phase = null;
  link.state.subscribe((state) => {
    if (state.phase === 'live' && phase !== 'live') outbox.hurry();
    phase = state.phase;
  });
  setInterval(() => ++desk.tick.value, 1_000);
  addEventListener('pointerdown', () => {
    unlock();
    alerts.seen();
  });
  // A button that was touched would keep Enter for itself; who goes by Tab keeps it.
  addEventListener('click', (event) => { if (event.detail > 0 && document.activeElement instanceof HTMLButtonElement) document.activeElement.blur(); });
  listenForKeys(desk, alerts, panels);
  render(html`<${Screen} desk=${desk} alerts=${alerts} panels=${panels} storage=${storage} />`, root);
}

// A station hears of its own; the expediter of what is ready to be carried; nobody of what a colleague has just bumped.
function concerns(view, kind, ticket) {
  if (kind === 'ready' || (kind === 'changed' && ticket.status === 'done')) return view === 'expo';
  return view === 'all' || (view === 'expo' ? kind !== 'new' : ticket.station === view);
}

const access = await knownAccess(storage);
if (access) await begin(access);
else render(html`<${Setup} storage=${storage} onAccess=${begin} />`, root);  // not loaded anew: a device may keep nothing
