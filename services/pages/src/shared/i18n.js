// Two tables of words, Chinese and English. A page adds its own to these; `language` is a signal, so that a switch is seen at
// once everywhere.
import {signal} from '@preact/signals';
import en from './en.json';
import zh from './zh.json';

const tables = {zh: {...zh}, en: {...en}};

export const language = signal(preferred());

function preferred() {
  const kept = recall();
  if (kept in tables) return kept;
  return (navigator.languages ?? [navigator.language]).find((each) => /^(zh|en)/.test(each))?.slice(0, 2) ?? 'zh';
}

function recall() {
  try {
    return localStorage.getItem('language') ?? '';
  } catch {
    return '';  // a browser that keeps nothing
  }
}

export function addWords({zh: more, en: also}) {
  Object.assign(tables.zh, more);
  Object.assign(tables.en, also);
}

export function useLanguage(wanted) {
  language.value = wanted;
  document.documentElement.lang = wanted === 'zh' ? 'zh-CN' : 'en';
  try {
    localStorage.setItem('language', wanted);
  } catch { /* it will be asked again */ }
}

// t('late', {age: '3:12'}): {age} in the words is replaced. A word that is missing shows its key, which the tests find.
export function t(key, values = {}) { return inLanguage(language.value, key, values); }

// For speech, which may be in another language than the screen.
export function inLanguage(wanted, key, values = {}) {
  return (tables[wanted][key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
