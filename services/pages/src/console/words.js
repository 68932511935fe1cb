// What the server calls things, as people call them. Every word is in both tables; a status that is new to this page shows itself.
import {inLanguage, language, t} from '../shared/i18n.js';

function named(kind, name) {
  const key = `${kind}_${name}`;
  return inLanguage(language.value, key) === key ? name : t(key);
}

export const channelName = (name) => named('channel', name);
export const paymentState = (name) => named('payment', name);
export const refundState = (name) => named('refund', name);
export const orderState = (name) => named('order', name);
export const stateOf = (object, name) => (name ? named(object, name) : '');
export const methodName = (name) => named('method', name);
export const actName = (name) => named('did', name.replace('.', '_'));
export const failureName = (name) => named('failure', name.replace(/^given_up \((.*)\)$/, '$1'));
// "amount differs: 0.01 for 22.00" begins with a word that is known here.
export function whyName(text) {
  const known = /^(amount|currency|account) differs/.exec(text)?.[1];
  return known ? named('why', known) : text;
}
export const matchedBy = (name) => named('matched', name);
export const objectName = (name) => named('object', name);
export const causeName = (name) => named('cause', name);

export const localTime = (text, withDate = false) => new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB',
  {...(withDate ? {month: '2-digit', day: '2-digit'} : {}), hour: '2-digit', minute: '2-digit', second: '2-digit'}).format(new Date(text));

// "3 min": coarse, because it is read at a glance.
export function age(ms) {
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  if (minutes < 1) return t('age_now');
  if (minutes < 120) return t('age_minutes', {count: minutes});
  return minutes < 48 * 60 ? t('age_hours', {count: Math.floor(minutes / 60)}) : t('age_days', {count: Math.floor(minutes / 1440)});
}
