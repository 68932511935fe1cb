// The kitchen's screen in a real browser on the real service.
import assert from 'node:assert/strict';
import {accessibilityFaults, closed, openScreen, picture} from '../harness/browser.js';
import {cardOf, isKept, kitchen, reaches, secondTapIsOver, statusOf} from '../harness/kitchen_screen.js';
import {browser, network, stack, test, useService} from '../harness/suite.js';
import {eventually} from '../harness/waiting.js';

useService();

test('a paid order hangs in the kitchen with all that a cook has to know', async () => {
  const store = await stack.store();
  const page = await kitchen(store);
  await page.getByText('没有要做的了').first().waitFor();
  const order = await store.order([{sku: 'gongbao', quantity: 2, options: ['less_spicy'], note: '不要花生'}], {note: '快一点'});
  const card = cardOf(page, order);
  await card.waitFor();
  const words = await card.innerText();
  for (const word of ['A12 桌', '宫保鸡丁', '微辣', '不要花生', '快一点', '2', '开始', '完成']) assert.ok(words.includes(word), word);
  assert.ok(!page.url().includes('key='), 'the key is gone from the address');
  await closed(page);
});

test('start, done and undo are carried out, once, also under a double tap', async () => {
  const store = await stack.store();
  const order = await store.order();
  const page = await kitchen(store);
  const card = cardOf(page, order);
  await card.getByRole('button', {name: '开始'}).dblclick();
  await reaches(store, order, 'started');
  await secondTapIsOver();
  await card.getByRole('button', {name: '完成'}).dblclick();
  await card.getByText('已完成').waitFor();  // the server has said so
  await secondTapIsOver();
  await card.getByRole('button', {name: '撤销'}).click();
  await reaches(store, order, 'started');
  await card.getByRole('button', {name: '完成'}).waitFor();
  const {items} = await store.call('GET', `/v1/orders/${order.id}/timeline`, undefined, store.staff);
  const steps = items.filter((item) => item.object === 'ticket').map((item) => item.to);
  assert.deepEqual(steps, ['queued', 'started', 'done', 'started']);
  await closed(page);
});

test('the expediter sees the order whole, and serves it when all of it is there', async () => {
  const store = await stack.store();
  const order = await store.order(['gongbao', 'tea']);
  const expo = await kitchen(store, {view: '传菜'}), wok = await kitchen(store, {view: 'wok'}), bar = await kitchen(store, {view: 'bar'});
  await cardOf(wok, order).getByText('另有：bar').waitFor();
  await cardOf(wok, order).getByRole('button', {name: '完成'}).click();
  await cardOf(expo, order).getByRole('button', {name: '先上 1/2'}).waitFor();
  await cardOf(bar, order).getByRole('button', {name: '完成'}).click();
  await cardOf(expo, order).getByRole('button', {name: '上菜'}).click();
  await reaches(store, order, 'served served');
  await closed(expo, wok, bar);
});

test('age is told by colour, shape and words, from the thresholds the server holds', async () => {
  const store = await stack.store();
  await store.pace('bar', 60, 120);
  const order = await store.order(['gongbao', 'tea']);
  await store.age(130);
  const page = await kitchen(store);
  const cards = cardOf(page, order);
  await eventually('two cards', async () => (await cards.count()) === 2);
  const looks = await cards.evaluateAll((all) => all.map((card) => [card.className.split(' ')[1], card.querySelector('.age').innerText.trim()[0], /超时/.test(card.innerText)]));
  assert.deepEqual(looks.sort(), [['calm', '●', false], ['late', '■', true]]);
  await closed(page);
});

test('through a cut of the network tickets stay, the screen says how old they are, and bumps are sent afterwards', async () => {
  const store = await stack.store();
  const [one, two] = [await store.order(), await store.order(['tea'])];
  const page = await kitchen(store);
  await cardOf(page, two).waitFor();
  network.cut();
  await page.getByText('断网：').waitFor();
  await page.getByText(/已过时 \d+:\d\d/).waitFor();
  const missed = await store.order(['gongbao'], {table: 'B1'});
  await cardOf(page, one).getByRole('button', {name: '完成'}).click();
  await cardOf(page, one).getByText('等网络').waitFor();
  await page.getByText('1 个操作待送出').waitFor();
  assert.equal(await statusOf(store, one), 'queued');
  await picture(page, 'kitchen-offline');
  network.mend();
  await cardOf(page, missed).waitFor();
  await reaches(store, one, 'done');
  await eventually('the banner is gone', async () => (await page.locator('.banner').count()) === 0);
  assert.equal(await cardOf(page, missed).count(), 1);
  assert.equal(await cardOf(page, two).count(), 1);
  await closed(page);
});

test('a bump survives the closing of the page while there is no network', async () => {
  const store = await stack.store();
  const order = await store.order();
  const page = await kitchen(store);
  await cardOf(page, order).waitFor();
  await eventually('the page is kept on the device', () => page.evaluate(async () => (await (await caches.open('lunchrush-pages')).keys()).length >= 3 &&
    Boolean(await navigator.serviceWorker.ready)));
  await isKept(page, store, order);
  network.cut();
  await page.getByText('断网：').waitFor();
  await cardOf(page, order).getByRole('button', {name: '开始'}).click();
  await cardOf(page, order).getByText('等网络').waitFor();
  await page.reload();
  await cardOf(page, order).getByText('等网络').waitFor();
  network.mend();
  await reaches(store, order, 'started');
  await closed(page);
});

test('a bump whose answer was lost is not given a second time: a colleague has recalled the ticket meanwhile', async () => {
  const store = await stack.store();
  const order = await store.order();
  const page = await kitchen(store);
  await cardOf(page, order).waitFor();
  network.loseAnswers();
  await cardOf(page, order).getByRole('button', {name: '完成'}).click();
  await reaches(store, order, 'done');
  await store.command((await store.tickets(order))[0], 'recall');
  network.mend();
  await eventually('nothing waits', async () => (await page.getByText('待送出').count()) === 0 && (await page.locator('.banner').count()) === 0);
  await cardOf(page, order).getByRole('button', {name: '完成'}).waitFor();  // its pauses had grown
  assert.equal(await statusOf(store, order), 'started');
  await closed(page);
});

test('a network that swallows everything is noticed by its silence', async () => {
  const store = await stack.store();
  const page = await kitchen(store);
  await page.getByText('没有要做的了').first().waitFor();
  network.swallow();
  await page.getByText('断网：').waitFor();  // two heartbeats
  const order = await store.order();
  network.mend();
  await cardOf(page, order).waitFor();
  await closed(page);
});

test('a replica that is killed, and one that is redeployed, cost a screen nothing but a moment', async () => {
  const store = await stack.store();
  const page = await kitchen(store);
  await page.getByText('没有要做的了').first().waitFor();
  for (const act of ['kill', 'terminate']) {
    await stack[act](0);
    const order = await store.order();
    await cardOf(page, order).waitFor();
    await cardOf(page, order).getByRole('button', {name: '完成'}).click();
    await reaches(store, order, 'done');
    if (act === 'kill') await stack.startAgain(0);
  }
  assert.equal(await page.evaluate(() => performance.getEntriesByType('navigation').length), 1);
  await closed(page);
  await stack.startAgain(0);
});

test('a cancelled order is struck through until a cook has seen it', async () => {
  const store = await stack.store();
  const order = await store.order();
  const page = await kitchen(store);
  await cardOf(page, order).waitFor();
  await store.cancel(order);
  await cardOf(page, order).getByText('已退单').waitFor();
  await picture(page, 'kitchen-cancelled');
  await cardOf(page, order).getByRole('button', {name: '知道了'}).click();
  await eventually('the card is gone', async () => (await cardOf(page, order).count()) === 0);
  await closed(page);
});

test('a second order of the same table says which it adds to', async () => {
  const store = await stack.store();
  const [one, two] = [await store.order(), await store.order(['tea'])];
  const page = await kitchen(store);
  await cardOf(page, two).getByText(`加菜 · 同桌 ${one.pickup_number} 号`).waitFor();
  await closed(page);
});

test('any ticket of the day can be recalled by its number', async () => {
  const store = await stack.store();
  const order = await store.order();
  for (const name of ['done', 'serve']) await store.command((await store.tickets(order))[0], name);
  const page = await kitchen(store);
  await page.getByRole('button', {name: '撤回', exact: true}).click();
  await page.getByLabel('按取餐号查找').fill(order.pickup_number);
  await page.getByRole('button', {name: '撤回到厨房'}).click();
  await reaches(store, order, 'started');
  await cardOf(page, order).waitFor();
  await closed(page);
});

test('a bump bar is enough: digits choose, Enter bumps, U takes back', async () => {
  const store = await stack.store();
  const [one, two] = [await store.order(), await store.order(['tea'])];
  const page = await kitchen(store);
  await cardOf(page, two).waitFor();
  await page.keyboard.press('2');
  await page.keyboard.press('Enter');
  await reaches(store, two, 'done');
  assert.equal(await statusOf(store, one), 'queued');
  await secondTapIsOver();
  await page.keyboard.press('u');
  await reaches(store, two, 'started');
  await page.keyboard.press('1');
  await page.keyboard.press('1');
  await reaches(store, one, 'done');
  await closed(page);
});

test('a new order is announced in Chinese until somebody touches the screen', async () => {
  const store = await stack.store();
  const page = await kitchen(store);
  await page.getByText('没有要做的了').first().waitFor();
  await page.evaluate(() => {
    globalThis.heard = [];
    speechSynthesis.speak = (sentence) => globalThis.heard.push([sentence.lang, sentence.text]);
  });
  const order = await store.order();
  await cardOf(page, order).waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.heard), [['zh-CN', `新订单，${order.pickup_number}号，A12 桌`]]);
  assert.ok((await cardOf(page, order).getAttribute('class')).includes('unseen'));
  await page.keyboard.press('Shift');
  await eventually('it is seen', async () => !(await cardOf(page, order).getAttribute('class')).includes('unseen'));
  await closed(page);
});

test('a key that is revoked ends the screen with words; a wrong one does not begin it', async () => {
  const page = await openScreen(browser);
  await page.goto(`${network.url}/kitchen`);
  const store = await stack.store();
  await page.getByLabel('门店编号').first().fill(String(store.id));
  await page.getByLabel('厨房设备密钥').fill('lr_nosuchkey_00');
  await page.getByRole('button', {name: '连接'}).click();
  await page.getByText('密钥无效或已停用').waitFor();
  await page.getByLabel('厨房设备密钥').fill(store.kitchen);
  await page.getByRole('button', {name: '连接'}).click();
  await page.getByText('没有要做的了').first().waitFor();
  const owner = store.staff;
  const revoked = await fetch(`http://127.0.0.1:${stack.ports[1]}/v1/keys/${store.kitchen.split('_')[1]}`, {method: 'DELETE', headers: {Authorization: `Bearer ${owner}`}});
  assert.equal(revoked.status, 204);
  await page.getByText('服务器拒绝了这块屏幕').waitFor();
  await closed(page);
});

test('three hundred open tickets are shown, page by page, and the screen stays quick', async () => {
  const store = await stack.store();
  const orders = [];
  for (let number = 0; number !== 300; number += 20)
    orders.push(...await Promise.all(Array.from({length: 20}, () => store.order(['gongbao'], {kind: 'takeout'}))));
  const page = await kitchen(store, {size: 'wall'});
  await page.getByText('待做 300').waitFor();
  await page.getByText(/第 1\/\d+ 页/).waitFor();
  const first = orders.map((order) => Number(order.pickup_number)).sort((one, other) => one - other)[0];
  const began = Date.now();
  await cardOf(page, {pickup_number: String(first)}).getByRole('button', {name: '完成'}).click();
  await cardOf(page, {pickup_number: String(first)}).getByRole('button', {name: '撤销'}).waitFor();
  console.log(`300 tickets: a bump was shown after ${Date.now() - began} ms`);
  await picture(page, 'kitchen-300');
  await closed(page);
});

for (const size of ['wall', 'tablet', 'phone']) {
  test(`at ${size} size nothing is seriously inaccessible`, async () => {
    const store = await stack.store();
    await store.order([{sku: 'gongbao', quantity: 2, options: ['less_spicy'], note: '不要花生'}, 'tea', 'lunch_set'], {note: '先上饮料'});
    await store.age(700);
    await store.order(['gongbao', 'tea'], {table: 'B3'});
    await store.age(310);
    await store.order(['lunch_set'], {kind: 'takeout'});
    await store.order(['tea']);
    const page = await kitchen(store, {size});
    await page.locator('article.card').nth(3).waitFor();
    await picture(page, `kitchen-${size}`);
    assert.deepEqual(await accessibilityFaults(page), []);
    if (size === 'tablet') {
      await page.getByRole('button', {name: '传菜'}).click();
      await picture(page, 'kitchen-expo');
      assert.deepEqual(await accessibilityFaults(page), []);
    }
    await closed(page);
  });
}
