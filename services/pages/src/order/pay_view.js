// Paying: the ways this browser can walk, the code that one of them gave, and what the service knows of the money. A page
// that was paid in another app learns of it from the service alone.
import { useSignal } from '@preact/signals';
import { encode } from 'uqr';
import { readNow } from './following.js';
import { cashierAddress, latestPayment, methodsFor } from './progress_model.js';
import { client, serverNow, session } from './state.js';
import { Act, countdown, html, tick } from './view.js';
import { problemText, t, yuan } from './words.js';

export function Money({ view, money }) {
  if (money === 'paid') return html`<p class="money good">${t('money.paid', { amount: yuan(view.payment_intent.amount) })}</p>`;
  if (money === 'conflict') return html`<p class="money bad" role="alert">${t('money.conflict')}</p>`;
  if (money === 'closing') return html`<p class="money">${t('money.closing')}</p>`;
  if (money === 'closed') return html`<p class="money">${t('money.closed')}</p>`;
  if (!session.value) return html`<p class="money" role="status">${t('cart.no_session')}</p>`;
  return html`<${Pay} view=${view} money=${money} />`;
}

function Pay({ view, money }) {
  const said = useSignal(null);
  const { order } = view;
  const start = async (method) => {
    said.value = null;
    const outcome = await client.pay(order.id, { method }, view);
    if (outcome.kind !== 'done') said.value = outcome;
    readNow(order.id);
  };
  const methods = methodsFor(navigator.userAgent, session.value.payment_methods);
  const payment = money === 'open' || money === 'checking' ? latestPayment(view) : null;
  const failed = money === 'due' && latestPayment(view)?.status === 'failed';
  const left = order.expires_at ? Date.parse(order.expires_at) - serverNow() : null;
  tick.value; // counts down
  return html`<section class="pay" aria-label=${t('pay.title')}>
    <p class="due"><span>${t('pay.due')}</span> <strong>${yuan(view.payment_intent.amount)}</strong></p>
    ${left !== null && html`<p class="fine">${left > 0 ? t('pay.left', { time: countdown(left) }) : t('pay.over')}</p>`}
    ${failed && html`<p class="verdict" role="alert">${t('pay.failed')}</p>`}
    ${money === 'checking' && html`<p class="verdict" role="status">${t('pay.checking')}</p>`}
    ${payment && html`<${Code} payment=${payment} />`}
    ${said.value && html`<p class="verdict" role="alert">${problemText(said.value.problem)} ${['unsure', 'later'].includes(said.value.kind) ? t('pay.again_safe') : ''}</p>`}
    <div class="buttons">${methods.map((method) => html`<${Act} key=${method} look=${payment?.method === method ? 'chosen' : method} onAct=${() => start(method)}>
      ${t(payment?.method === method ? 'pay.anew' : `pay.${method}`)}<//>`)}</div>
    ${methods.length === 0 && html`<p class="verdict">${t('pay.no_way')}</p>`}
  </section>`;
}

// What was handed out: to be scanned by another phone, or opened on this one.
function Code({ payment }) {
  const { code_url } = payment.action || {};
  if (!code_url) return html`<p role="status"><span class="spinner" aria-hidden="true"></span> ${t('pay.waiting')}</p>`;
  const alipay = payment.method === 'alipay_precreate';
  const cashier = cashierAddress(session.value.cashier_url, code_url);
  return html`<div class="code">
    <${QrCode} text=${code_url} label=${t(alipay ? 'pay.scan_alipay' : 'pay.scan_wechat')} />
    <p>${t(alipay ? 'pay.scan_alipay' : 'pay.scan_wechat')}</p>
    ${cashier
      ? html`<a class="act strong" href=${cashier} target="_blank" rel="noopener">${t('pay.cashier')}</a>`
      : alipay && html`<a class="act strong" href=${code_url} rel="noopener">${t('pay.open_alipay')}</a>`}
    <p role="status" class="fine">${t('pay.waiting')}</p>
  </div>`;
}

// As a drawing: the content security policy lets no image be made up.
function QrCode({ text, label }) {
  const { size, data } = encode(text, { ecc: 'M', border: 2 });
  let path = '';
  for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) if (data[y][x]) path += `M${x} ${y}h1v1h-1z`;
  return html`<svg class="qr" role="img" aria-label=${label} viewBox=${`0 0 ${size} ${size}`} shape-rendering="crispEdges"><path d=${path} /></svg>`;
}
