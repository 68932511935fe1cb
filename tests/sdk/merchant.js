'use strict';
// The merchant's end of notifications: keeps what arrives, answers what it is told to.
const http = require('node:http');
const { until } = require('./simulator');

class Merchant {
  constructor() {
    this.received = [];
    this.answer = () => ({ status: 204, body: '' });
    this.server = http.createServer((request, response) => this.#take(request, response));
  }

  async start() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}/notify`;
    return this;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #take(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const letter = { headers: request.headers, body: Buffer.concat(chunks).toString(), at: Date.now() };
    this.received.push(letter);
    const { status, body } = this.answer(letter);
    response.writeHead(status).end(body);
  }

  // The notifications that satisfy `matches`, once there are `count` of them.
  async wait(matches, count = 1, what = 'notifications') {
    return until(() => {
      const found = this.received.filter(matches);
      return found.length >= count && found;
    }, `${count} ${what}`);
  }
}

module.exports = { Merchant };
