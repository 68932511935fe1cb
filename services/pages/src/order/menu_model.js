// The menu as the page works with it. Prices are fen and only shown: what counts is the service's own sum, which an order
// is compared with (`expected_total`).

const HOUSE_QUANTITY_MAX = 99; // what a dish without a limit of its own has, per order

export function indexed(menu) {
  const by_sku = new Map(menu.dishes.map((dish) => [dish.sku, dish]));
  const categories = menu.categories
    .map((category) => ({ ...category, dishes: menu.dishes.filter((dish) => dish.category === category.code) }))
    .filter((category) => category.dishes.length > 0);
  return { version: menu.version, categories, by_sku };
}

export function quantityMax(dish) {
  return dish.quantity_max || HOUSE_QUANTITY_MAX;
}

export function groupsOf(dish) {
  return dish.option_groups || [];
}

export function optionOf(dish, code) {
  for (const group of groupsOf(dish)) for (const option of group.options) if (option.code === code) return option;
  return null;
}

export function unitPrice(dish, options) {
  return options.reduce((sum, code) => sum + (optionOf(dish, code)?.price_delta || 0), dish.price);
}

// Some choice makes it dearer: what is shown is the least.
export function hasSurcharge(dish) {
  return groupsOf(dish).some((group) => group.options.some((option) => option.price_delta > 0));
}

// The groups that want another choice, or fewer.
export function openGroups(dish, options) {
  return groupsOf(dish).filter((group) => {
    const chosen = chosenIn(group, options);
    return chosen < (group.choose_min || 0) || chosen > group.choose_max;
  });
}

export function chosenIn(group, options) {
  return group.options.filter((option) => options.includes(option.code)).length;
}

// A tap on an option. Where one is taken, another takes its place; where several are, a tap beyond the limit does nothing.
export function tapped(group, options, code) {
  if (options.includes(code)) {
    const needed = group.choose_max === 1 && (group.choose_min || 0) === 1;
    return needed ? options : options.filter((one) => one !== code);
  }
  if (group.choose_max === 1) return [...options.filter((one) => !group.options.some((option) => option.code === one)), code];
  return chosenIn(group, options) < group.choose_max ? [...options, code] : options;
}

// In the menu's order, so that the same choice is the same line however it was tapped together.
export function inMenuOrder(dish, options) {
  return groupsOf(dish).flatMap((group) => group.options.map((option) => option.code).filter((code) => options.includes(code)));
}

// Found by its name in either language, by its sku, or by the initials of its pinyin (gbjd finds 宫保鸡丁).
export function matches(dish, wanted) {
  const text = wanted.trim().toLowerCase();
  if (!text) return true;
  const names = [dish.name.zh, dish.name.en || '', dish.sku.replaceAll('_', ' ')];
  return names.some((name) => name.toLowerCase().includes(text)) || initials(dish.name.zh).includes(text);
}

// The first character of each initial in pinyin order: a character belongs to the last one that does not come after it.
const FIRST_OF = [['a', '阿'], ['b', '八'], ['c', '嚓'], ['d', '咑'], ['e', '妸'], ['f', '发'], ['g', '旮'], ['h', '哈'], ['j', '讥'], ['k', '咔'], ['l', '垃'], ['m', '妈'], ['n', '拏'], ['o', '噢'], ['p', '妑'], ['q', '七'], ['r', '呥'], ['s', '仨'], ['t', '他'], ['w', '屲'], ['x', '夕'], ['y', '丫'], ['z', '帀']];
const pinyin = new Intl.Collator('zh-u-co-pinyin');

export function initials(text) {
  let result = '';
  for (const character of text) {
    if (!/\p{Script=Han}/u.test(character)) continue;
    const before = FIRST_OF.filter(([, first]) => pinyin.compare(first, character) <= 0);
    result += before.length ? before.at(-1)[0] : '';
  }
  return result;
}
