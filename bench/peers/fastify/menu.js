// What Lunchrush's seed sells, as far as the load orders it.
export const menu = new Map([
  ['gongbao', { name: '宫保鸡丁', price: 2200, options: new Map([['less_spicy', { name: '少辣', price: 0 }]]) }],
  ['rice', { name: '米饭', price: 300, options: new Map() }]
])
