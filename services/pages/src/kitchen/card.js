// One ticket, or in the expediter's view one order, as a card.
import {html} from 'htm/preact';
import {duration} from '../shared/clock.js';
import {t} from '../shared/i18n.js';
import {wordsOf} from '../shared/problem_words.js';
import {isAllReturned, isFinished, itemKey} from '../tickets/tickets.js';
import {Dish} from './dish.js';

const shapes = {calm: '●', warning: '▲', late: '■'};

export function Card({card, place, desk, alerts}) {
  if (card.held) return html`<${HeldCard} card=${card} place=${place} desk=${desk} />`;
  desk.tick.value;
  const age = desk.ageOfCard(card);
  const unseen = card.tickets.map((ticket) => alerts.unseen.value.get(ticket.id)).find(Boolean);
  const classes = ['card', card.voided ? 'voided' : age.level, unseen && 'unseen', desk.selected.value === card.key && 'selected',
    desk.highlighted.value && holds(card, desk.highlighted.value) && 'highlighted'].filter(Boolean).join(' ');
  return html`
    <article class=${classes} data-key=${card.key} aria-label=${labelOf(card)} onClick=${() => { desk.selected.value = card.key; }}>
      <${Head} card=${card} place=${place} age=${age} />
      <${Badges} card=${card} />
      <div class="dishes">${card.tickets.map((ticket) => html`<${Section} key=${ticket.id} ticket=${ticket} named=${card.tickets.length > 1 || desk.view.value === 'expo'} desk=${desk} />`)}</div>
      ${card.first.note && html`<p class="note order-note">${t('order_note')} ${card.first.note}</p>`}
      <${Trouble} card=${card} desk=${desk} />
      <${Buttons} card=${card} desk=${desk} />
    </article>`;
}

function holds(card, key) { return card.tickets.some((ticket) => !isFinished(ticket) && ticket.items.some((item) => item.quantity > 0 && itemKey(item) === key)); }

function labelOf({first}) {
  return `${t('number', {number: first.pickup_number})} ${first.service.table ? t('table', {table: first.service.table}) : ''}`;
}

function Head({card, place, age}) {
  const {first} = card;
  return html`
    <header>
      ${place < 10 && html`<kbd aria-hidden="true">${(place + 1) % 10}</kbd>`}
      <h2>${first.pickup_number}</h2>
      <p class="where">${first.service.table ? t('table', {table: first.service.table}) : t(`service_${first.service.kind}`)}
        <small>${t(`channel_${first.channel}`)}</small></p>
      <p class="age"><span class="shape" aria-hidden="true">${card.voided ? '✕' : shapes[age.level]}</span>
        <strong>${card.voided ? t(voidedWord(card)) : ageWords(age)}</strong></p>
    </header>`;
}

function voidedWord(card) { return card.tickets.every(isAllReturned) ? 'all_returned' : 'voided'; }

function ageWords(age) {
  if (age.level === 'late') return t('late', {age: duration(age.over)});
  return t(age.level, {age: duration(age.seconds)});
}

function Badges({card}) {
  const stations = [...new Set(card.elsewhere.map((ticket) => ticket.station))];
  if (!card.addsTo && !stations.length) return null;
  return html`
    <p class="badges">
      ${card.addsTo && html`<span class="badge added">${t('adds_to', {number: card.addsTo.pickup_number})}</span>`}
      ${stations.length > 0 && html`<span class="badge">${t('also_at', {stations: stations.join('、')})}</span>`}
    </p>`;
}

function Section({ticket, named, desk}) {
  return html`
    <section class=${`section ${ticket.status}`}>
      ${named && html`<h3>${ticket.station} <span class="status">${t(`status_${ticket.status}`)}</span></h3>`}
      ${ticket.changes?.map((change) => html`<p class=${change.quantity > 0 ? 'change added' : 'change gone'}>
        ${t(change.quantity > 0 ? 'dish_added' : 'dish_gone', {name: change.name, quantity: Math.abs(change.quantity)})}</p>`)}
      <ul>${ticket.items.map((_, place) => html`<${Dish} key=${place} ticket=${ticket} place=${place} highlighted=${desk.highlighted.value} />`)}</ul>
    </section>`;
}

// What is on its way, and what was refused, in words.
function Trouble({card, desk}) {
  return html`
    ${card.pending.length > 0 && html`<p class="pending" role="status">${pendingWords(card, desk)}</p>`}
    ${card.refused && html`<p class="refused" role="alert">${t('refused', {command: t(`command_${card.refused.name}`), why: wordsOf(card.refused.refused)})}
      <button onClick=${() => desk.outbox.dismiss(card.refused)}>${t('understood')}</button></p>`}`;
}

export function pendingWords(card, desk) {
  const waits = desk.link.state.value.phase !== 'live' || card.pending.some((command) => command.doubt);
  return `${t(`command_${card.pending.at(-1).name}`)} · ${t(waits ? 'waiting_for_network' : 'sending')}`;
}

function Buttons({card, desk}) {
  if (card.toSee.length) return html`<footer><button class="main" onClick=${() => desk.see(card)}>${t('understood')}</button></footer>`;
  if (desk.view.value === 'expo') return html`<footer><${ServeButton} card=${card} desk=${desk} /></footer>`;
  return html`
    <footer>
      ${card.first.status === 'queued' && html`<button class="start" onClick=${() => desk.start(card)}>${t('start')}</button>`}
      ${card.first.status !== 'done' && html`<button class="main" onClick=${() => desk.bump(card)}>${t('done')}</button>`}
    </footer>`;
}

function ServeButton({card, desk}) {
  const ready = card.tickets.filter((ticket) => ticket.status === 'done').length;
  const open = card.tickets.filter((ticket) => !isFinished(ticket)).length;
  const words = ready === 0 ? t('none_ready') : ready < open ? t('serve_part', {ready, open}) : t('serve');
  return html`<button class=${ready === open ? 'main' : 'start'} disabled=${ready === 0} onClick=${() => desk.serve(card)}>${words}</button>`;
}

// Just bumped: it stays in its place, so that the hand that slipped finds it there.
function HeldCard({card, place, desk}) {
  const done = card.held.name === 'done';
  return html`
    <article class="card held" data-key=${card.key} aria-label=${labelOf(card)}>
      <header>${place < 10 && html`<kbd aria-hidden="true">${(place + 1) % 10}</kbd>`}<h2>${card.first.pickup_number}</h2></header>
      <button class="undo" onClick=${() => desk.undo(card)}>${t('undo')}</button>
      <p class="outcome" role="status">${card.pending.length ? pendingWords(card, desk) : t(done ? 'is_done' : 'is_served')}</p>
    </article>`;
}
