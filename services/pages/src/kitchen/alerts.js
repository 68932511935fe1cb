// What a cook hears, and for how long: a new ticket sounds again and again until somebody touches the screen or a key.
import {signal} from '@preact/signals';
import {inLanguage, t} from '../shared/i18n.js';
import {play, say} from '../shared/sounds.js';
import {hasUnseenReturns, isAllReturned} from '../tickets/tickets.js';

const repeatMs = 10_000;
const spokenMost = 4;  // unseen at once: what is said a minute late helps nobody

export class Alerts {
  // concerns(kind, ticket): whether this screen's people have to know.
  constructor({concerns, repeat = setInterval}) {
    Object.assign(this, {concerns});
    this.unseen = signal(new Map());  // ticket id → kind
    this.spoken = signal('');         // for a screen reader, and for who does not hear
    repeat(() => this.again(), repeatMs);
  }

  news(kind, ticket) {
    if (!this.concerns(kind, ticket)) return;
    this.unseen.value = new Map(this.unseen.value).set(ticket.id, kind);
    const word = wordOf(kind, ticket);
    const values = {number: ticket.pickup_number, place: this.place(ticket, 'zh'), station: ticket.station};
    play(kind);
    // The kitchen speaks Chinese, whatever the screen shows.
    if (this.unseen.value.size <= spokenMost) say(inLanguage('zh', word, values));
    this.spoken.value = t(word, {...values, place: this.place(ticket)});
  }

  place(ticket, wanted) {
    const table = ticket.service.table;
    if (!table) return '';
    return wanted ? inLanguage(wanted, 'table', {table}) : t('table', {table});
  }

  again() {
    const kinds = new Set(this.unseen.value.values());
    const loudest = ['void', 'changed', 'new', 'ready'].find((kind) => kinds.has(kind));
    if (loudest) play(loudest);
  }

  seen() {
    if (this.unseen.value.size) this.unseen.value = new Map();
  }
}

function wordOf(kind, ticket) {
  if (kind === 'void' && isAllReturned(ticket)) return 'say_all_returned';
  return kind === 'changed' && hasUnseenReturns(ticket) ? 'say_returned' : `say_${kind}`;
}
