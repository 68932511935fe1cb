// What a page keeps on its device: IndexedDB, by idb. Where there is none (private windows), memory, and `durable` says so.
import {openDB} from 'idb';

const parts = ['settings', 'snapshots', 'commands'];

export async function openStorage(name) {
  try {
    return new Durable(await openDB(name, 1, {
      upgrade(database) {
        for (const part of parts) database.createObjectStore(part);
      },
    }));
  } catch {
    return new Passing();
  }
}

class Durable {
  constructor(database) {
    this.database = database;
    this.durable = true;
  }
  get(part, key) { return this.database.get(part, key); }
  all(part) { return this.database.getAll(part); }
  put(part, key, value) { return this.database.put(part, value, key); }
  delete(part, key) { return this.database.delete(part, key); }
}

class Passing {
  constructor() {
    this.kept = Object.fromEntries(parts.map((part) => [part, new Map()]));
    this.durable = false;
  }
  async get(part, key) { return this.kept[part].get(key); }
  async all(part) { return [...this.kept[part].values()]; }
  async put(part, key, value) { this.kept[part].set(key, value); }
  async delete(part, key) { this.kept[part].delete(key); }
}
