// Which store this screen belongs to, and the key that lets it in: typed once, or given in the address behind #, which no
// server and no log gets to see; then kept on the device.
import {html} from 'htm/preact';
import {useState} from 'preact/hooks';
import {call} from '../shared/api.js';
import {t} from '../shared/i18n.js';
import {wordsOf} from '../shared/problem_words.js';

// {store, token, station} or null. Takes the key out of the address, where the next guest in front of it could read it.
export async function knownAccess(storage) {
  const given = new URLSearchParams(location.hash.slice(1));
  if (given.get('key') && /^\d+$/.test(given.get('store') ?? '')) {
    const access = {store: given.get('store'), token: given.get('key'), station: given.get('station') ?? ''};
    history.replaceState(null, '', location.pathname + location.search);
    await storage.put('settings', 'access', access);
    return access;
  }
  return (await storage.get('settings', 'access')) ?? null;
}

export function Setup({storage, onAccess}) {
  const [state, setState] = useState({busy: false, problem: null});
  const submit = async (event) => {
    event.preventDefault();
    if (state.busy) return;
    const form = new FormData(event.target);
    const access = {store: form.get('store').trim(), token: form.get('key').trim(), station: ''};
    setState({busy: true, problem: null});
    try {
      await call(`/v1/stores/${access.store}/tickets?page_size=1`, {token: access.token});
      await storage.put('settings', 'access', access);
      onAccess(access);
    } catch (problem) {
      setState({busy: false, problem});
    }
  };
  return html`
    <main class="setup">
      <h1>${t('setup_title')}</h1>
      <form onSubmit=${submit}>
        <label>${t('setup_store')}<input name="store" inputmode="numeric" pattern="[0-9]+" required autocomplete="off" /></label>
        <label>${t('setup_key')}<input name="key" type="password" required autocomplete="off" spellcheck="false" /></label>
        <button class="main" disabled=${state.busy}>${state.busy ? t('setup_trying') : t('setup_go')}</button>
        ${state.problem && html`<p class="refused" role="alert">${wordsOf(state.problem)}</p>`}
      </form>
      <p>${t('setup_hint')}</p>
    </main>`;
}
