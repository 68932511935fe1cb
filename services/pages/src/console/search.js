// From any number on a receipt to the order, its money and how it came to be what it is.
import {signal} from '@preact/signals';
import {html} from 'htm/preact';
import {useEffect, useRef} from 'preact/hooks';
import {t} from '../shared/i18n.js';
import {yuan} from '../shared/money.js';
import {wordsOf} from '../shared/problem_words.js';
import {ActButton} from './act_button.js';
import {amount, download} from './csv.js';
import {returnable} from './returned_lines.js';
import {causeName, channelName, localTime, matchedBy, methodName, objectName, orderState, paymentState, refundState, stateOf} from './words.js';

export class Search {
  constructor({desk}) {
    this.desk = desk;
    this.sought = signal('');
    this.date = signal('');   // of a pick-up number; empty: today
    // phase: idle, busy, done, failed. found: [{order_view, matched_by, timeline}]
    this.state = signal({phase: 'idle', found: [], problem: null});
  }

  async find(number, date = '') {
    this.sought.value = number;
    this.date.value = date;
    const asked = this.asked = Symbol(number);
    this.state.value = {phase: 'busy', found: [], problem: null};
    try {
      const query = new URLSearchParams({number, ...(date ? {business_date: date} : {})});
      const {body} = await this.desk.get(`/v1/stores/${this.desk.store}/search?${query}`);
      const found = await Promise.all(body.items.map(async (each) => {
        const {body: {items}} = await this.desk.get(`/v1/orders/${each.order_view.order.id}/timeline`);
        return {...each, timeline: items};
      }));
      if (this.asked === asked) this.state.value = {phase: 'done', found, problem: null};
    } catch (problem) {
      if (this.asked === asked) this.state.value = {phase: 'failed', found: [], problem};
    }
  }

  again = () => {
    this.find(this.sought.value, this.date.value);
    this.desk.readSoon(0);
  };
}

export function SearchBox({search}) {
  const {phase, found, problem} = search.state.value;
  const results = useRef(null);
  useEffect(() => { if (phase === 'done') results.current?.focus(); }, [phase, found]);
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    search.find(form.get('number').trim(), form.get('date'));
  };
  return html`
    <section aria-labelledby="search">
      <h2 id="search">${t('search')}</h2>
      <form class="search" role="search" onSubmit=${submit}>
        <label>${t('any_number')}<input name="number" type="search" required maxlength="64" autocomplete="off" value=${search.sought.value} /></label>
        <label>${t('pickup_day')}<input name="date" type="date" value=${search.date.value} /></label>
        <button class="main">${phase === 'busy' ? t('searching') : t('find')}</button>
      </form>
      <div tabindex="-1" ref=${results} aria-live="polite">
        ${phase === 'failed' && html`<p class="refused">${wordsOf(problem)}</p>`}
        ${phase === 'done' && !found.length && html`<p>${t('nothing_found')}</p>`}
        ${found.map((each) => html`<${Found} key=${each.order_view.order.id} each=${each} search=${search} />`)}
      </div>
    </section>`;
}

const cancellable = ['awaiting_payment', 'accepted', 'preparing'];

function Found({each, search}) {
  const {order, payment_intent: intent, payments, refunds} = each.order_view;
  const {desk} = search;
  const reserved = refunds.filter((refund) => refund.status !== 'failed' && payments.find((pay) => pay.id === refund.payment_id)?.status === 'succeeded')
    .reduce((sum, refund) => sum + refund.amount, 0);
  const refundable = ['succeeded', 'partially_refunded'].includes(intent.status) ? intent.amount - reserved : 0;
  const save = () => download(`${order.id}.csv`, [[t('at'), t('object'), t('from'), t('to'), t('cause'), t('detail')],
    ...each.timeline.map((step) => [step.at, objectName(step.object), stateOf(step.object, step.from), stateOf(step.object, step.to), causeName(step.cause), step.detail]),
    [], [t('order'), order.id], [t('amount'), amount(order.total)]]);
  return html`
    <article class="found" data-order=${order.id}>
      <h3>${order.pickup_number ? t('order_number', {number: order.pickup_number}) : t('order_without_number')} · ${orderState(order.status)} · ${yuan(order.total)}</h3>
      <p class="fine">${t('found_by', {what: matchedBy(each.matched_by)})} · ${channelName(order.channel)} · ${order.business_date} · ${order.id}</p>
      <ul>${order.lines.map((line, place) => html`<li key=${place}>${line.quantity} × ${line.name} ${yuan(line.amount)}${line.returned > 0 && html` <b>${t('line_returned', {count: line.returned})}</b>`}</li>`)}</ul>
      <ul class="money">
        ${payments.map((pay) => html`<li key=${pay.id}>${methodName(pay.method)} ${yuan(pay.amount)} · <b>${paymentState(pay.status)}</b> <span class="fine">${pay.id}</span></li>`)}
        ${refunds.map((refund) => html`<li key=${refund.id}>${t('refund_of', {amount: yuan(refund.amount)})} · <b>${refundState(refund.status)}</b> ${refund.reason} <span class="fine">${refund.id}</span></li>`)}
      </ul>
      <div class="row">
        ${refundable > 0 && html`<${ActButton} label=${t('refund')} most=${refundable} dishes=${returnable(order)} onDone=${search.again}
          send=${(reason, fen, key, lines) => desk.post(`/v1/orders/${order.id}/refunds`, {amount: fen, reason, lines}, key)} />`}
        ${cancellable.includes(order.status) && html`<${ActButton} label=${t('cancel_order')} danger=${true} hint=${t('cancel_hint')} onDone=${search.again}
          send=${(reason, _, key) => desk.post(`/v1/orders/${order.id}/cancel`, {reason}, key)} />`}
        <button onClick=${save}>${t('csv')}</button>
      </div>
      <h4>${t('timeline')}</h4>
      <ol class="timeline">${each.timeline.map((step, place) => html`
        <li key=${place}><time datetime=${step.at}>${localTime(step.at, true)}</time> ${objectName(step.object)} <b>${step.from && `${stateOf(step.object, step.from)} → `}${stateOf(step.object, step.to)}</b>
          <span class="fine">${causeName(step.cause)}${step.detail && ` · ${step.detail}`}</span></li>`)}</ol>
    </article>`;
}
