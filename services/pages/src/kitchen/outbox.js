// What the cook asked for, kept on the device until the server has answered: through a cut of the network, a reload, a night.
// Commands of one ticket go one after the other; those of different tickets do not wait for each other.
import {call, Problem} from '../shared/api.js';
import {afterCommand} from '../tickets/tickets.js';

const retryMs = 1_000;
const retryMostMs = 10_000;
const sendingMost = 4;

export class Outbox {
  // link: {tickets, accept(ticket), refresh(), isReachable()}; onChange(): what is shown of the commands has changed.
  constructor({storage, token, link, onChange, send = call, random = Math.random, setTimer = (act, ms) => setTimeout(act, ms)}) {
    Object.assign(this, {storage, token, link, onChange, send, random, setTimer});
    this.commands = [];
    this.sending = new Set();
    this.failures = 0;
    this.number = 0;
  }

  async restore() {
    const kept = await this.storage.all('commands');
    // What was on its way when the page was closed may have arrived.
    this.commands = kept.map((command) => ({...command, doubt: command.doubt || command.sent})).sort((one, other) => one.id - other.id);
    this.number = this.commands.at(-1)?.id ?? 0;
    this.onChange();
  }

  of(ticket) { return this.commands.filter((command) => command.ticket === ticket); }
  get waiting() { return this.commands.filter((command) => !command.refused).length; }

  async add(ticket, name) {
    const command = {id: ++this.number, ticket, name, base: null, sent: false, doubt: false, refused: null};
    this.commands.push(command);
    this.onChange();
    await this.keep(command);
    this.pump();
    return command;
  }

  // Takes back the last command of a ticket, if it was not sent yet. Then the server never hears of it.
  async takeBack(ticket) {
    const last = this.of(ticket).at(-1);
    if (!last || last.sent) return false;
    await this.remove(last);
    return true;
  }

  // The cook has read why it was refused.
  dismiss(command) { return this.remove(command); }

  pump() {
    for (const command of this.commands) {
      if (this.sending.size >= sendingMost) return;
      if (this.isNext(command)) this.run(command);
    }
  }

  isNext(command) {
    return !command.refused && !this.sending.has(command.ticket) && this.of(command.ticket).find((each) => !each.refused) === command;
  }

  async run(command) {
    this.sending.add(command.ticket);
    try {
      await this.attempt(command);
      this.failures = 0;
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault;
      await this.failed(command, fault);
    } finally {
      this.sending.delete(command.ticket);
    }
    this.onChange();
    if (!this.failures) this.pump();
  }

  async attempt(command) {
    if (command.doubt) await this.link.refresh();
    const ticket = this.link.tickets.get(command.ticket);
    if (command.doubt) {
      // If the ticket has moved since, it was this command or somebody after it: sent again it would undo what that somebody
      // did. The feed alone cannot tell: its line may be up and its news still on the way.
      if (!ticket || (command.base !== null && ticket.version > command.base)) return this.remove(command);
    } else if (!this.link.isReachable()) {
      throw new Problem({code: 'network'});  // not even tried: it can still be taken back
    }
    Object.assign(command, {sent: true, base: command.base ?? ticket?.version ?? null});
    await this.keep(command);
    this.onChange();
    const headers = command.base === null ? {} : {'If-Match': `"v${command.base}"`};
    const {body} = await this.send(`/v1/tickets/${command.ticket}/${command.name}`, {method: 'POST', token: this.token, headers, body: {}});
    this.link.accept(body.ticket);
    return this.remove(command);
  }

  async failed(command, problem) {
    if (problem.code === 'precondition_failed' && await this.isAsWanted(command)) return this.remove(command);
    if (problem.retryable || problem.inDoubt) {
      // Refused unread (429, 503 overloaded): it did not happen, and may still be taken back.
      if (problem.inDoubt) command.doubt = command.sent;
      else command.sent = command.doubt;
      await this.keep(command);
      return this.later(problem.retryAfterMs);
    }
    command.refused = {code: problem.code, status: problem.status, message: problem.message};
    await this.keep(command);
    // What was asked for after it was asked for in the belief that this would hold.
    for (const after of this.of(command.ticket)) if (after.id > command.id) await this.remove(after);
    this.pumpSoon(0);
  }

  // The ticket had moved before the server read the command: moved by this very command, when a browser repeats a request whose
  // connection broke, or by a colleague. Where it is what the cook wanted, nothing is left to say.
  async isAsWanted(command) {
    await this.link.refresh().catch(() => {});
    const ticket = this.link.tickets.get(command.ticket);
    return !ticket || ticket.status === afterCommand[command.name];
  }

  later(retryAfterMs) {
    const most = Math.min(retryMostMs, retryMs * 2 ** this.failures++);
    this.pumpSoon(Math.max(retryAfterMs, most * (0.5 + this.random() / 2)));
  }

  pumpSoon(ms) {
    clearTimeout(this.timer);
    this.timer = this.setTimer(() => this.pump(), ms);
  }

  // The feed is there again: so is the network.
  hurry() {
    if (!this.waiting) return;
    this.failures = 0;
    this.pumpSoon(catchUpMs);
  }

  keep(command) { return this.storage.put('commands', command.id, {...command}); }

  async remove(command) {
    this.commands = this.commands.filter((each) => each !== command);
    await this.storage.delete('commands', command.id);
    this.onChange();
  }
}

const catchUpMs = 500;  // the events that were missed come first: they may tell that a command arrived
