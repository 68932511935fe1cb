// What a page keeps on its device: IndexedDB, by idb. Where there is none (private windows), where the disk is full, and while it
// does not answer, memory, and the signal `durable` says so: a screen without a memory is better than none.
import {signal} from '@preact/signals';
import {openDB} from 'idb';
import {inTime, Silence} from './in_time.js';

const parts = ['settings', 'snapshots', 'commands'];
const patienceMs = 5_000;  // it answers within milliseconds or, in some browsers, never

// Rejects never, nor does what it answers.
export async function openStorage(name, {open = openDB, patience = patienceMs} = {}) {
  const upgrade = (database) => { for (const part of parts) database.createObjectStore(part); };
  try {
    return new Durable(await inTime(open(name, 1, {upgrade}), patience), patience);
  } catch {
    return new Passing();
  }
}

// What was put since the page was opened is in memory too. What the device did not take it is offered again with every write: a
// full disk is emptied one day, and a tablet that slept answers late.
class Durable {
  constructor(database, patience) {
    Object.assign(this, {database, patience});
    this.durable = signal(true);
    this.passing = new Passing();
    this.owed = new Map();  // place → the act that the device has not done yet
    this.offering = false;
    this.silent = false;
  }

  async get(part, key) {
    const known = this.owed.has(placeOf(part, key));
    const found = known ? undefined : await this.read((database) => database.get(part, key));
    return found ?? this.passing.get(part, key);
  }

  async all(part) { return (await this.read((database) => database.getAll(part))) ?? this.passing.all(part); }

  async put(part, key, value) {
    await this.passing.put(part, key, value);
    await this.write(placeOf(part, key), (database) => database.put(part, value, key));
  }

  async delete(part, key) {
    await this.passing.delete(part, key);
    await this.write(placeOf(part, key), (database) => database.delete(part, key));
  }

  read(act) { return this.silent ? undefined : this.tried(act(this.database)); }

  // Waits while all is well: afterwards nobody waits for a device that does not do its part.
  async write(place, act) {
    this.owed.set(place, act);
    if (this.durable.value) await this.tried(this.settle(place, act));
    else this.offerAgain();
  }

  async settle(place, act) {
    await act(this.database);
    if (this.owed.get(place) === act) this.owed.delete(place);
    if (this.owed.size > 0) return;
    this.durable.value = true;
    this.silent = false;
  }

  // One round at a time: a device that is silent is not asked a second thing.
  async offerAgain() {
    if (this.offering) return;
    this.offering = true;
    for (const [place, act] of this.owed) await this.settle(place, act).catch(() => {});
    this.offering = false;
  }

  // undefined when it fails.
  async tried(answer) {
    try {
      return await inTime(answer, this.patience);
    } catch (fault) {
      this.durable.value = false;
      this.silent ||= fault instanceof Silence;
      return undefined;
    }
  }
}

function placeOf(part, key) { return `${part}/${key}`; }

class Passing {
  constructor() {
    this.kept = Object.fromEntries(parts.map((part) => [part, new Map()]));
    this.durable = signal(false);
  }
  async get(part, key) { return this.kept[part].get(key); }
  async all(part) { return [...this.kept[part].values()]; }
  async put(part, key, value) { this.kept[part].set(key, value); }
  async delete(part, key) { this.kept[part].delete(key); }
}
