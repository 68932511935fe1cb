// What all views are made of.
import { signal, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { seat } from './state.js';
import { named, t } from './words.js';

export { html };

// Moves every second, for what counts down or grows old.
export const tick = signal(Date.now());
setInterval(() => {
  if (!document.hidden) tick.value = Date.now();
}, 1_000);

export function setTitle() {
  const at = seat.value;
  document.title = at ? `${named(at.store_name)} · ${at.table}` : t('title');
}

// A button that works on one tap at a time and shows that it does.
export function Act({ onAct, children, look = '', disabled = false, label }) {
  const busy = useSignal(false);
  const act = async () => {
    if (busy.value) return;
    busy.value = true;
    try {
      await onAct();
    } finally {
      busy.value = false;
    }
  };
  return html`<button type="button" class=${`act ${look}`} disabled=${disabled} aria-busy=${busy.value} aria-label=${label} onClick=${act}>
    ${busy.value && html`<span class="spinner" aria-hidden="true"></span>`}${children}
  </button>`;
}

export function Stepper({ value, min = 0, max, onChange, what }) {
  return html`<span class="stepper" role="group" aria-label=${what}>
    <button type="button" class="round" disabled=${value <= min} aria-label=${t('less', { what })} onClick=${() => onChange(value - 1)}>−</button>
    <output aria-live="polite">${value}</output>
    <button type="button" class="round" disabled=${max !== undefined && value >= max} aria-label=${t('more', { what })} onClick=${() => onChange(value + 1)}>+</button>
  </span>`;
}

// The platform's own modal: it keeps the focus inside, closes with Escape and gives the focus back.
export function Dialog({ title, onClose, children }) {
  const element = useRef(null);
  useEffect(() => {
    const dialog = element.current;
    dialog.showModal();
    return () => dialog.close();
  }, []);
  const onBackdrop = (event) => event.target === element.current && onClose();
  const onCancel = (event) => {
    event.preventDefault();
    onClose();
  };
  return html`<dialog ref=${element} class="sheet" aria-labelledby="sheet-title" onClick=${onBackdrop} onCancel=${onCancel}>
    <div class="sheet-body">
      <header class="sheet-head"><h2 id="sheet-title">${title}</h2>
        <button type="button" class="round" aria-label=${t('close')} onClick=${onClose}>×</button></header>
      ${children}
    </div>
  </dialog>`;
}

export function countdown(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
