// A button that opens a form with a reason, and tells what became of the act.
import {html} from 'htm/preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {t} from '../shared/i18n.js';
import {wordsOf} from '../shared/problem_words.js';
import {Act} from './act.js';
import {DishPicker} from './dish_picker.js';
import {chosenLines, isWholeOrder, proposedFen} from './returned_lines.js';

// As a number's field takes it.
const inYuan = (fen) => (fen / 100).toFixed(2);

// `most`: the form asks for an amount, up to so many fen. `dishes`: and which of them come back (returned_lines.js).
export function ActButton({label, hint = '', most = 0, dishes = [], danger = false, send, onDone = () => {}}) {
  const [state, setState] = useState({phase: 'closed', problem: null});
  const [counts, setCounts] = useState({});
  const act = useRef(null), field = useRef(null), amount = useRef(null);
  const choose = (chosen) => {
    setCounts(chosen);
    amount.current.value = inYuan(proposedFen(dishes, chosen, most) ?? most);
  };
  act.current ??= new Act({send: (...given) => latest.current(...given)});
  const latest = useRef(send);
  latest.current = send;
  useEffect(() => { if (state.phase === 'open') field.current?.focus(); }, [state.phase]);
  const submit = async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const fen = most ? Math.round(Number(form.get('amount')) * 100) : 0;
    if (act.current.sending || isWholeOrder(dishes, counts)) return;
    setState({phase: 'sending', problem: null});
    const ended = await act.current.go(form.get('reason').trim(), fen, chosenLines(counts));
    if (!ended) return;
    setState(ended);
    if (ended.phase === 'done') onDone();
  };
  const open = () => {
    setCounts({});
    setState({phase: 'open', problem: null});
  };
  if (state.phase === 'closed') return html`<button class=${danger ? 'danger' : ''} onClick=${open}>${label}</button>`;
  if (state.phase === 'done') return html`<p class="good" role="status">✓ ${t('act_done', {what: label})}</p>`;
  const busy = state.phase === 'sending';
  return html`
    <form class="act" onSubmit=${submit} onKeyDown=${(event) => { if (event.key === 'Escape' && !busy) setState({phase: 'closed', problem: null}); }}>
      ${hint && html`<p>${hint}</p>`}
      ${dishes.length > 0 && html`<${DishPicker} ...${{dishes, counts, busy}} onCounts=${choose} />`}
      ${most > 0 && html`<label>${t('amount_yuan')}<input name="amount" type="number" inputmode="decimal" step="0.01" min="0.01" max=${inYuan(most)} defaultValue=${inYuan(most)} required readonly=${busy} ref=${amount} /></label>`}
      <label>${t('reason')}<input name="reason" required maxlength="80" ref=${field} readonly=${busy} autocomplete="off" /></label>
      ${state.phase === 'failed' && html`<p class="refused" role="alert">${t('act_failed', {why: wordsOf(state.problem)})}</p>`}
      ${state.phase === 'doubt' && html`<p class="refused" role="alert">${t('act_doubt', {why: wordsOf(state.problem)})}</p>`}
      <div class="row">
        <button class="main" aria-disabled=${busy}>${busy ? t('act_sending') : state.phase === 'doubt' ? t('act_again') : label}</button>
        ${!busy && html`<button type="button" onClick=${() => setState({phase: 'closed', problem: null})}>${t('act_leave')}</button>`}
      </div>
    </form>`;
}
