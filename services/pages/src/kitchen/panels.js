// Which panel is open beside the places, and what the bar's buttons do that is not a ticket's.
import {signal} from '@preact/signals';
import {muted} from '../shared/sounds.js';

export function makePanels({desk, storage}) {
  const open = signal(matchMedia('(min-width: 1200px)').matches ? 'rail' : null);
  const panels = {
    open,
    toggle(name) { open.value = open.value === name ? null : name; },
    close() {
      open.value = null;
      desk.highlighted.value = null;
    },
    mute() { muted.value = !muted.value; },
    show(view) {
      desk.show(view);
      storage.put('settings', 'view', view);
    },
    // This device is to be no kitchen screen any more. What was not sent yet stays until there is a key again.
    async leave() {
      await storage.delete('settings', 'access');
      location.reload();
    },
  };
  return panels;
}
