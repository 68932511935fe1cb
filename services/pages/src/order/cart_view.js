// The bar at the bottom, and the cart it opens.
import { quantityOf, withQuantity } from './cart_model.js';
import { optionOf, quantityMax } from './menu_model.js';
import { cart, cart_open, guests, kind, menu, note, ordering, place, placement, seat, session, setCart, weight } from './state.js';
import { Act, Dialog, html, Stepper } from './view.js';
import { named, t, yuan } from './words.js';

const NOTE_MAX = 200;
const GUESTS_MAX = 20;

export function CartBar() {
  const { count, total } = weight.value;
  if (count === 0) return null;
  return html`<footer class="cart-bar">
    <button type="button" class="act strong" aria-haspopup="dialog" onClick=${() => (cart_open.value = true)}>
      <span class="count">${count}</span><span>${t('cart.look')}</span><strong aria-live="polite">${yuan(total)}</strong></button>
  </footer>`;
}

export function CartSheet() {
  const close = () => (cart_open.value = false);
  const { lines, total, sound } = weight.value;
  return html`<${Dialog} title=${t('cart.title')} onClose=${close}>
    ${lines.length === 0 && html`<p class="nothing">${t('cart.empty')}</p>`}
    <ul class="lines">${lines.map((line, at) => html`<${Line} key=${`${line.sku}|${line.options}|${line.note}`} line=${line} at=${at} />`)}</ul>
    <fieldset class="group"><legend>${t('cart.service')}</legend>
      ${['dine_in', 'takeout'].map((one) => html`<button type="button" key=${one} class="option" aria-pressed=${kind.value === one} onClick=${() => (kind.value = one)}>
        ${t(`service.${one}`, { table: seat.value.table })}</button>`)}
    </fieldset>
    ${kind.value === 'dine_in' && html`<p class="field row">${t('cart.guests')} <${Stepper} value=${guests.value} min=${1} max=${GUESTS_MAX} what=${t('cart.guests')} onChange=${(value) => (guests.value = value)} /></p>`}
    <label class="field">${t('cart.note')}<textarea rows="2" maxlength=${NOTE_MAX} value=${note.value} onInput=${(event) => (note.value = event.target.value)}></textarea></label>
    <div class="sheet-foot">
      ${!sound && lines.length > 0 && html`<p class="verdict" role="alert">${t('cart.unsound')}</p>`}
      ${ordering.value && html`<p class="verdict">${t('cart.another')}</p>`}
      ${!session.value && html`<p class="fine" role="status">${t('cart.no_session')}</p>`}
      ${session.value && !placement.value.online && html`<p class="fine">${t('cart.offline')}</p>`}
      <${Act} look="strong" disabled=${!sound || ordering.value || !session.value} onAct=${place}>${t('cart.place')} ${yuan(total)}<//>
    </div>
  <//>`;
}

function Line({ line, at }) {
  const { dish } = line;
  const name = dish ? named(dish.name) : line.sku;
  const options = line.options.map((code) => named(dish && optionOf(dish, code)?.name) || code).join(' · ');
  const room = dish ? quantityMax(dish) - quantityOf(cart.value, line.sku) : 0;
  return html`<li class=${line.faults.length > 0 ? 'line fault' : 'line'}>
    <div><strong>${name}</strong>
      ${options && html`<p class="fine">${options}</p>`}
      ${line.note && html`<p class="fine">${line.note}</p>`}
      ${line.faults.map((fault) => html`<p class="verdict" key=${fault}>${t(`fault.${fault}`, { count: dish ? quantityMax(dish) : 0 })}</p>`)}
      ${line.price_changed && line.faults.length === 0 && html`<p class="verdict">${t('cart.price_changed', { before: yuan(line.seen_price), now: yuan(line.unit_price) })}</p>`}
    </div>
    <span class="price">${yuan(line.amount)}</span>
    ${dish && !dish.sold_out
      ? html`<${Stepper} value=${line.quantity} max=${line.quantity + Math.max(0, room)} what=${name} onChange=${(value) => setCart(withQuantity(cart.value, at, value, menu.value.index.by_sku.get(line.sku)))} />`
      : html`<button type="button" class="act small" onClick=${() => setCart(withQuantity(cart.value, at, 0))}>${t('cart.remove')}<span class="unseen"> ${name}</span></button>`}
  </li>`;
}
