// What the client keeps on the phone. Where the phone takes nothing, or nothing more, memory: the guest orders all the same, and
// `forgetful` says that it ends with the page.
import { signal } from '@preact/signals';
import { browserStorage, memoryStorage } from '../order-client.js';

const PROBE = 'lunchrush.probe';

// {storage, phone, forgetful}: for what must be kept; for what may be lost, throws when full; a signal.
export function phoneStorage(open = browserStorage) {
  const phone = readable(open);
  if (!phone) {
    const storage = memoryStorage();
    return { storage, phone: storage, forgetful: signal(true) };
  }
  const forgetful = signal(!takes(phone));
  const untaken = new Map(); // name: the text that the phone has not got
  const get = (name) => untaken.get(name) ?? phone.get(name);
  const set = (name, text) => {
    try {
      phone.set(name, text);
      untaken.delete(name);
    } catch {
      untaken.set(name, text);
    }
    forgetful.value = untaken.size > 0;
  };
  const remove = (name) => {
    untaken.delete(name);
    phone.remove(name);
  };
  return { storage: { get, set, remove }, phone, forgetful };
}

// A full one is: what it has from before counts.
function readable(open) {
  try {
    const phone = open();
    phone.get(PROBE);
    return phone;
  } catch {
    return null;
  }
}

function takes(phone) {
  try {
    phone.set(PROBE, '1');
    phone.remove(PROBE);
    return true;
  } catch {
    return false;
  }
}
