// How many of each dish come back. Nothing chosen: only money goes back.
import {html} from 'htm/preact';
import {t} from '../shared/i18n.js';
import {isWholeOrder} from './returned_lines.js';

// onCounts({[line]: quantity})
export function DishPicker({dishes, counts, onCounts, busy}) {
  const choose = (line, most) => (event) => {
    const wanted = Math.trunc(Number(event.target.value));
    onCounts({...counts, [line]: Math.max(0, Math.min(most, wanted || 0))});
  };
  return html`
    <fieldset class="dishes">
      <legend>${t('returned_dishes')}</legend>
      ${dishes.map(({line, name, left}) => html`
        <label key=${line}><span>${name} <span class="fine">${t('of_left', {count: left})}</span></span>
          <input type="number" inputmode="numeric" min="0" max=${left} step="1" value=${counts[line] ?? 0} readonly=${busy} data-line=${line} onInput=${choose(line, left)} /></label>`)}
      ${isWholeOrder(dishes, counts) && html`<p class="refused" role="alert">${t('whole_order')}</p>`}
    </fieldset>`;
}
