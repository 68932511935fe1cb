'use strict';
// One lunchrush-simulator on free ports with freshly made accounts, and its control API.
const { spawn, execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');

const root = path.resolve(__dirname, '../..');
const bin = path.resolve(process.env.LUNCHRUSH_BIN || path.join(root, 'build/release/bin'));

class Simulator {
  constructor(settings = {}) {
    this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lunchrush-sdk-'));
    this.settings = settings;
    execFileSync('bash', [path.join(root, 'deploy/local/make-accounts.sh'), this.dir]);
    const accounts = JSON.parse(fs.readFileSync(path.join(this.dir, 'accounts.json')));
    this.wechat = accounts.find((account) => account.gateway === 'wechatpay');
    this.alipay = accounts.find((account) => account.gateway === 'alipay');
  }

  async start() {
    const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LUNCHRUSH_')));
    this.process = spawn(path.join(bin, 'lunchrush-simulator'), [], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...own,
        LUNCHRUSH_SIMULATOR_PORT: '0',
        LUNCHRUSH_SIMULATOR_ADMIN_PORT: '0',
        LUNCHRUSH_SIMULATOR_ACCOUNTS: path.join(this.dir, 'simulator.json'),
        LUNCHRUSH_SIMULATOR_REFUND_DELAY: '100',
        ...this.settings,
      },
    });
    this.exited = new Promise((resolve) => this.process.once('exit', (code, signal) => resolve({ code, signal })));
    this.process.once('error', (fault) => { throw fault; });
    const ready = await this.#readyLine();
    this.url = `http://127.0.0.1:${ready.port}`;
    this.adminUrl = `http://127.0.0.1:${ready.admin_port}`;
    return this;
  }

  async #readyLine() {
    const lines = readline.createInterface({ input: this.process.stdout });
    return new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        const entry = JSON.parse(line);
        if (entry.msg === 'ready') resolve(entry);
      });
      this.exited.then(() => reject(new Error('the simulator ended before it was ready')));
    });
  }

  async stop(signal = 'SIGTERM') {
    this.process.kill(signal);
    return this.exited;
  }

  async remove() {
    await this.stop();
    fs.rmSync(this.dir, { recursive: true });
  }

  async call(method, target, body) {
    const answer = await fetch(this.url + target, { method, body: body && JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  }

  async get(target) { return (await this.call('GET', target)).body; }
  async post(target, body = {}) { return (await this.call('POST', target, body)).body; }
  async script(...rules) { return this.post('/sim/script', { rules }); }
  async forgetScript() { return this.call('DELETE', '/sim/script'); }
  async bill(outTradeNo) { return (await this.get('/sim/bill?limit=10000')).lines.filter((line) => line.out_trade_no === outTradeNo); }
  async deliveries(outTradeNo) { return (await this.get(`/sim/notifications?out_trade_no=${outTradeNo}`)).deliveries; }
}

// Polls until `condition` answers something true; the only kind of waiting these tests do.
async function until(condition, what, deadlineMs = 10_000) {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (Date.now() > end) throw new Error(`waited ${deadlineMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

let last = 0;
function newNumber(prefix = 'pay') {
  last += 1;
  return `${prefix}_${Date.now().toString(36)}${process.pid.toString(36)}${last.toString(36).padStart(4, '0')}`;
}

module.exports = { Simulator, until, newNumber };
