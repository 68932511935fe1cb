// The real service (tests/blackbox's stack), and callers of its API.
import {spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

export class Stack {
  static async start() {
    const stack = new Stack();
    stack.process = spawn('/usr/bin/python3', [fileURLToPath(new URL('../stack.py', import.meta.url))], {stdio: ['pipe', 'pipe', 'inherit']});
    stack.answers = createInterface({input: stack.process.stdout})[Symbol.asyncIterator]();
    const {ingests, simulator} = await stack.next();
    return Object.assign(stack, {ports: ingests, simulator});
  }

  async next() {
    const {value, done} = await this.answers.next();
    if (done) throw new Error('the stack has ended');
    return JSON.parse(value);
  }

  ask(what) {
    this.process.stdin.write(`${JSON.stringify(what)}\n`);
    return this.next();
  }

  async store(policy = {}) { return new Store(this, await this.ask({do: 'store', policy})); }
  kill(replica) { return this.ask({do: 'kill', replica}); }
  terminate(replica) { return this.ask({do: 'terminate', replica}); }
  startAgain(replica) { return this.ask({do: 'start', replica}); }

  stop() {
    this.process.stdin.end();
    return new Promise((resolve) => { this.process.once('exit', resolve); });
  }
}

export class Store {
  constructor(stack, given) { Object.assign(this, {stack, ...given}); }

  // At the second replica: the first one is the screens', and is what tests break.
  async call(method, path, body, token = this.pos) {
    const headers = {Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID()};
    const response = await fetch(`http://127.0.0.1:${this.stack.ports[1]}${path}`, {method, headers, body: body && JSON.stringify(body)});
    const told = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(told)}`);
    return told;
  }

  // Paid at the till, and so in the kitchen. Lines are skus or whole lines.
  async order(lines = ['gongbao'], {table = 'A12', kind = 'dine_in', note = ''} = {}) {
    const service = kind === 'dine_in' ? {kind, table, guests: 2} : {kind};
    const {order} = await this.call('POST', '/v1/orders', {
      store_id: this.id, channel: 'pos', service, note, lines: lines.map((line) => (typeof line === 'string' ? {sku: line, quantity: 1} : line)),
    });
    await this.call('POST', `/v1/orders/${order.id}/payments`, {method: 'cash'});
    return (await this.call('GET', `/v1/orders/${order.id}`)).order;
  }

  cancel(order) { return this.call('POST', `/v1/orders/${order.id}/cancel`, {reason: 'gone'}, this.staff); }

  // lines: {[line]: quantity}
  refund(order, amount, lines) {
    const named = Object.entries(lines).map(([line, quantity]) => ({line: Number(line), quantity}));
    return this.call('POST', `/v1/orders/${order.id}/refunds`, {amount, reason: 'cold', lines: named}, this.staff);
  }

  async tickets(order = null) {
    const day = order ? `?business_date=${order.business_date}&page_size=500` : '?page_size=500';
    const {items} = await this.call('GET', `/v1/stores/${this.id}/tickets${day}`, undefined, this.kitchen);
    return order ? items.filter((ticket) => ticket.order_id === order.id) : items;
  }

  command(ticket, name) { return this.call('POST', `/v1/tickets/${ticket.id}/${name}`, {}, this.kitchen); }

  pace(station, warning, late) { return this.stack.ask({do: 'pace', store: this.id, station, warning, late}); }
  took(station, seconds, tickets) { return this.stack.ask({do: 'took', store: this.id, station, seconds, tickets}); }
  age(seconds) { return this.stack.ask({do: 'age', store: this.id, seconds}); }

  get address() { return `#store=${this.id}&key=${this.kitchen}`; }
}
