// Asks where the shown order stands, while it is in the kitchen and somebody looks at it.
import { computed, effect, signal, untracked } from '@preact/signals';
import { progress } from './following.js';
import { inKitchen } from './queue_model.js';
import { client, screen, shown_order } from './state.js';

export const queue_seen = signal({}); // {order_id, queue, as_of, problem}

const visible = signal(!document.hidden);

const watched = computed(() => {
  const status = progress.value[shown_order.value]?.view.order.status;
  return visible.value && screen.value === 'order' && inKitchen(status) ? shown_order.value : null;
});

export function watchQueue() {
  document.addEventListener('visibilitychange', () => (visible.value = !document.hidden));
  effect(() => {
    const order_id = watched.value;
    if (!order_id) return;
    const following = untracked(() => client.followQueue(order_id, (seen) => (queue_seen.value = { order_id, ...seen })));
    return () => following.stop();
  });
}
