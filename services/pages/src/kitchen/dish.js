// One dish of a ticket, and what of it was returned: struck through, louder until a cook has said that he saw it.
import {html} from 'htm/preact';
import {t} from '../shared/i18n.js';
import {itemKey, unseenReturn} from '../tickets/tickets.js';

export function Dish({ticket, place, highlighted}) {
  const item = ticket.items[place];
  const returned = item.returned ?? 0;
  const marked = item.quantity > 0 && highlighted === itemKey(item);
  return html`
    ${item.quantity > 0 && html`
      <li class=${marked ? 'marked' : ''}>
        <${Quantity} of=${item.quantity} />
        <div>
          <span class="name">${item.name}</span>
          ${item.part_of && html`<small class="part">${t('part_of', {set: item.part_of})}</small>`}
          ${item.options.length > 0 && html`<p class="options">${item.options.join('、')}</p>`}
          ${item.note && html`<p class="note">${item.note}</p>`}
        </div>
      </li>`}
    ${returned > 0 && html`
      <li class=${unseenReturn(ticket, place) > 0 ? 'returned fresh' : 'returned'}>
        <${Quantity} of=${returned} />
        <div>
          <del class="name">${item.name}</del> <strong class="back">${t('dish_returned', {quantity: returned})}</strong>
          ${item.part_of && html`<small class="part">${t('part_of', {set: item.part_of})}</small>`}
          ${item.options.length > 0 && html`<p class="options"><del>${item.options.join('、')}</del></p>`}
        </div>
      </li>`}`;
}

function Quantity({of}) { return html`<b class=${of > 1 ? 'quantity many' : 'quantity'}>${of}<span aria-hidden="true">×</span></b>`; }
