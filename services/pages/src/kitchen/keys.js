// The keyboard, and bump bars, which are keyboards: digits choose a place, the same digit again or Enter bumps.
import {unlock} from '../shared/sounds.js';

const places = '1234567890';

export function listenForKeys(desk, alerts, panels) {
  addEventListener('keydown', (event) => {
    unlock();
    alerts.seen();
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const act = actionFor(event, desk, panels);
    if (!act) return;
    event.preventDefault();
    if (!event.repeat) act();  // a key that is held down is one stroke
  });
}

function isTyping(target) { return target instanceof HTMLElement && target.matches('input, select, textarea'); }

function actionFor(event, desk, panels) {
  const key = event.key.toLowerCase();
  if (key === 'escape') return () => panels.close();
  if (places.includes(key) && key.length === 1) return () => choose(desk, places.indexOf(key));
  const card = selectedCard(desk);
  const onButton = event.target instanceof HTMLElement && event.target.matches('button, a');
  if (key === 'enter' && onButton) return null;  // the button's own
  const ofCard = {enter: 'main', s: 'start', d: 'bump', v: 'serve', u: 'undo'}[key];
  if (ofCard) return card && (() => desk[ofCard](card));
  return {
    arrowright: () => move(desk, 1), arrowleft: () => move(desk, -1), '+': () => desk.turn(1), pagedown: () => desk.turn(1),
    '-': () => desk.turn(-1), pageup: () => desk.turn(-1), t: () => desk.tidy(), a: () => panels.toggle('rail'),
    r: () => panels.toggle('recall'), m: () => panels.mute(), '?': () => panels.toggle('help'),
  }[key];
}

function selectedCard(desk) { return desk.layout.value.places.find((card) => card?.key === desk.selected.value) ?? null; }

function choose(desk, place) {
  const card = desk.layout.value.places[place];
  if (!card) return;
  if (desk.selected.value === card.key) desk.main(card);
  desk.selected.value = card.key;
}

function move(desk, step) {
  const cards = desk.layout.value.places.filter(Boolean);
  if (!cards.length) return;
  const at = cards.findIndex((card) => card.key === desk.selected.value);
  desk.selected.value = cards[(at + step + cards.length + (at < 0 && step < 0 ? 1 : 0)) % cards.length].key;
}
