// What an order's page says: only what the service has said.

const STEPS = ['accepted', 'preparing', 'ready', 'completed'];

// {steps: [{name, state: 'done'|'now'|'open'}], ended}
export function stepsOf(status, timing) {
  const names = timing === 'postpay' ? STEPS : ['awaiting_payment', ...STEPS];
  const at = names.indexOf(status);
  const finished = status === 'completed';
  return names.map((name, index) => ({ name, state: at < 0 ? 'open' : index < at || finished ? 'done' : index === at ? 'now' : 'open' }));
}

export function isOver(view) {
  return ['completed', 'cancelled', 'expired'].includes(view.order.status);
}

// How paying stands: `none` nothing to pay, `due`, `open` a code is out, `checking` nobody knows yet, `paid`, `conflict`,
// `closing` its time is over and the gateways are asked, `closed`.
export function moneyOf(view) {
  const { status } = view.payment_intent;
  if (status === 'conflict') return 'conflict';
  if (['succeeded', 'partially_refunded', 'refunded'].includes(status)) return 'paid';
  if (view.order.status === 'cancelled' || view.order.status === 'expired') return 'closed';
  if (status === 'closing' || status === 'closed') return status;
  const latest = latestPayment(view);
  if (!latest) return 'due';
  if (latest.status === 'pending') return 'open';
  if (latest.status === 'unknown') return 'checking';
  return 'due';
}

export function latestPayment(view) {
  const payments = view.payments || [];
  return payments.reduce((last, payment) => (!last || payment.created_at >= last.created_at ? payment : last), null);
}

// The ways to pay this browser can walk: inside WeChat or Alipay their own, elsewhere those the store takes.
export function methodsFor(user_agent, offered) {
  const can = (method) => !offered || offered.length === 0 || offered.includes(method);
  const all = ['wechat_native', 'alipay_precreate'].filter(can);
  if (/MicroMessenger/i.test(user_agent)) return all.filter((method) => method.startsWith('wechat'));
  if (/AlipayClient/i.test(user_agent)) return all.filter((method) => method.startsWith('alipay'));
  return all;
}

// The part of a code that the simulator's cashier knows it by.
export function cashierAddress(cashier_url, code_url) {
  if (!cashier_url || !code_url) return null;
  const code = code_url.split(/[/=]/).at(-1);
  return `${cashier_url.replace(/\/$/, '')}/${encodeURIComponent(code)}`;
}

// ord_01J… is long to read out: six of its characters tell one order from another in a room. Its end is the store's number, the
// same for all of them; what stands before that is random.
export function shortId(id) {
  return id.slice(-13, -7).toUpperCase();
}
