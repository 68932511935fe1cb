// The service's stream of hints (server-sent events over fetch, for EventSource cannot carry a token): that the menu or an
// order of this guest changed, or that the kitchen has done others. What changed is read in the ordinary way, so a hint that is lost costs seconds.

const SILENCE_MAX_MS = 40_000; // the service says something every 15 s
const WAIT_FIRST_MS = 1_000;
const WAIT_MOST_MS = 30_000;

// told: {live(is), menu(), order(), kitchen()}. `address()` answers {url, token} or null while there is nothing to listen to.
export function listen({ address, told, fetcher = fetch }) {
  let ending = new AbortController();
  let tries = 0;
  let asked_ms = 0;
  let stopped = false;
  let hurried = false;

  async function run() {
    while (!stopped) {
      const at = address();
      hurried = false;
      if (at) await once(at).catch(() => {});
      if (hurried || stopped) continue; // it was ended to begin anew
      told.live(false);
      const spread = Math.random() * Math.min(WAIT_MOST_MS, WAIT_FIRST_MS * 2 ** tries);
      tries = Math.min(tries + 1, 10);
      await pause(asked_ms + spread);
      asked_ms = 0;
    }
  }

  async function once({ url, token }) {
    ending = new AbortController();
    const { signal } = ending;
    let watchdog = setTimeout(() => ending.abort(), SILENCE_MAX_MS);
    try {
      const headers = { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' };
      const response = await fetcher(url, { headers, signal, cache: 'no-store', credentials: 'omit' });
      if (!response.ok || !(response.headers.get('content-type') || '').startsWith('text/event-stream')) return;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(watchdog);
        watchdog = setTimeout(() => ending.abort(), SILENCE_MAX_MS);
        const blocks = (rest + value).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) take(block);
      }
    } finally {
      clearTimeout(watchdog);
    }
  }

  function take(block) {
    const field = (name) => block.match(new RegExp(`^${name}: ?(.*)$`, 'm'))?.[1];
    const event = field('event');
    if (field('retry')) asked_ms = Number(field('retry')) || 0;
    if (event === 'hello') {
      tries = 0;
      told.live(true); // whatever was missed is read now
      told.menu();
      told.order();
    }
    if (event === 'menu') told.menu();
    if (event === 'order') told.order();
    if (event === 'kitchen') told.kitchen();
    if (event === 'stale') told.live(false);
    if (event === 'fresh') told.live(true);
  }

  let wake = () => {};
  function pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  run();
  return {
    // Other orders are to be listened to, or the network is back.
    again() {
      tries = 0;
      hurried = true;
      ending.abort();
      wake();
    },
    stop() {
      stopped = true;
      ending.abort();
      wake();
    },
  };
}
