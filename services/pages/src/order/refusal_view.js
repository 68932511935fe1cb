// An order the service did not take: why, and a way on from there.
import { cartOf } from './cart_model.js';
import { cart, cart_open, client, menu, note, placement, readMenu, screen, seat, send, setCart } from './state.js';
import { Act, html } from './view.js';
import { named, problemText, t, yuan } from './words.js';

export function Refusal() {
  const { problem, order } = placement.value.refusal;
  const field = problem.errors?.[0];
  const bad_line = lineOf(field?.pointer, order);
  const dish = bad_line && menu.value?.index.by_sku.get(bad_line.sku);
  return html`<section class="way" aria-labelledby="refusal-title" data-refusal=${problem.code}>
    <div role="alert"><h2 id="refusal-title">${problemText(problem)}</h2></div>
    <p>${t('refusal.nothing')}</p>
    ${bad_line && html`<p class="verdict">${dish ? named(dish.name) : bad_line.sku}</p>`}
    ${problem.quote && html`<p>${t('refusal.price', { before: yuan(order.expected_total), now: yuan(problem.quote.total) })}</p>`}
    <div class="buttons">
      ${problem.code === 'price_changed' && problem.quote && html`<${Act} look="strong" onAct=${() => again({ ...order, expected_total: problem.quote.total })}>${t('refusal.accept', { total: yuan(problem.quote.total) })}<//>`}
      ${field?.code === 'other_table' && html`<${Act} look="strong" onAct=${() => again({ ...order, service: { ...order.service, table: seat.value.table } })}>${t('refusal.this_table', { table: seat.value.table })}<//>`}
      ${problem.code === 'store_closed' && html`<${Act} look="strong" onAct=${() => again(order)}>${t('refusal.try')}<//>`}
      <${Act} onAct=${() => back(order, problem.code === 'sold_out' ? bad_line : null)}>${t(problem.code === 'sold_out' && bad_line ? 'refusal.without' : 'refusal.back')}<//>
    </div>
    ${problem.request_id && html`<p class="fine">${t('request', { id: problem.request_id })}</p>`}
  </section>`;
}

// "/lines/2/sku" names a line of what was sent.
function lineOf(pointer, order) {
  const at = /^\/lines\/(\d+)/.exec(pointer || '')?.[1];
  return at === undefined ? null : order.lines[Number(at)];
}

function again(order) {
  client.dismissRefusal();
  send(order);
  readMenu();
}

async function back(order, without) {
  await readMenu(); // the cart shows what has become of each line
  const lines = cartOf({ ...order, lines: order.lines.filter((line) => line !== without) }, menu.value?.index);
  setCart([...cart.value, ...lines]);
  note.value = order.note || '';
  client.dismissRefusal();
  screen.value = 'menu';
  cart_open.value = true;
}
