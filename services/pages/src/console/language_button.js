import {html} from 'htm/preact';
import {language, t, useLanguage} from '../shared/i18n.js';

export function LanguageButton() {
  return html`<button onClick=${() => useLanguage(language.value === 'zh' ? 'en' : 'zh')}>${t('language_other')}</button>`;
}
