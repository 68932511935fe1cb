// The guest's token: got for the code on the table, renewed with the old one so that the guest stays the same caller, and
// everything that is sent under it.
import { meaningOf } from './answers.js';

export class Session {
  // `notebook()` is the present store's.
  constructor({ base_url, request, notebook, language, limits }) {
    Object.assign(this, { base_url, request, notebook, language, limits });
    this.renewal = null; // {table_code, meaning}: under way
  }

  current() {
    return this.notebook().read().session;
  }

  // Who is here already stays without a word to the service: a page opened without network shows what it has. Meaning
  // `done`, or why not.
  async open(table_code) {
    const known = this.current();
    if (known && known.table_code === table_code) return { kind: 'done', body: { session: known } };
    return this.renew(table_code);
  }

  // One at a time: ten requests that find the token expired renew it once. A code scanned meanwhile comes after, with the
  // token that was just got.
  async renew(table_code) {
    while (this.renewal && this.renewal.table_code !== table_code) await this.renewal.meaning;
    if (!this.renewal) {
      const meaning = this.exchange(table_code);
      this.renewal = { table_code, meaning };
      meaning.finally(() => (this.renewal = null)).catch(() => {});
    }
    return this.renewal.meaning;
  }

  async exchange(table_code) {
    const known = this.current();
    const wanted = { table_code };
    if (known) wanted.previous_token = known.token;
    const meaning = await this.send({ method: 'POST', path: '/v1/sessions', body: JSON.stringify(wanted) });
    if (meaning.kind !== 'done') return meaning;
    const session = meaning.body.session;
    if (!session || !session.token) return meaningOf(null);
    this.notebook().write((page) => (page.session = { ...session, table_code }));
    return meaning;
  }

  // Sends as the guest. A token that ended is renewed once, under way, and the same request sent again.
  async call(what) {
    const known = this.current();
    if (!known) return { kind: 'session', problem: { code: 'no_session' }, wait_ms: 0 };
    const meaning = await this.send(what, known.token);
    if (meaning.kind !== 'session') return meaning;
    if (this.current().token !== known.token) return this.send(what, this.current().token); // renewed meanwhile
    const renewed = await this.renew(known.table_code);
    // Nothing was done so far, whatever became of the renewal.
    if (renewed.kind === 'refused') return { kind: 'session', problem: renewed.problem, wait_ms: 0 };
    if (renewed.kind !== 'done') return { ...renewed, kind: 'later' };
    return this.send(what, this.current().token);
  }

  async send({ method, path, body, key, etag, timeout_ms }, token) {
    const headers = { Accept: 'application/json', 'Accept-Language': this.language() };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (key) headers['Idempotency-Key'] = key;
    if (etag) headers['If-None-Match'] = etag;
    const url = this.base_url + path;
    const wanted = { method, url, headers, body, timeout_ms: timeout_ms ?? this.limits.timeout_ms };
    return meaningOf(await this.request(wanted).catch(() => null));
  }
}
