// Opens a page that was kept (shared/offline.js) when the network does not answer. /v1 never passes through here: what is true
// now is for the server to say.
import {inTime} from './shared/in_time.js';

const cacheName = 'lunchrush-pages';
const patienceMs = 3_000;
const keptMost = 60;  // files of earlier releases beyond this are forgotten, the oldest first

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const {request} = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== self.location.origin) return;
  if (request.mode === 'navigate' && isPage(address.pathname)) event.respondWith(page(event, address.pathname));
  else if (address.pathname.startsWith('/pages/')) event.respondWith(file(event));
});

function isPage(path) { return path === '/kitchen' || path === '/board' || path === '/console' || path.startsWith('/t/'); }

async function page(event, path) {
  const kept = await recall(path);
  try {
    const response = await fetch(event.request, kept ? {signal: AbortSignal.timeout(patienceMs)} : {});
    if (response.ok) keep(event, path, response.clone());
    return response.ok || !kept ? response : kept;
  } catch (fault) {
    if (kept) return kept;
    throw fault;
  }
}

// Named by its hash: what is there is right.
async function file(event) {
  const kept = await recall(event.request);
  if (kept) return kept;
  const response = await fetch(event.request);
  if (response.ok) keep(event, event.request, response.clone());
  return response;
}

// A disk that is broken, or does not answer, has nothing.
async function recall(what) {
  try {
    return await inTime(caches.open(cacheName).then((cache) => cache.match(what)), patienceMs);
  } catch {
    return undefined;
  }
}

// What came over the network is shown meanwhile, and also when a full disk does not take it: the next visit tries again.
function keep(event, what, response) { event.waitUntil(put(what, response).catch(() => {})); }

async function put(what, response) {
  const cache = await caches.open(cacheName);
  await cache.put(what, response);
  await forgetOldest(cache);
}

async function forgetOldest(cache) {
  const names = await cache.keys();
  await Promise.all(names.slice(0, Math.max(0, names.length - keptMost)).map((name) => cache.delete(name)));
}
