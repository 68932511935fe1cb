// All day: how much of each dish is still to be made. A touch shows which tickets want it.
import {html} from 'htm/preact';
import {t} from '../shared/i18n.js';

export function Rail({desk}) {
  const chosen = desk.highlighted.value;
  const choose = (key) => { desk.highlighted.value = chosen === key ? null : key; };
  return html`
    <aside class="rail" aria-label=${t('all_day')}>
      <h2>${t('all_day')}</h2>
      <ul>${desk.counts.value.map((dish) => html`
        <li key=${dish.key}>
          <button aria-pressed=${chosen === dish.key} onClick=${() => choose(dish.key)}>
            <b>${dish.quantity}</b>
            <span>${dish.name}${dish.options.length > 0 && html` <small>${dish.options.join('、')}</small>`}
              <small class="count">${t('in_tickets', {count: dish.tickets.size})}</small></span>
          </button>
        </li>`)}
      </ul>
      ${desk.counts.value.length === 0 && html`<p>${t('nothing_to_make')}</p>`}
    </aside>`;
}
