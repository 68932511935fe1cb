import {html} from 'htm/preact';
import {t} from '../shared/i18n.js';

const keys = [['1 – 0', 'help_digits'], ['Enter', 'help_main'], ['S', 'start'], ['D', 'done'], ['V', 'serve'], ['U', 'undo'], ['← →', 'help_move'],
  ['+ −', 'help_pages'], ['A', 'all_day'], ['R', 'recall'], ['T', 'help_tidy'], ['M', 'help_mute'], ['Esc', 'close']];

export function HelpPanel({panels}) {
  return html`
    <aside class="help" aria-label=${t('help')}>
      <header><h2>${t('help')}</h2><button onClick=${panels.close}>${t('close')}</button></header>
      <dl>${keys.map(([key, words]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${t(words)}</dd></div>`)}</dl>
      <h3>${t('help_colours')}</h3>
      <p class="calm">● ${t('help_calm')}</p><p class="warning">▲ ${t('help_warning')}</p><p class="late">■ ${t('help_late')}</p>
      <p><button onClick=${panels.leave}>${t('forget_key')}</button></p>
    </aside>`;
}
