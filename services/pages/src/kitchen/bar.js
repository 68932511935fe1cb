// The bar on top: which station this is, how much there is to do, the server's time, and the switches.
import {html} from 'htm/preact';
import {language, t, useLanguage} from '../shared/i18n.js';
import {muted, unlock, unlocked} from '../shared/sounds.js';

export function Bar({desk, panels}) {
  const views = [['all', t('view_all')], ...desk.stations.value.map((station) => [station, station]), ['expo', t('view_expo')]];
  return html`
    <header class="bar">
      <nav class="views" aria-label=${t('views')}>
        ${views.map(([view, words]) => html`
          <button key=${view} aria-pressed=${desk.view.value === view} onClick=${() => panels.show(view)}>${words}</button>`)}
      </nav>
      <${Figures} desk=${desk} />
      <div class="switches">
        <button aria-pressed=${panels.open.value === 'rail'} onClick=${() => panels.toggle('rail')}>${t('all_day')}</button>
        <button aria-pressed=${panels.open.value === 'recall'} onClick=${() => panels.toggle('recall')}>${t('recall')}</button>
        <button onClick=${() => desk.tidy()}>${t('tidy')}</button>
        <${SoundSwitch} panels=${panels} />
        <button onClick=${() => useLanguage(language.value === 'zh' ? 'en' : 'zh')}>${t('language_other')}</button>
        <button aria-label=${t('help')} onClick=${() => panels.toggle('help')}>?</button>
      </div>
    </header>`;
}

function Figures({desk}) {
  desk.tick.value;
  const cards = desk.cards.value.filter((card) => !card.held && !card.voided);
  const late = cards.filter((card) => desk.ageOfCard(card).level === 'late').length;
  const time = new Date(desk.now()).toLocaleTimeString(language.value === 'zh' ? 'zh-CN' : 'en-GB', {hour12: false});
  return html`
    <p class="figures">
      <span>${t('open_count', {count: cards.length})}</span>
      <span class=${late ? 'some-late' : ''}>${late > 0 && html`<span aria-hidden="true">■ </span>`}${t('late_count', {count: late})}</span>
      <time>${time}</time>
    </p>`;
}

// Until somebody has touched the page, a browser lets it make no sound: that must not go unnoticed.
function SoundSwitch({panels}) {
  if (!unlocked.value) return html`<button class="attention" onClick=${unlock}>${t('sound_unlock')}</button>`;
  return html`<button aria-pressed=${!muted.value} onClick=${() => panels.mute()}>${t(muted.value ? 'sound_off' : 'sound_on')}</button>`;
}
