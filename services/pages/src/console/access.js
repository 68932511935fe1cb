// The staff key that opens the console: typed once, or given behind #, which no server and no log gets to see; then kept on the
// device until somebody leaves.
import {html} from 'htm/preact';
import {useState} from 'preact/hooks';
import {call} from '../shared/api.js';
import {language, t} from '../shared/i18n.js';
import {wordsOf} from '../shared/problem_words.js';
import {LanguageButton} from './language_button.js';

export async function knownAccess(storage) {
  const given = new URLSearchParams(location.hash.slice(1));
  if (given.get('key')) {
    const store = /^\d+$/.test(given.get('store') ?? '') ? given.get('store') : undefined;
    const access = {token: given.get('key'), store};
    history.replaceState(null, '', location.pathname + location.search);
    await storage.put('settings', 'access', {token: access.token});
    return access;
  }
  return (await storage.get('settings', 'access')) ?? null;
}

export const forgetAccess = (storage) => storage.delete('settings', 'access');

export function SignIn({storage, problem, token, onAccess}) {
  const [state, setState] = useState({busy: false, problem});
  const submit = async (event) => {
    event.preventDefault();
    if (state.busy) return;
    const access = {token: new FormData(event.target).get('key').trim()};
    setState({busy: true, problem: null});
    try {
      await call('/v1/stores?page_size=1', {token: access.token, language: language.value});
      await storage.put('settings', 'access', access);
      onAccess(access);
    } catch (fault) {
      setState({busy: false, problem: fault});
    }
  };
  return html`
    <main class="setup">
      <h1>${t('sign_in_title')}</h1>
      <form onSubmit=${submit}>
        <label>${t('staff_key')}<input name="key" type="password" required autocomplete="off" spellcheck="false" defaultValue=${token} /></label>
        <button class="main" disabled=${state.busy}>${state.busy ? t('trying') : t('sign_in')}</button>
        ${state.problem && html`<p class="refused" role="alert">${wordsOf(state.problem)}</p>`}
      </form>
      <p>${t('sign_in_hint')}</p>
      <${LanguageButton} />
    </main>`;
}
