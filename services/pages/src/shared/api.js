// One call of /v1: JSON in and out, problem+json as an exception that says what may be done about it.

export class Problem extends Error {
  constructor({status = 0, code = 'network', message = '', detail = '', retryable = true, retryAfterMs = 0, requestId = ''}) {
    super(message || detail || code);
    Object.assign(this, {status, code, detail, retryable, retryAfterMs, requestId});
  }

  // The request may have been carried out all the same: nobody heard how it ended.
  get inDoubt() {
    return this.status === 0 || this.status === 500 || this.status === 502 || this.status === 504 || this.code === 'outcome_unknown';
  }
}

const callMs = 10_000;

// {body, response} of a 2xx or 304; throws a Problem for everything else, also for a network that is away.
export async function call(path, {method = 'GET', token, key, body, headers = {}, language, timeoutMs = callMs, fetch = globalThis.fetch} = {}) {
  const given = {Accept: 'application/json', ...headers};
  if (token) given.Authorization = `Bearer ${token}`;
  if (key) given['Idempotency-Key'] = key;
  if (language) given['Accept-Language'] = language;
  if (body !== undefined) given['Content-Type'] = 'application/json';
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), timeoutMs);
  try {
    const response = await fetch(path, {
      method, headers: given, signal: giveUp.signal, cache: 'no-store', body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (response.ok || response.status === 304) return {body: text ? JSON.parse(text) : null, response};
    throw problemOf(response, text);
  } catch (fault) {
    if (fault instanceof Problem) throw fault;
    throw new Problem({code: giveUp.signal.aborted ? 'timeout' : 'network', detail: String(fault.message ?? fault)});
  } finally {
    clearTimeout(timer);
  }
}

// Also of an answer that is not ours: a proxy's page, a captive portal.
export function problemOf(response, text) {
  let told = {};
  try {
    told = JSON.parse(text);
  } catch {
    told = {code: 'not_ours', detail: text.slice(0, 200), retryable: response.status >= 500 || response.status === 429};
  }
  const seconds = Number(response.headers.get('Retry-After')) || 0;
  return new Problem({
    status: response.status, code: told.code, message: told.message, detail: told.detail, retryable: told.retryable === true,
    retryAfterMs: told.retry_after_ms ?? seconds * 1000, requestId: told.request_id ?? response.headers.get('X-Request-Id') ?? '',
  });
}
