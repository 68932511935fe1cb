// The day in figures: now, by channel, the kitchen. What is shown can be taken along as a table.
import {html} from 'htm/preact';
import {t} from '../shared/i18n.js';
import {yuan} from '../shared/money.js';
import {amount, download} from './csv.js';
import {average, change, net, untilSameTime} from './figures.js';
import {age, channelName, localTime, paymentState} from './words.js';

function Tile({name, label, value, now, then}) {
  const percent = then === undefined ? null : change(now, then);
  return html`
    <div class="tile" data-tile=${name}>
      <h3>${label}</h3>
      <p class="figure">${value}</p>
      <p class="fine">${percent === null ? t('no_comparison') : percent === 0 ? t('same_as_yesterday') : t(percent < 0 ? 'less_than_yesterday' : 'more_than_yesterday', {percent: Math.abs(percent)})}</p>
    </div>`;
}

export function Tiles({desk}) {
  const today = desk.takings.value;
  if (!today) return null;
  const {figures} = today;
  const then = untilSameTime(desk.before.value, today);
  return html`
    <section aria-labelledby="now">
      <h2 id="now">${t('now_of', {date: today.business_date})}</h2>
      <div class="tiles">
        <${Tile} name="net" label=${t('net')} value=${yuan(net(figures))} now=${net(figures)} then=${then ? net(then) : undefined} />
        <${Tile} name="orders" label=${t('orders')} value=${figures.orders_placed} now=${figures.orders_placed} then=${then?.orders_placed} />
        <${Tile} name="average" label=${t('average')} value=${yuan(average(figures))} now=${average(figures)} then=${then ? average(then) : undefined} />
        <${Tile} name="refunds" label=${t('refunds')} value=${yuan(figures.refunded)} now=${figures.refunded} then=${then?.refunded} />
      </div>
    </section>`;
}

const columns = ['orders_placed', 'orders_accepted', 'orders_cancelled', 'orders_expired', 'received', 'refunded', 'aside', 'returned'];
const money = new Set(['received', 'refunded', 'aside', 'returned']);

export function Channels({desk}) {
  const today = desk.takings.value;
  if (!today) return null;
  const rows = [...today.channels.map((each) => [channelName(each.channel), each.figures]), [t('all'), today.figures]];
  const save = () => download(`${t('csv_takings')}-${today.store_id}-${today.business_date}.csv`, [
    [t('channel'), ...columns.map((name) => t(`figure_${name}`))],
    ...rows.map(([name, figures]) => [name, ...columns.map((column) => (money.has(column) ? amount(figures[column]) : figures[column]))]),
    [], [t('slot'), ...columns.map((name) => t(`figure_${name}`))],
    ...today.slots.map((slot) => [localTime(slot.at, true), ...columns.map((column) => (money.has(column) ? amount(slot.figures[column]) : slot.figures[column]))]),
  ]);
  return html`
    <section aria-labelledby="channels">
      <h2 id="channels">${t('by_channel')} <button onClick=${save}>${t('csv')}</button></h2>
      <div class="wide" tabindex="0" role="group" aria-labelledby="channels"><table>
        <thead><tr><th scope="col">${t('channel')}</th>${columns.map((name) => html`<th scope="col" class="number">${t(`figure_${name}`)}</th>`)}</tr></thead>
        <tbody>${rows.map(([name, figures]) => html`<tr key=${name}><th scope="row">${name}</th>${columns.map((column) => html`
          <td class="number">${money.has(column) ? yuan(figures[column]) : figures[column]}</td>`)}</tr>`)}</tbody>
      </table></div>
      ${!today.channels.length && html`<p class="fine">${t('nothing_yet')}</p>`}
    </section>`;
}

export function Kitchen({desk}) {
  const today = desk.takings.value;
  if (!today?.stations.length) return null;
  const save = () => download(`${t('csv_kitchen')}-${today.store_id}-${today.business_date}.csv`, [
    [t('station'), t('tickets'), t('p80_seconds'), t('late_after_seconds'), t('late')],
    ...today.stations.map((each) => [each.station, each.tickets, each.p80_seconds, each.late_seconds, each.late])]);
  return html`
    <section aria-labelledby="kitchen">
      <h2 id="kitchen">${t('kitchen_speed')} <button onClick=${save}>${t('csv')}</button></h2>
      <ul class="stations">${today.stations.map((each) => html`
        <li key=${each.station} data-station=${each.station}><b>${each.station}</b>
          <span>${t('p80', {seconds: each.p80_seconds})}</span>
          <span class=${each.late ? 'warned' : ''}>${t('late_share', {percent: Math.round(each.late / each.tickets * 100), late: each.late, tickets: each.tickets})}</span></li>`)}</ul>
    </section>`;
}

export function PaymentStates({desk}) {
  desk.tick.value;
  const found = desk.exceptions.value;
  if (!found) return null;
  const save = () => download(`${t('csv_payments')}-${found.store_id}-${found.business_date}.csv`, [
    [t('state'), t('payments'), t('amount'), t('oldest')],
    ...found.payments.map((each) => [paymentState(each.status), each.payments, amount(each.amount), localTime(each.oldest_at, true)])]);
  return html`
    <section aria-labelledby="payments">
      <h2 id="payments">${t('payments_by_state')} <button onClick=${save}>${t('csv')}</button></h2>
      <div class="wide" tabindex="0" role="group" aria-labelledby="payments"><table>
        <thead><tr><th scope="col">${t('state')}</th><th scope="col" class="number">${t('payments')}</th><th scope="col" class="number">${t('amount')}</th><th scope="col">${t('oldest')}</th></tr></thead>
        <tbody>${found.payments.map((each) => html`<tr key=${each.status} data-state=${each.status}><th scope="row">${paymentState(each.status)}</th>
          <td class="number">${each.payments}</td><td class="number">${yuan(each.amount)}</td><td>${age(desk.clock.now() - Date.parse(each.oldest_at))}</td></tr>`)}</tbody>
      </table></div>
      ${!found.payments.length && html`<p class="fine">${t('nothing_yet')}</p>`}
    </section>`;
}
