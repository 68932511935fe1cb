// The way from a screen to the service, which a test can cut: a TCP relay with a switch.
import net from 'node:net';

export class Network {
  // `ports`: where the service is; the first that answers is taken, as a balancer would.
  static async open(ports) {
    const network = new Network();
    network.ports = ports;
    network.pairs = new Set();
    network.up = true;
    network.server = net.createServer((socket) => network.join(socket));
    await new Promise((resolve) => { network.server.listen(0, '127.0.0.1', resolve); });
    network.port = network.server.address().port;
    return network;
  }

  get url() { return `http://127.0.0.1:${this.port}`; }

  join(socket, ports = this.ports) {
    socket.on('error', () => {});
    if (!this.up || !ports.length) return socket.destroy();
    const out = net.connect(ports[0], '127.0.0.1');
    out.once('error', () => { if (!out.joined) this.join(socket, ports.slice(1)); });
    out.once('connect', () => {
      out.joined = true;
      const pair = [socket, out];
      this.pairs.add(pair);
      for (const [from, to] of [pair, [out, socket]]) {
        from.on('data', (data) => {
          if (this.deaf) return;  // the bytes are lost on the way
          if (this.lossy && from === out) return void socket.destroy();
          to.write(data);
        });
        from.on('close', () => {
          to.destroy();
          this.pairs.delete(pair);
        });
        from.on('error', () => {});
      }
    });
    return undefined;
  }

  // Connections break, and none is made.
  cut() {
    this.up = false;
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  // Connections stay and carry nothing: what a dead access point looks like.
  swallow() { this.deaf = true; }

  // Requests arrive; whatever comes back breaks its connection.
  loseAnswers() { this.lossy = true; }

  mend() {
    this.up = true;
    this.deaf = this.lossy = false;
  }

  close() {
    this.cut();
    return new Promise((resolve) => { this.server.close(resolve); });
  }
}
