// What needs a person, with what was done about it and the buttons for what can be done. What nobody can do here is said in words.
import {html} from 'htm/preact';
import {t} from '../shared/i18n.js';
import {yuan} from '../shared/money.js';
import {ActButton} from './act_button.js';
import {amount, download} from './csv.js';
import {isGivenUp, waitsForPerson} from './figures.js';
import {actName, age, failureName, localTime, methodName, orderState, refundState, whyName} from './words.js';

function Acts({acts}) {
  if (!acts.length) return null;
  return html`<ul class="acts">${acts.map((each) => html`<li key=${each.at}>${localTime(each.at, true)} ${actName(each.act)} · ${each.principal.replace('staff:', '')}${each.reason && ` · ${each.reason}`}</li>`)}</ul>`;
}

function OrderLink({order, search}) {
  return html`<button class="link" onClick=${() => search.find(order.id)}>${order.pickup_number ? t('order_number', {number: order.pickup_number}) : t('order_without_number')}</button>
    <span class="fine">${orderState(order.status)}</span>`;
}

function Matter({kind, id, open, at, desk, children}) {
  desk.tick.value;
  return html`<li class=${`matter ${open ? 'open' : 'settled'}`} data-kind=${kind} data-id=${id}>
    <p class="fine">${open ? t('waits_for_you') : t('taken_care_of')} · ${age(desk.clock.now() - Date.parse(at))}</p>${children}</li>`;
}

const conflictHint = ({refundable, returned}, open) => {
  if (refundable > 0) return 'conflict_amount_hint';
  if (returned > 0) return open ? 'conflict_returned_open' : 'conflict_returned';
  return open ? 'conflict_hint' : 'conflict_kept';
};

function Conflict({each, desk, search, again}) {
  const open = waitsForPerson.conflict(each);
  return html`<${Matter} kind="conflict" id=${each.payment_id} open=${open} at=${each.at} desk=${desk}>
    <h3>${t('conflict_title', {received: yuan(each.received), amount: yuan(each.amount), method: methodName(each.method)})}</h3>
    <p>${whyName(each.why)} <${OrderLink} order=${each.order} search=${search} /></p>
    <p class="fine">${t(conflictHint(each, open))}</p>
    <${Acts} acts=${each.acts} />
    ${each.refundable > 0 && html`<${ActButton} label=${t('give_back', {amount: yuan(each.refundable)})} onDone=${again}
      send=${(reason, _, key) => desk.post(`/v1/orders/${each.order.id}/surplus-refunds`, {payment_id: each.payment_id, reason}, key)} />`}
    ${each.order.status === 'awaiting_payment' && html`<${ActButton} label=${t('cancel_order')} danger=${true} hint=${t(each.returned > 0 ? 'conflict_cancel_returned_hint' : 'conflict_cancel_hint')} onDone=${again}
      send=${(reason, _, key) => desk.post(`/v1/orders/${each.order.id}/cancel`, {reason}, key)} />`}
  <//>`;
}

function Return({each, desk, search, again}) {
  const {refund} = each;
  const open = waitsForPerson.return(each);
  const fen = Math.min(refund.amount, each.refundable);
  const aside = ['surplus', 'conflict'].includes(each.payment_status);  // it settled nothing
  const send = (reason, _, key) => (aside
    ? desk.post(`/v1/orders/${each.order.id}/surplus-refunds`, {payment_id: refund.payment_id, reason}, key)
    : desk.post(`/v1/orders/${each.order.id}/refunds`, {amount: fen, reason}, key));
  return html`<${Matter} kind=${refund.cause} id=${refund.id} open=${open} at=${refund.created_at} desk=${desk}>
    <h3>${t(each.payment_status === 'conflict' ? 'return_conflict' : `return_${refund.cause}`, {amount: yuan(refund.amount), method: methodName(each.method)})}</h3>
    <p><b>${refundState(refund.status)}</b>${each.failure && ` · ${failureName(each.failure)}`}${each.redone ? ` · ${t('redone')}` : ''} <${OrderLink} order=${each.order} search=${search} /></p>
    <${Acts} acts=${each.acts} />
    ${open && each.refundable > 0 && html`<${ActButton} label=${t('refund_again', {amount: yuan(aside ? each.refundable : fen)})} onDone=${again} send=${send} />`}
    ${open && each.refundable === 0 && html`<p class="fine">${t('refund_abnormal')}</p>`}
  <//>`;
}

function Notification({each, desk, again}) {
  const open = waitsForPerson.notification(each);
  const command = (name) => (reason, _, key) => desk.post(`/v1/notifications/${each.id}/${name}`, {reason}, key);
  return html`<${Matter} kind=${each.status} id=${each.id} open=${open} at=${each.at} desk=${desk}>
    <h3>${t(each.status === 'parked' ? 'notification_parked' : 'notification_dead', {amount: yuan(each.amount), account: each.account})}</h3>
    <p>${failureName(each.failure)} · ${t('names_number', {number: each.number || '–', gateway: each.gateway_number || '–'})}</p>
    <p class="fine">${isGivenUp(each) ? t('given_up') : each.status === 'parked' ? t('tries_again', {attempts: each.attempts}) : t('tried', {attempts: each.attempts})}</p>
    <${Acts} acts=${each.acts} />
    ${each.of_no_store ? html`<p class="fine">${t('of_no_store')}</p>` : html`<div class="row">
      <${ActButton} label=${t('retry')} send=${command('retry')} onDone=${again} />
      ${open && html`<${ActButton} label=${t('give_up')} danger=${true} hint=${t('give_up_hint')} send=${command('give-up')} onDone=${again} />`}</div>`}
  <//>`;
}

function rowsOf({conflicts, returns, notifications}) {
  const told = (acts) => acts.map((each) => `${localTime(each.at, true)} ${actName(each.act)} ${each.reason}`).join('; ');
  return [[t('kind'), t('at'), t('amount'), t('order'), t('number'), t('state'), t('done_about_it')],
    ...conflicts.map((each) => [t('kind_conflict'), localTime(each.at, true), amount(each.received), each.order.id, each.payment_id, orderState(each.order.status), told(each.acts)]),
    ...returns.map((each) => [t(`kind_${each.refund.cause}`), localTime(each.refund.created_at, true), amount(each.refund.amount), each.order.id, each.refund.id, refundState(each.refund.status), told(each.acts)]),
    ...notifications.map((each) => [t('kind_notification'), localTime(each.at, true), amount(each.amount), '', each.number, failureName(each.failure), told(each.acts)])];
}

export function Matters({desk, search}) {
  const found = desk.exceptions.value;
  if (!found) return null;
  const again = () => desk.readSoon(0);
  const parts = [
    ...found.conflicts.map((each) => [waitsForPerson.conflict(each), html`<${Conflict} key=${each.payment_id} ...${{each, desk, search, again}} />`]),
    ...found.returns.map((each) => [waitsForPerson.return(each), html`<${Return} key=${each.refund.id} ...${{each, desk, search, again}} />`]),
    ...found.notifications.map((each) => [waitsForPerson.notification(each), html`<${Notification} key=${each.id} ...${{each, desk, again}} />`]),
  ].sort(([one], [other]) => other - one);
  const save = () => download(`${t('csv_matters')}-${found.store_id}-${found.business_date}.csv`, rowsOf(found));
  return html`
    <section aria-labelledby="matters">
      <h2 id="matters">${t('matters')} <button onClick=${save}>${t('csv')}</button></h2>
      ${parts.length ? html`<ul class="matters">${parts.map(([, part]) => part)}</ul>` : html`<p class="fine">${t('no_matters')}</p>`}
    </section>`;
}
