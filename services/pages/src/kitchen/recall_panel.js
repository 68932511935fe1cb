// Back from "done": the last ones, or any of the business day by its number.
import {html} from 'htm/preact';
import {useEffect, useState} from 'preact/hooks';
import {t} from '../shared/i18n.js';
import {wordsOf} from '../shared/problem_words.js';
import {isAllReturned, projected} from '../tickets/tickets.js';

const shownMost = 50;

export function RecallPanel({desk, panels}) {
  const [day, setDay] = useState({tickets: null, problem: null});
  const [wanted, setWanted] = useState('');
  const date = desk.link.businessDate.value;  // empty until the first reading: the open ones alone would pass for the whole day
  useEffect(() => { if (date) readDay(desk.link, date).then((tickets) => setDay({tickets}), (problem) => setDay({tickets: null, problem})); }, [date]);
  desk.link.version.value;
  desk.outboxVersion.value;
  const found = recallable(desk, day.tickets ?? [], wanted.trim());
  return html`
    <aside class="recall" aria-label=${t('recall')}>
      <header><h2>${t('recall')}</h2><button onClick=${panels.close}>${t('close')}</button></header>
      <label>${t('recall_search')}<input inputmode="numeric" value=${wanted} onInput=${(event) => setWanted(event.target.value)} /></label>
      ${day.problem && html`<p class="refused" role="alert">${t('recall_offline', {why: wordsOf(day.problem)})}</p>`}
      ${!day.tickets && !day.problem && html`<p role="status">${t('reading_tickets')}</p>`}
      <ul>${found.slice(0, shownMost).map((ticket) => html`<${Row} key=${ticket.id} ticket=${ticket} desk=${desk} />`)}</ul>
      ${day.tickets && found.length === 0 && html`<p>${t('recall_none')}</p>`}
    </aside>`;
}

function Row({ticket, desk}) {
  const pending = desk.outbox.of(ticket.id).some((command) => !command.refused);
  return html`
    <li>
      <p><b>${ticket.pickup_number}</b> ${ticket.service.table} <small>${ticket.station} · ${t(`status_${ticket.status}`)}</small></p>
      <p class="what">${ticket.items.filter((item) => item.quantity > 0).map((item) => `${item.quantity}× ${item.name}`).join('、')}</p>
      <button disabled=${pending} onClick=${() => desk.recall(ticket)}>${pending ? t('sending') : t('recall_this')}</button>
    </li>`;
}

async function readDay(link, date) {
  const tickets = [];
  let token = '';
  do {
    const page = await link.readPage({business_date: date, page_size: 500, page_token: token});
    tickets.push(...page.items);
    token = page.next_page_token;
  } while (token);
  return tickets;
}

// What the screen knows is newer than what was read when the panel opened.
function recallable(desk, day, number) {
  const known = new Map(day.map((ticket) => [ticket.id, ticket]));
  for (const ticket of desk.link.tickets.all())
    if ((known.get(ticket.id)?.version ?? 0) <= ticket.version) known.set(ticket.id, ticket);
  return [...known.values()].map((ticket) => projected(ticket, desk.outbox.of(ticket.id)))
    .filter((ticket) => (ticket.status === 'done' || ticket.status === 'served') && !isAllReturned(ticket) && desk.inView(ticket) && (!number || ticket.pickup_number === number))
    .sort((one, other) => (finishedAt(other) < finishedAt(one) ? -1 : 1));
}

function finishedAt(ticket) { return ticket.served_at ?? ticket.done_at ?? ''; }
