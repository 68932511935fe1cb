// Server-sent events out of a stream of text (WHATWG HTML, 9.2.6): what EventSource does, which cannot send a key.

// Calls onEvent({type, id, data}) for each whole event, onRetry(ms) for each `retry`. Lines end with LF, CR or CRLF, and may
// come in any pieces.
export class EventLines {
  constructor({onEvent, onRetry = () => {}}) {
    Object.assign(this, {onEvent, onRetry});
    this.rest = '';
    this.lastWasCr = false;
    this.clear();
  }

  clear() {
    this.type = '';
    this.id = undefined;
    this.data = [];
  }

  push(text) {
    if (this.lastWasCr && text.startsWith('\n')) text = text.slice(1);
    if (text) this.lastWasCr = text.endsWith('\r');
    const lines = (this.rest + text).split(/\r\n|\r|\n/);
    this.rest = lines.pop();
    for (const line of lines) this.line(line);
  }

  line(line) {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return;  // a heartbeat
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') this.type = value;
    if (name === 'data') this.data.push(value);
    if (name === 'id') this.id = value;
    if (name === 'retry' && /^\d+$/.test(value)) this.onRetry(Number(value));
  }

  dispatch() {
    const {type, id, data} = this;
    this.clear();
    if (data.length) this.onEvent({type: type || 'message', id, data: data.join('\n')});
  }
}
