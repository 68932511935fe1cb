// How long a test waits for what has to come. One patience for all of it, on any machine: what comes in time costs none of it.
import {setTimeout as pause} from 'node:timers/promises';

export const PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 50;

// Answers what `check` found.
export async function eventually(what, check) {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > until) throw new Error(`not in time: ${what}`);
    await pause(LOOK_AGAIN_MS);
  }
}
