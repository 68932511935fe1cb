// "3 orders ahead · about 8 min", or nothing.
import { useRef } from 'preact/hooks';
import { placeShown, placeSpoken } from './queue_model.js';
import { queue_seen } from './queue_watch.js';
import { html, tick } from './view.js';
import { clockTime, t } from './words.js';

export function QueuePlace({ order }) {
  const spoken = useRef(null);
  const seen = queue_seen.value.order_id === order.id ? queue_seen.value : null;
  const place = placeShown(order.status, seen, Math.max(tick.value, seen?.as_of ?? 0));
  spoken.current = placeSpoken(spoken.current, place, tick.value);
  return html`
    ${place && html`<p class="queue" data-ahead=${place.ahead} data-minutes=${place.minutes ?? ''}>${words(place)}${place.old && html` <span class="fine">${t('queue.as_of', { at: clockTime(seen.as_of) })}</span>`}</p>`}
    <p class="unseen" aria-live="polite">${spoken.current && words(spoken.current)}</p>`;
}

function words({ ahead, minutes }) {
  const many = ahead === 0 ? 'queue.next' : ahead === 1 ? 'queue.one' : 'queue.many';
  const when = minutes === null ? '' : ` · ${t('queue.about', { minutes })}`;
  return t(many, { count: ahead }) + when;
}
