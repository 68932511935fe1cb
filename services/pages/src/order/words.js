// The page's words in both languages, from two files with the same keys.
import { signal } from '@preact/signals';
import en from './en.json';
import { first_sight } from './first_sight.js';
import zh from './zh.json';

const WORDS = { zh, en };
const PLACE = 'lunchrush.language';

// First the language that the page came in, so that the script finds what it would have made; then preferOwn().
export const language = signal(first_sight?.language ?? remembered() ?? (/^zh/i.test(navigator.language) ? 'zh' : 'en'));

export function preferOwn() {
  language.value = remembered() ?? language.value;
}

export function tellLanguage() {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
}

// The guest's own choice, also for the next visit.
export function setLanguage(wanted) {
  language.value = wanted;
  try {
    localStorage.setItem(PLACE, wanted);
  } catch {
    // Asked again at the next visit.
  }
}

function remembered() {
  try {
    const kept = localStorage.getItem(PLACE);
    return WORDS[kept] ? kept : null;
  } catch {
    return null;
  }
}

// t('cart.count', {count: 3}); {…} in the text is filled in.
export function t(key, values = {}) {
  const text = WORDS[language.value][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

export const named = (text) => (language.value === 'en' && text?.en) || text?.zh || '';

export const yuan = (fen) => `¥${(fen / 100).toFixed(fen % 100 === 0 ? 0 : 2)}`;

export function clockTime(milliseconds) {
  return new Date(milliseconds).toLocaleTimeString(language.value === 'zh' ? 'zh-CN' : 'en-GB', { hour: '2-digit', minute: '2-digit' });
}

// What a problem means to a guest: our words for what the page itself finds, the service's own for the rest.
export function problemText(problem) {
  if (!problem) return '';
  const field = problem.errors?.[0]?.code;
  for (const key of [`problem.${field}`, `problem.${problem.code}`]) if (WORDS[language.value][key]) return t(key);
  return problem.message || t('problem.other');
}
