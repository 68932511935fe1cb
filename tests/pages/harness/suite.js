// What the browser tests of a file stand on: the service, a browser and the network between them, for as long as the file runs.
//
//   import {network, stack, test, useService} from '../harness/suite.js';
//   useService();
//   test('…', async () => { const store = await stack.store(); … });
import {after, before, test} from 'node:test';
import {openBrowser} from './browser.js';
import {Network} from './network.js';
import {Stack} from './stack.js';

export {test};
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
