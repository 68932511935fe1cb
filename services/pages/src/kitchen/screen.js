// The kitchen's screen as a whole: the bar, what is wrong, the places, and the panels beside them.
import {html} from 'htm/preact';
import {useEffect, useRef} from 'preact/hooks';
import {t} from '../shared/i18n.js';
import {LinkBanner} from '../tickets/link_banner.js';
import {Bar} from './bar.js';
import {Card} from './card.js';
import {HelpPanel} from './help_panel.js';
import {Rail} from './rail.js';
import {RecallPanel} from './recall_panel.js';
import {StorageBanner} from './storage_banner.js';

const cardWidth = 300;
const cardHeight = 300;
const gaps = 12;  // what lies between and around them, for each row
const placesLeast = 6;  // a phone scrolls

export function Screen({desk, alerts, panels, storage}) {
  const open = panels.open.value;
  return html`
    <h1 class="unseen-by-eyes">${t('kitchen')}</h1>
    <${Bar} desk=${desk} panels=${panels} />
    <${LinkBanner} link=${desk.link} tick=${desk.tick} waiting=${waitingCommands(desk)} />
    <${StorageBanner} storage=${storage} />
    <div class="work">
      <main><${Places} desk=${desk} alerts=${alerts} /></main>
      ${open === 'rail' && html`<${Rail} desk=${desk} />`}
      ${open === 'recall' && html`<${RecallPanel} desk=${desk} panels=${panels} />`}
      ${open === 'help' && html`<${HelpPanel} panels=${panels} />`}
    </div>
    <p class="unseen-by-eyes" role="status">${alerts.spoken.value}</p>`;
}

function waitingCommands(desk) {
  desk.outboxVersion.value;
  return desk.outbox.waiting;
}

function Places({desk, alerts}) {
  const grid = useRef(null);
  useEffect(() => fitted(grid.current, desk), []);
  const {places, page, pages, waiting} = desk.layout.value;
  const known = desk.link.known.value;
  return html`
    <div class="places" ref=${grid}>
      ${places.map((card, place) => (card ? html`<${Card} key=${card.key} card=${card} place=${place} desk=${desk} alerts=${alerts} />`
        : html`<div class="free" key=${`free-${place}`} aria-hidden="true">${place + 1}</div>`))}
    </div>
    ${known && places.every((card) => !card) && html`<p class="nothing" role="status">${t('nothing_to_make')}</p>`}
    ${!known && html`<p class="nothing" role="status">${t('reading_tickets')}</p>`}
    ${pages > 1 && html`
      <nav class="pages" aria-label=${t('pages')}>
        <button onClick=${() => desk.turn(-1)} disabled=${page === 0}>${t('page_before')}</button>
        <span>${t('page_of', {page: page + 1, pages, waiting})}</span>
        <button onClick=${() => desk.turn(1)} disabled=${page === pages - 1}>${t('page_after')}</button>
      </nav>`}`;
}

// As many places as the screen has room for; told anew when it is turned, or a panel opens.
function fitted(grid, desk) {
  const fit = () => {
    const room = grid.parentElement.getBoundingClientRect();
    const columns = Math.max(1, Math.floor(room.width / cardWidth));
    // Of the window, not of the content: tall cards would make room for more of them.
    const height = innerHeight - room.top - scrollY;
    const rows = Math.max(1, Math.floor(height / cardHeight));
    grid.style.setProperty('--columns', columns);
    grid.style.setProperty('--row', columns > 1 ? `${Math.floor(height / rows) - gaps}px` : '0px');
    desk.size.value = Math.max(columns * rows, placesLeast);
  };
  const watcher = new ResizeObserver(fit);
  watcher.observe(grid.parentElement);
  addEventListener('resize', fit);
  fit();
  return () => {
    watcher.disconnect();
    removeEventListener('resize', fit);
  };
}
