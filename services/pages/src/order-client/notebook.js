// What the client keeps: one document per store, because a guest is one person at one store, for as long as his token is
// handed on (POST /v1/sessions, previous_token). Every change is read, changed and written in one go without waiting in
// between, so that two tabs of one browser do not lose each other's orders.
//
//   { version, session, pending, refusal, placed: [], payments: {} }
//     session   {token, guest_id, store_id, store_name, table, expires_at, table_code, …}
//     pending   the order on its way (placement.js)
//     refusal   the last order that was refused, until the guest has seen it
//     placed    [{key, order_id, at}], newest first
//     payments  {order_id: the attempt on its way (payments.js)}

const VERSION = 1;
const PLACED_MAX = 20; // a table's evening; the service has them all

// A table code names its store: t2.<store>.<generation>.<table>.<mac>. It is only where to look in the notebook: the
// service verifies the code.
export function storeOf(table_code) {
  const [kind, store] = String(table_code).split('.');
  return /^t\d+$/.test(kind) && /^\d{1,10}$/.test(store || '') ? Number(store) : 0;
}

export class Notebook {
  constructor(storage, store_id) {
    this.storage = storage;
    this.name = `lunchrush.store.${store_id}`;
  }

  read() {
    return whole(parsed(this.storage.get(this.name)));
  }

  // `change` edits the document in place. Throws what the storage throws when it is full or forbidden.
  write(change) {
    const page = this.read();
    change(page);
    page.placed = page.placed.slice(0, PLACED_MAX);
    this.storage.set(this.name, JSON.stringify(page));
    return page;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // cut short by a dying battery: nothing in it can be trusted
  }
}

function whole(page) {
  const known = page && page.version === VERSION ? page : {};
  return {
    version: VERSION,
    session: known.session || null,
    pending: known.pending || null,
    refusal: known.refusal || null,
    placed: Array.isArray(known.placed) ? known.placed : [],
    payments: known.payments || {},
  };
}
