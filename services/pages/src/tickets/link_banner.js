// Says plainly when what is shown may not be what is. Its age is not read out again every second: only the sentence is.
import {html} from 'htm/preact';
import {duration} from '../shared/clock.js';
import {t} from '../shared/i18n.js';
import {wordsOf} from '../shared/problem_words.js';

export function LinkBanner({link, tick, waiting = 0}) {
  tick.value;
  const {phase, upToDateAt, problem} = link.state.value;
  const stale = link.staleSince.value;
  if (phase === 'refused') return html`<p class="banner bad" role="alert">${t('link_refused', {why: wordsOf(problem)})}</p>`;
  const since = stale ?? (phase === 'live' ? null : upToDateAt);
  if (phase === 'live' && stale === null) {
    return waiting > 0 ? html`<p class="banner sending" role="status">${t('commands_waiting', {count: waiting})}</p>` : null;
  }
  if (phase === 'starting') {
    return html`<p class="banner sending"><span role="status">${t('link_starting')}</span>
      ${since !== null && html` <b aria-hidden="true">${t('stale_since', {age: duration((link.clock.now() - since) / 1000)})}</b>`}</p>`;
  }
  return html`
    <p class="banner bad">
      <span role="alert">${t(stale !== null && phase === 'live' ? 'server_stale' : 'link_broken')}</span>
      ${since !== null && html` <b aria-hidden="true">${t('stale_since', {age: duration((link.clock.now() - since) / 1000)})}</b>`}
      ${waiting > 0 && html` <span>${t('commands_waiting', {count: waiting})}</span>`}
    </p>`;
}
