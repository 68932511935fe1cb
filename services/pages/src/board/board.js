// The board over the counter: two columns of numbers, large.
import {html} from 'htm/preact';
import {t} from '../shared/i18n.js';
import {unlock, unlocked} from '../shared/sounds.js';
import {LinkBanner} from '../tickets/link_banner.js';

const readyMost = 18;
const preparingMost = 36;

export function Board({link, numbers, called, tick}) {
  const {preparing, ready} = numbers.value;
  return html`
    <${LinkBanner} link=${link} tick=${tick} />
    ${!unlocked.value && html`<button class="attention unlock" onClick=${unlock}>${t('sound_unlock')}</button>`}
    <main>
      <${Column} name="preparing" numbers=${preparing} most=${preparingMost} called=${called.value} known=${link.known.value} />
      <${Column} name="ready" numbers=${ready} most=${readyMost} called=${called.value} known=${link.known.value} />
    </main>`;
}

function Column({name, numbers, most, called, known}) {
  const shown = numbers.slice(0, most);
  return html`
    <section class=${name} aria-labelledby=${name}>
      <h1 id=${name}>${t(`board_${name}`)}</h1>
      <ul aria-live=${name === 'ready' ? 'polite' : 'off'}>
        ${shown.map((each) => html`<li key=${each.order} class=${called.has(each.order) ? 'called' : ''}>${each.number}</li>`)}
      </ul>
      ${known && shown.length === 0 && html`<p class="none">${t(`board_no_${name}`)}</p>`}
      ${numbers.length > most && html`<p class="more">${t('board_more', {count: numbers.length - most})}</p>`}
    </section>`;
}
