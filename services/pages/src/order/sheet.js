// A dish's options, note and quantity, with the price as it becomes.
import { useSignal } from '@preact/signals';
import { added, quantityOf } from './cart_model.js';
import { groupsOf, openGroups, quantityMax, tapped, unitPrice } from './menu_model.js';
import { cart, chosen_dish, menu, setCart } from './state.js';
import { Dialog, html, Stepper } from './view.js';
import { named, t, yuan } from './words.js';

const NOTE_MAX = 100; // of a line

export function Sheet({ dish: opened }) {
  const options = useSignal([]);
  const note = useSignal('');
  const quantity = useSignal(1);
  const close = () => (chosen_dish.value = null);
  // The menu may change while the sheet is open: what is shown is the dish as it is now.
  const dish = menu.value.index.by_sku.get(opened.sku);
  if (!dish || dish.sold_out)
    return html`<${Dialog} title=${named(opened.name)} onClose=${close}><p class="verdict" role="alert">${t(dish ? 'fault.sold_out' : 'fault.gone')}</p>
      <button type="button" class="act" onClick=${close}>${t('close')}</button><//>`;
  const room = quantityMax(dish) - quantityOf(cart.value, dish.sku);
  const open = openGroups(dish, options.value);
  const price = unitPrice(dish, options.value) * quantity.value;
  const add = () => {
    setCart(added(cart.value, dish, { options: options.value, note: note.value, quantity: quantity.value }));
    close();
  };
  return html`<${Dialog} title=${named(dish.name)} onClose=${close}>
    ${named(dish.description) && html`<p>${named(dish.description)}</p>`}
    ${groupsOf(dish).map((group) => html`<${Group} key=${group.code} group=${group} chosen=${options.value} onTap=${(code) => (options.value = tapped(group, options.value, code))} />`)}
    <label class="field">${t('sheet.note')}<input type="text" maxlength=${NOTE_MAX} value=${note.value} onInput=${(event) => (note.value = event.target.value)} /></label>
    <div class="sheet-foot">
      <${Stepper} value=${quantity.value} min=${1} max=${Math.max(1, room)} what=${named(dish.name)} onChange=${(value) => (quantity.value = value)} />
      <button type="button" class="act strong" disabled=${open.length > 0 || room < 1} onClick=${add}>
        ${room < 1 ? t('fault.over_max', { count: quantityMax(dish) }) : open.length > 0 ? t('sheet.open', { group: named(open[0].name) }) : html`${t('sheet.add')} <span aria-live="polite">${yuan(price)}</span>`}
      </button>
    </div>
  <//>`;
}

function Group({ group, chosen, onTap }) {
  const one = group.choose_max === 1;
  const rule = one ? ((group.choose_min || 0) > 0 ? t('group.one') : t('group.one_or_none')) : t('group.many', { max: group.choose_max });
  return html`<fieldset class="group">
    <legend>${named(group.name)} <span class="fine">${rule}</span></legend>
    ${group.options.map((option) => html`<button type="button" key=${option.code} class="option" aria-pressed=${chosen.includes(option.code)} onClick=${() => onTap(option.code)}>
      ${named(option.name)}${option.price_delta ? html` <span class="delta">${option.price_delta > 0 ? '+' : '−'}${yuan(Math.abs(option.price_delta))}</span>` : ''}</button>`)}
  </fieldset>`;
}
