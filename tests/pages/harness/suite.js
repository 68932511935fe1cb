// What the browser tests of a file stand on: the service, a browser and the network between them, for as long as the file runs.
//
//   import {network, stack, test, useService} from '../harness/suite.js';
//   useService();
//   test('…', async () => { const store = await stack.store(); … });
import {after, before, test as run} from 'node:test';
import {openBrowser} from './browser.js';
import {Network} from './network.js';
import {Stack} from './stack.js';
import {attested, closeAll} from './witness.js';

export let stack, browser, network;

// replicas: how many the network leads to; the first that answers is taken.
export function useService({replicas = 2} = {}) {
  before(async () => {
    stack = await Stack.start();
    browser = await openBrowser();
    network = await Network.open(stack.ports.slice(0, replicas));
  });
  after(async () => {
    await browser?.close();
    await network?.close();
    await stack?.stop();
  });
}

// node:test's, whose errors say what the open pages show. The next test begins with no page and a network that is whole.
export function test(name, ...given) {
  const body = given.pop();
  run(name, ...given, async (context) => {
    try {
      await body(context);
    } catch (fault) {
      const error = await attested(fault);
      await closeAll();
      network?.mend();
      throw error;
    }
  });
}
