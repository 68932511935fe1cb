// The console as a whole.
import {html} from 'htm/preact';
import {language, t} from '../shared/i18n.js';
import {LanguageButton} from './language_button.js';
import {Matters} from './matters.js';
import {Plots} from './plots.js';
import {SearchBox} from './search.js';
import {Channels, Kitchen, PaymentStates, Tiles} from './tiles.js';
import {age} from './words.js';

function Head({desk, stores, onStore, onLeave}) {
  const name = (store) => (language.value === 'en' && store.name_en) || store.name_zh;
  const own = stores.find((each) => each.id === desk.store);
  return html`
    <header class="head">
      <h1>${name(own)}</h1>
      ${stores.length > 1 && html`<label class="picker"><span class="unseen">${t('store')}</span>
        <select onChange=${(event) => onStore(Number(event.target.value))}>${stores.map((each) => html`<option key=${each.id} value=${each.id} selected=${each.id === desk.store}>${name(each)}</option>`)}</select></label>`}
      <${Freshness} desk=${desk} />
      <${LanguageButton} />
      <button onClick=${onLeave}>${t('leave')}</button>
    </header>`;
}

function Freshness({desk}) {
  desk.tick.value;
  const {phase, readAt} = desk.link.value;
  const words = readAt === null ? t('reading') : t(phase === 'live' ? 'live_read' : 'read_before', {age: age(desk.clock.now() - readAt)});
  return html`<p class=${`freshness ${phase}`} data-phase=${phase}>${words}</p>`;
}

function Alerts({desk}) {
  const told = desk.alerts.value;
  return html`<div class="alerts" role="status">${told.map((each) => html`<p key=${each.word} class=${each.bad ? 'bad' : 'mild'} data-alert=${each.word}>${each.bad ? '■' : '▲'} ${t(each.word, each.values)}</p>`)}</div>`;
}

export function Screen({desk, search, stores, onStore, onLeave}) {
  return html`
    <${Head} ...${{desk, stores, onStore, onLeave}} />
    <main>
      <${Alerts} desk=${desk} />
      <${Tiles} desk=${desk} />
      <div class="halves">
        <div>
          <${Matters} desk=${desk} search=${search} />
          <${SearchBox} search=${search} />
        </div>
        <div>
          <${Plots} desk=${desk} />
          <${Channels} desk=${desk} />
          <${PaymentStates} desk=${desk} />
          <${Kitchen} desk=${desk} />
        </div>
      </div>
    </main>`;
}
