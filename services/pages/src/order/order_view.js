// The order screen: an order on its way, or how far one is that was placed.
import { useSignal } from '@preact/signals';
import { followedView, progress, readNow } from './following.js';
import { Money } from './pay_view.js';
import { moneyOf, shortId, stepsOf } from './progress_model.js';
import { QueuePlace } from './queue_view.js';
import { Refusal } from './refusal_view.js';
import { client, kiosk, menu, placement, shown_order, showMenu, showOrder } from './state.js';
import { Act, html, tick } from './view.js';
import { clockTime, named, problemText, t, yuan } from './words.js';

export function OrderScreen() {
  const { phase } = placement.value;
  if (!shown_order.value && phase === 'refused') return html`<main class="order"><${Refusal} /></main>`;
  if (!shown_order.value && phase !== 'none') return html`<main class="order"><${OnItsWay} /></main>`;
  const shown = followedView(shown_order.value);
  return html`<main class="order">
    <${Others} />
    ${shown ? html`<${Placed} key=${shown_order.value} shown=${shown} />` : html`<p class="nothing">${t('order.none')}</p>`}
    <${Act} onAct=${showMenu}>${t(kiosk ? 'order.finish' : 'order.more')}<//>
  </main>`;
}

// Today's other orders, and the one on its way.
function Others() {
  const known = placement.value.placed.filter(({ order_id }) => progress.value[order_id]);
  if (kiosk) return null; // other people's
  if (known.length < 2 && placement.value.phase === 'none') return null;
  return html`<nav class="others" aria-label=${t('order.others')}>
    ${placement.value.phase !== 'none' && html`<button type="button" class="option" aria-pressed=${!shown_order.value} onClick=${() => showOrder(null)}>${t('order.under_way')}</button>`}
    ${known.map(({ order_id }) => html`<button type="button" key=${order_id} class="option" aria-pressed=${shown_order.value === order_id} onClick=${() => showOrder(order_id)}>
      ${progress.value[order_id].view.order.pickup_number || shortId(order_id)}</button>`)}
  </nav>`;
}

// Before the service has answered. `sent` is what can honestly be said of where the order is.
function OnItsWay() {
  const { phase, sent, problem, next_at, online, pending } = placement.value;
  const waits = next_at && online ? Math.ceil((next_at - tick.value) / 1_000) : 0;
  const title = phase === 'waiting' ? (online ? 'way.waiting' : 'way.offline') : `way.${phase}`;
  return html`<section class="way" aria-labelledby="way-title" data-phase=${phase} data-sent=${sent}>
    <h2 id="way-title" aria-live="polite">${(phase === 'sending' || phase === 'checking') && html`<span class="spinner" aria-hidden="true"></span> `}${t(title)}</h2>
    <p>${t(wordsOf(phase, sent, pending))}</p>
    ${problem && online && html`<p class="verdict">${problemText(problem)}</p>`}
    ${waits > 0 && html`<p class="fine">${t('way.next', { seconds: waits })}</p>`}
    ${pending?.attempts > 1 && html`<p class="fine">${t('way.attempts', { count: pending.attempts })}</p>`}
    <${Lines} lines=${pending?.order.lines || []} plain />
    <div class="buttons">
      ${phase === 'waiting' && online && html`<${Act} look="strong" onAct=${() => client.show()}>${t('way.now')}<//>`}
      ${phase === 'stale' && html`<${Act} look="strong" onAct=${() => client.confirm()}>${t('way.confirm')}<//>`}
      ${phase === 'needs_session' && html`<${Act} look="strong" onAct=${() => client.show()}>${t('way.now')}<//>`}
      ${phase !== 'checking' && html`<${Act} onAct=${() => client.giveUp()}>${t('way.give_up')}<//>`}
    </div>
  </section>`;
}

function wordsOf(phase, sent, pending) {
  if (phase === 'stale') return 'way.stale_words';
  if (phase === 'sending' && pending?.attempts <= 1) return 'way.first';
  return sent === 'maybe' ? 'way.maybe' : 'way.not_sent';
}

function Placed({ shown: { view, as_of, problem } }) {
  const { order } = view;
  const money = moneyOf(view);
  return html`<section class="placed" aria-labelledby="placed-title" data-status=${order.status} data-money=${money} data-order=${order.id}>
    ${order.pickup_number
      ? html`<p class="pickup"><span>${t('order.pickup')}</span><strong>${order.pickup_number}</strong></p>`
      : html`<p class="pickup none">${t(order.status === 'awaiting_payment' ? 'order.number_after_payment' : 'order.no_number')}</p>`}
    <h2 id="placed-title" aria-live="polite">${t(`status.${order.status}`)}</h2>
    <p>${t(`status_words.${order.status}`)}</p>
    <${QueuePlace} order=${order} />
    ${problem && html`<p class="verdict">${as_of ? t('order.old', { at: clockTime(as_of) }) : t('order.old_unknown')} ${problemText(problem)}</p>`}
    ${['cancelled', 'expired'].includes(order.status) ? null : html`<${Steps} order=${order} />`}
    <${Money} view=${view} money=${money} />
    <${Refunds} refunds=${view.refunds || []} />
    <${Lines} lines=${order.lines || []} />
    <p class="total">${t('order.total')} <strong>${yuan(order.total)}</strong></p>
    ${order.status === 'awaiting_payment' && html`<${Cancel} order=${order} />`}
    <p class="fine">${t('order.id', { id: shortId(order.id) })}</p>
  </section>`;
}

function Steps({ order }) {
  return html`<ol class="steps">${stepsOf(order.status, order.payment_timing).map((step) => html`<li key=${step.name} class=${step.state} aria-current=${step.state === 'now' ? 'step' : undefined}>
    <span class="mark" aria-hidden="true">${{ done: '✓', now: '●', open: '○' }[step.state]}</span>${t(`step.${step.name}`)}<span class="unseen"> ${t(`step_state.${step.state}`)}</span></li>`)}</ol>`;
}

function Lines({ lines, plain = false }) {
  return html`<ul class="receipt">${lines.map((line, at) => html`<li key=${at}><span>${line.name || nameOf(line.sku)} × ${line.quantity}
    ${!plain && (line.options || []).length > 0 && html`<span class="fine"> ${line.options.map((option) => option.name).join(' · ')}</span>`}
    ${line.note && html`<span class="fine"> ${line.note}</span>`}
    ${line.returned > 0 && html`<strong class="returned"> ${t('order.returned', { count: line.returned })}</strong>`}</span>${!plain && html`<span>${yuan(line.amount)}</span>`}</li>`)}</ul>`;
}

// What was not answered yet has no names of the service's.
const nameOf = (sku) => named(menu.value?.index.by_sku.get(sku)?.name) || sku;

function Refunds({ refunds }) {
  return refunds.map((refund) => html`<p class="news calm" key=${refund.id}>${t(`refund.${refund.status}`, { amount: yuan(refund.amount) })}</p>`);
}

// Asked twice: the first tap opens the question.
function Cancel({ order }) {
  const asked = useSignal(false);
  const said = useSignal(null);
  const cancel = async () => {
    const meaning = await client.cancel(order.id);
    said.value = meaning.kind === 'done' ? null : meaning.problem;
    readNow(order.id);
  };
  if (!asked.value) return html`<button type="button" class="act" onClick=${() => (asked.value = true)}>${t('cancel.ask')}</button>`;
  return html`<div class="buttons">
    <${Act} look="danger" onAct=${cancel}>${t('cancel.yes')}<//>
    <button type="button" class="act" onClick=${() => (asked.value = false)}>${t('cancel.no')}</button>
    ${said.value && html`<p class="verdict" role="alert">${problemText(said.value)}</p>`}
  </div>`;
}
