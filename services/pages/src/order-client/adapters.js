// The places the client can live in. `request` answers {status, headers, body} (header names in lower case, the body as
// text) or rejects when there was no answer; `storage` is synchronous, so that a key is kept in the very moment of the
// tap, before anything else can happen; `clock` is the time and its timers.

export function fetchRequest(fetcher = globalThis.fetch) {
  return async ({ method, url, headers, body, timeout_ms }) => {
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), timeout_ms);
    try {
      const response = await fetcher(url, { method, headers, body, signal: over.signal, cache: 'no-store', credentials: 'omit' });
      const text = await response.text(); // under the same time limit: half an answer is none
      return { status: response.status, headers: Object.fromEntries(response.headers), body: text };
    } finally {
      clearTimeout(timer);
    }
  };
}

// wx.request calls `success` for every status that arrives, 4xx and 5xx too, and `fail` when none did: also when the
// mini-program was sent to the background and five seconds passed ("request:fail interrupted").
export function wxRequest(wx) {
  return ({ method, url, headers, body, timeout_ms }) =>
    new Promise((resolve, reject) => {
      wx.request({
        method,
        url,
        header: headers,
        data: body, // text: an object would be encoded again, and differently on other versions
        timeout: timeout_ms,
        dataType: 'text', // anything but 'json' leaves the body as it came
        responseType: 'text',
        success: (answer) => resolve({ status: answer.statusCode, headers: lowerCased(answer.header), body: textOf(answer.data) }),
        fail: (failure) => reject(new Error((failure && failure.errMsg) || 'request:fail')),
      });
    });
}

function textOf(data) {
  return typeof data === 'string' ? data : JSON.stringify(data ?? '');
}

function lowerCased(headers) {
  const result = {};
  for (const [name, value] of Object.entries(headers || {})) result[name.toLowerCase()] = value;
  return result;
}

export function browserStorage(area = globalThis.localStorage) {
  return {
    get: (name) => area.getItem(name),
    set: (name, text) => area.setItem(name, text), // throws when it is full or forbidden
    remove: (name) => area.removeItem(name),
  };
}

export function wxStorage(wx) {
  return {
    get: (name) => wx.getStorageSync(name) || null, // answers '' for what is not there
    set: (name, text) => wx.setStorageSync(name, text),
    remove: (name) => wx.removeStorageSync(name),
  };
}

// For tests, and for a browser that keeps nothing: what is in it ends with the page, and the page has to say so.
export function memoryStorage() {
  const kept = new Map();
  return {
    get: (name) => (kept.has(name) ? kept.get(name) : null),
    set: (name, text) => void kept.set(name, String(text)),
    remove: (name) => void kept.delete(name),
  };
}

export function systemClock() {
  return {
    now: () => Date.now(),
    after: (milliseconds, work) => {
      const timer = setTimeout(work, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}

// 128 bits. wx has no crypto before base library 2.21 and its Math.random is not for secrets: a key is none. It is bound
// to the guest's token and has only to be met never again by the same guest.
export function randomKey() {
  const bytes = new Uint8Array(16);
  if (globalThis.crypto && globalThis.crypto.getRandomValues) globalThis.crypto.getRandomValues(bytes);
  else for (let at = 0; at < bytes.length; at += 1) bytes[at] = Math.floor(Math.random() * 256);
  return Date.now().toString(36) + '-' + Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// At most so many requests at once (wx.request fails beyond 10, for the whole program); those that carry an order or
// money go before those that only look.
export function limitedRequest(request, at_once) {
  const urgent = [];
  const others = [];
  let running = 0;
  const next = () => {
    if (running >= at_once) return;
    const work = urgent.shift() || others.shift();
    if (!work) return;
    running += 1;
    work().finally(() => {
      running -= 1;
      next();
    });
  };
  return (what) =>
    new Promise((resolve, reject) => {
      const work = () => Promise.resolve().then(() => request(what)).then(resolve, reject);
      (what.method === 'GET' ? others : urgent).push(work);
      next();
    });
}
