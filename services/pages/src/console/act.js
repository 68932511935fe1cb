// One thing a person does about money: asked for once, however often the button is tapped. The key is made before the first
// sending, and goes with every repeat of it; other words are another request.
import {Problem} from '../shared/api.js';

export class Act {
  // send(reason, fen, key, lines) → a promise; its Problem says how it failed.
  constructor({send, makeKey = newKey}) {
    Object.assign(this, {send, makeKey});
    this.sending = false;
    this.said = null;
  }

  // {phase: done | failed | doubt, problem}; null: it is being sent already.
  async go(reason, fen, lines = []) {
    if (this.sending) return null;
    const said = JSON.stringify([reason, fen, lines]);
    if (this.said !== said) Object.assign(this, {said, key: this.makeKey()});
    this.sending = true;
    try {
      await this.send(reason, fen, this.key, lines);
      return {phase: 'done', problem: null};
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return {phase: problem.inDoubt || problem.retryable ? 'doubt' : 'failed', problem};
    } finally {
      this.sending = false;
    }
  }
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
