// The page as a whole: the way in, what is wrong at the moment, and one of two screens.
import { CartBar, CartSheet } from './cart_view.js';
import { first_sight } from './first_sight.js';
import { openOrders, progress } from './following.js';
import { MenuScreen } from './menu_view.js';
import { OrderScreen } from './order_view.js';
import { Sheet } from './sheet.js';
import { cart_open, chosen_dish, forgetful, kiosk, menu, menu_problem, opening, ordering, placement, screen, seat, session, showMenu, showOrder } from './state.js';
import { Act, html } from './view.js';
import { clockTime, language, named, problemText, setLanguage, t } from './words.js';

export function App() {
  const shown = session.value || (first_sight && opening.value.kind !== 'refused');
  if (!shown) return html`<${Entrance} />`;
  return html`<div class=${kiosk ? 'app kiosk' : 'app'}>
    <${Head} />
    <${News} />
    ${screen.value === 'menu' ? html`<${MenuScreen} /><${CartBar} />` : html`<${OrderScreen} />`}
    ${chosen_dish.value && html`<${Sheet} key=${chosen_dish.value.sku} dish=${chosen_dish.value} />`}
    ${cart_open.value && html`<${CartSheet} />`}
  </div>`;
}

// Before there is a session, and no menu came with the page: trying, or why it cannot be.
function Entrance() {
  const { kind, problem } = opening.value;
  return html`<main class="entrance">
    <h1>${t('title')}</h1>
    ${kind === 'refused'
      ? html`<p class="verdict" role="alert">${problemText(problem)}</p><p>${t('entrance.scan')}</p>
          ${problem.request_id && html`<p class="fine">${t('request', { id: problem.request_id })}</p>`}`
      : html`<p role="status"><span class="spinner" aria-hidden="true"></span> ${kind === 'opening' ? t('entrance.opening') : `${problemText(problem)} ${t('entrance.again')}`}</p>`}
    <${Languages} />
  </main>`;
}

function Head() {
  const at = seat.value;
  return html`<header class="head">
    ${screen.value === 'order' && html`<button type="button" class="round" aria-label=${t('back_to_menu')} onClick=${showMenu}>‹</button>`}
    <h1>${named(at.store_name)}</h1>
    <p class="table">${t('table', { table: at.table })}</p>
    <${Languages} />
  </header>`;
}

function Languages() {
  const other = language.value === 'zh' ? 'en' : 'zh';
  return html`<button type="button" class="language" lang=${other} onClick=${() => setLanguage(other)}>${other === 'en' ? 'English' : '中文'}</button>`;
}

// One line for each thing the guest should know; nothing when all is well.
function News() {
  const lines = [];
  if (!session.value && opening.value.problem) lines.push(html`<p class="news warn">${problemText(opening.value.problem)} ${t('entrance.again')}</p>`);
  else if (!placement.value.online) lines.push(html`<p class="news warn">${t('news.offline')}</p>`);
  if (forgetful.value) lines.push(html`<p class="news warn">${t('news.forgetful')}</p>`);
  if (placement.value.online && menu_problem.value && menu.value) lines.push(html`<p class="news warn">${t('news.menu_old', { at: clockTime(menu.value.as_of) })}</p>`);
  if (screen.value === 'menu') {
    if (ordering.value || placement.value.phase === 'refused')
      lines.push(html`<p class="news busy"><span>${t(`news.${placement.value.phase === 'refused' ? 'refused' : 'ordering'}`)}</span><${Act} look="small" onAct=${() => showOrder(null)}>${t('news.look')}<//></p>`);
    for (const { order_id } of kiosk ? [] : openOrders()) {
      const { order } = progress.value[order_id].view;
      const number = order.pickup_number ? t('news.number', { number: order.pickup_number }) : '';
      lines.push(html`<p class="news calm"><span>${number} ${t(`status.${order.status}`)}</span><${Act} look="small" onAct=${() => showOrder(order_id)}>${t('news.look')}<//></p>`);
    }
  }
  return html`<div class="news-list" role="status" aria-live="polite">${lines}</div>`;
}
