// Tones without files, and speech. Browsers are mute until somebody has touched the page: `unlocked` says whether.
import {signal} from '@preact/signals';

export const unlocked = signal(false);
export const muted = signal(false);

let context = null;

// In a touch's or a key's handler, or it does not help.
export async function unlock() {
  try {
    context ??= new AudioContext();
    await context.resume();
    unlocked.value = context.state === 'running';
  } catch {
    unlocked.value = false;  // no sound device: the screen flashes all the same
  }
}

// [hertz, seconds] one after the other. Each kind can be told from the others without looking.
const tunes = {
  new: [[660, 0.12], [880, 0.18]],
  ready: [[880, 0.1], [880, 0.1], [1175, 0.2]],
  changed: [[740, 0.15], [740, 0.15]],
  void: [[440, 0.2], [330, 0.35]],
  error: [[220, 0.3]],
};

export function play(kind) {
  if (muted.value || !unlocked.value) return;
  let at = context.currentTime;
  for (const [hertz, seconds] of tunes[kind]) {
    tone(hertz, at, seconds);
    at += seconds + 0.04;
  }
}

function tone(hertz, at, seconds) {
  const oscillator = new OscillatorNode(context, {type: 'triangle', frequency: hertz});
  const gain = new GainNode(context, {gain: 0});
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.4, at + 0.01);
  gain.gain.setValueAtTime(0.4, at + seconds - 0.03);
  gain.gain.linearRampToValueAtTime(0, at + seconds);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds);
}

const keptMost = 20;

export function say(text, lang = 'zh-CN') {
  const voice = globalThis.speechSynthesis;
  if (muted.value || !voice || !unlocked.value) return;
  said.push(text);
  if (said.length > keptMost) said.shift();
  const sentence = new SpeechSynthesisUtterance(text);
  sentence.lang = lang;
  voice.speak(sentence);
}

// The latest sentences, so that a test, or a deaf cook's screen, can see what was said.
export const said = [];
