// The same page on a stand by the door: nobody's cart stays for the next one, and nobody's number stays on the screen. An
// order under way is never dropped: it is on this machine, and is finished first, also after a reboot.
import { followedView } from './following.js';
import { moneyOf } from './progress_model.js';
import { cart_open, chosen_dish, guests, kind, note, ordering, placement, screen, setCart, shown_order } from './state.js';

const IDLE_MS = 60_000;
const NUMBER_SHOWN_MS = 30_000; // after it is paid

let timer = null;

export function startKiosk() {
  document.documentElement.classList.add('kiosk-page');
  for (const kind_of of ['pointerdown', 'keydown', 'scroll']) addEventListener(kind_of, arm, { passive: true, capture: true });
  arm();
}

export function arm() {
  clearTimeout(timer);
  timer = setTimeout(reset, screen.value === 'order' ? NUMBER_SHOWN_MS : IDLE_MS);
}

function reset() {
  if (ordering.value || placement.value.phase === 'refused') return arm();
  const shown = screen.value === 'order' && followedView(shown_order.value);
  if (shown && ['due', 'open', 'checking'].includes(moneyOf(shown.view)) && shown.view.order.status === 'awaiting_payment') return arm(); // somebody is paying
  setCart([]);
  note.value = '';
  kind.value = 'dine_in';
  guests.value = 1;
  chosen_dish.value = null;
  cart_open.value = false;
  shown_order.value = null;
  screen.value = 'menu';
  scrollTo(0, 0);
  arm();
}
