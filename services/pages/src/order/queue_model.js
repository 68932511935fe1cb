// What is said of an order's place in the kitchen: nothing that the service has not said, and nothing old.

export const SHOWN_FOR_MS = 120_000;
const SPOKEN_EVERY_MS = 60_000;

export const inKitchen = (status) => status === 'accepted' || status === 'preparing';

// {ahead, minutes: null when not known, old: not confirmed}, or null. `seen` as the client tells it, `status` of the order as it is shown.
export function placeShown(status, seen, now) {
  if (!inKitchen(status) || !seen?.queue || !inKitchen(seen.queue.status)) return null;
  const age_ms = Math.max(0, now - seen.as_of);
  if (age_ms > SHOWN_FOR_MS) return null;
  const { ahead, ready_in_seconds } = seen.queue;
  const minutes = Number.isFinite(ready_in_seconds) ? Math.max(1, Math.ceil((ready_in_seconds - age_ms / 1_000) / 60)) : null;
  return { ahead, minutes, old: Boolean(seen.problem) };
}

// What a screen reader says: the first place, and then that it changed, once a minute; that nothing is ahead any more at once.
export function placeSpoken(before, place, now) {
  if (!place) return null;
  if (before && before.ahead === place.ahead) return before;
  if (before && place.ahead > 0 && now - before.at < SPOKEN_EVERY_MS) return before;
  return { ahead: place.ahead, minutes: place.minutes, at: now };
}
