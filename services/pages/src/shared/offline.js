// Keeps the page itself on the device, so that it opens without a network. Only where browsers allow it: over HTTPS, or on the
// machine itself.
const cacheName = 'lunchrush-pages';

export async function keepForOffline() {
  if (!navigator.serviceWorker || !globalThis.caches) return;
  try {
    await navigator.serviceWorker.register('/sw.js');
    const cache = await caches.open(cacheName);
    const loaded = [...document.querySelectorAll('script[src], link[rel=stylesheet]')].map((each) => each.src || each.href);
    await Promise.all([location.pathname, ...loaded].map((address) => keep(cache, address)));
  } catch { /* the next visit tries again */ }
}

// What has its hash in its name never changes.
async function keep(cache, address) {
  if (address.includes('/pages/') && await cache.match(address)) return;
  const response = await fetch(address);
  if (response.ok) await cache.put(address, response);
}
