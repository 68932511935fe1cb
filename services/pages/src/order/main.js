// /t/{table code}: the guest's page. Wires the client, the signals and the surroundings together, and shows it.
import { effect } from '@preact/signals';
import { hydrate, render } from 'preact';
import { keepForOffline } from '../shared/offline.js';
import { keepSecondTaps } from '../shared/second_tap.js';
import { App } from './app.js';
import { first_sight } from './first_sight.js';
import { followPlaced, listenAgain, startListening } from './following.js';
import { startKiosk } from './kiosk.js';
import { searched } from './menu_view.js';
import { watchQueue } from './queue_watch.js';
import { client, kiosk, noteSession, open, placement, readMenu, recall, session } from './state.js';
import { html, setTitle } from './view.js';
import { preferOwn, tellLanguage } from './words.js';

const AGAIN_MS = 3_000;
const KEEP_AFTER_MS = 3_000; // the menu's bytes come first

let trying = false;

async function getIn() {
  if (trying || session.value) return;
  trying = true;
  const opened = await open();
  trying = false;
  if (opened.kind === 'done') {
    followPlaced();
    startListening();
    setTimeout(keepForOffline, KEEP_AFTER_MS);
    return;
  }
  if (opened.kind !== 'refused') setTimeout(getIn, AGAIN_MS); // only the network, or a busy service
}

client.subscribe((state) => {
  placement.value = state;
  noteSession(state.session);
  followPlaced();
});

addEventListener('online', () => {
  client.setOnline(true);
  listenAgain();
  if (session.value) readMenu();
  else getIn();
});
addEventListener('offline', () => client.setOnline(false));
addEventListener('storage', () => client.refresh());
document.addEventListener('visibilitychange', () => {
  if (document.hidden || !session.value) return;
  client.show();
  readMenu();
});

// The markup that the page came with is taken over as it stands; only then what this phone knows of its own, which may differ.
function takeOver(page) {
  const typed = page.querySelector('.search input').value;
  hydrate(html`<${App} />`, page);
  if (typed) searched.value = typed;
  recall();
  preferOwn();
}

if (kiosk) startKiosk();
const page = document.getElementById('page');
if (first_sight) takeOver(page);
else render(html`<${App} />`, page);
document.querySelector('.unloaded')?.remove();
effect(tellLanguage);
effect(setTitle);
watchQueue();
keepSecondTaps();
if (!navigator.onLine) client.setOnline(false);
getIn();
