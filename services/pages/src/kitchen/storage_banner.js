// Says plainly when this device keeps nothing: what the cook does is sent all the same, while the page stays open.
import {html} from 'htm/preact';
import {t} from '../shared/i18n.js';

export function StorageBanner({storage}) {
  if (storage.durable.value) return null;
  return html`<p class="banner warned" role="status"><span aria-hidden="true">▲ </span>${t('keeps_nothing')}</p>`;
}
