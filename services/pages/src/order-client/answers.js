// What an answer means for whoever sent the request. A phone's network has many mouths: a café's portal answers 200 with
// a page of its own, a proxy answers 502. Only a body that is the service's own is believed; everything else is as good
// as no answer, after which the request may have been carried out or not.

// Refused before anything was done (docs: /problems): the same request may be sent again, and nothing is there yet.
const NOTHING_DONE = new Set(['rate_limited', 'overloaded', 'draining', 'unavailable', 'gateway_unavailable', 'request_timeout']);
const SESSION_OVER = new Set(['unauthenticated', 'session_expired']);

// done     the body is the answer
// refused  a definite no to this request: `problem` says why
// session  nothing was done; the token has to be renewed first
// later    nothing was done; send the same again after `wait_ms`
// unsure   it may have been done; the same request with the same key finds out
export function meaningOf(answer) {
  if (!answer) return unsure('no_answer');
  const body = objectOf(answer.body);
  if (answer.status >= 200 && answer.status < 300) return body ? { kind: 'done', body, answer } : unsure('not_ours');
  if (answer.status === 304) return { kind: 'done', body: null, answer };
  const problem = problemOf(body, answer.status);
  if (!problem) return unsure('not_ours');
  const wait_ms = waitOf(problem, answer);
  if (SESSION_OVER.has(problem.code)) return { kind: 'session', problem, wait_ms };
  if (NOTHING_DONE.has(problem.code)) return { kind: 'later', problem, wait_ms };
  if (problem.retryable || answer.status >= 500) return { kind: 'unsure', problem, wait_ms };
  return { kind: 'refused', problem, wait_ms };
}

// A problem in the service's own grammar (RFC 9457 with `code`), or null.
function problemOf(body, status) {
  const ours = body && typeof body.code === 'string' && typeof body.request_id === 'string' && body.status === status;
  return ours ? body : null;
}

// The body's figure differs from client to client so that those refused together do not return together; the header is
// for those who do not read bodies.
function waitOf(problem, answer) {
  if (Number.isFinite(problem.retry_after_ms)) return Math.max(0, problem.retry_after_ms);
  const seconds = Number((answer.headers || {})['retry-after']);
  return Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : 0;
}

function unsure(code) {
  return { kind: 'unsure', problem: { code, retryable: true }, wait_ms: 0 };
}

function objectOf(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

// Full jitter: a restaurant full of phones that lost the network together does not come back as one. What the service
// asked for is the least.
export function backoff(tries, limits, random, asked_ms = 0) {
  const most = Math.min(limits.wait_most_ms, limits.wait_first_ms * 2 ** Math.min(tries, 20));
  return Math.round(asked_ms + limits.wait_least_ms + random() * most);
}
