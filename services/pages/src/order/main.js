// /t/{table code}: the guest's page. Wires the client, the signals and the surroundings together, and shows it.
import { effect } from '@preact/signals';
import { render } from 'preact';
import { keepForOffline } from '../shared/offline.js';
import { App } from './app.js';
import { followPlaced, listenAgain, startListening } from './following.js';
import { startKiosk } from './kiosk.js';
import { client, kiosk, open, placement, readMenu, session } from './state.js';
import { html, setTitle } from './view.js';
import { language, setLanguage } from './words.js';

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
  if (state.session) session.value = state.session;
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

effect(() => setLanguage(language.value));
effect(setTitle);
if (kiosk) startKiosk();
render(html`<${App} />`, document.getElementById('page'));
if (!navigator.onLine) client.setOnline(false);
getIn();
