// Opens a page that was kept (shared/offline.js) when the network does not answer. /v1 never passes through here: what is true
// now is for the server to say.
const cacheName = 'lunchrush-pages';
const patienceMs = 3_000;
const keptMost = 60;  // files of earlier releases beyond this are forgotten, the oldest first

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const {request} = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== self.location.origin) return;
  if (request.mode === 'navigate' && isPage(address.pathname)) event.respondWith(page(request, address.pathname));
  else if (address.pathname.startsWith('/pages/')) event.respondWith(file(request));
});

function isPage(path) { return path === '/kitchen' || path === '/board' || path === '/console' || path.startsWith('/t/'); }

async function page(request, path) {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(path);
  try {
    const response = await fetch(request, kept ? {signal: AbortSignal.timeout(patienceMs)} : {});
    if (response.ok) await cache.put(path, response.clone());
    return response.ok || !kept ? response : kept;
  } catch (fault) {
    if (kept) return kept;
    throw fault;
  }
}

// Named by its hash: what is there is right.
async function file(request) {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    await cache.put(request, response.clone());
    await forgetOldest(cache);
  }
  return response;
}

async function forgetOldest(cache) {
  const names = await cache.keys();
  await Promise.all(names.slice(0, Math.max(0, names.length - keptMost)).map((name) => cache.delete(name)));
}
