// The menu: categories at the left, dishes at the right, found by scrolling, by tapping a category, or by typing.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { added, needsSheet, quantityOf, withQuantity } from './cart_model.js';
import { hasSurcharge, matches, quantityMax } from './menu_model.js';
import { cart, chosen_dish, menu, menu_problem, ordering, setCart } from './state.js';
import { html, Stepper } from './view.js';
import { named, problemText, t, yuan } from './words.js';

export const searched = signal(''); // what is searched for
const current = signal(null); // the category in view

export function MenuScreen() {
  if (!menu.value) return html`<main class="menu-wait" role="status">${menu_problem.value ? problemText(menu_problem.value) : html`<span class="spinner" aria-hidden="true"></span> ${t('menu.reading')}`}</main>`;
  const { categories } = menu.value.index;
  const found = categories.map((category) => ({ ...category, dishes: category.dishes.filter((dish) => matches(dish, searched.value)) })).filter((category) => category.dishes.length > 0);
  return html`<main class="menu">
    <label class="search"><span class="unseen">${t('menu.search')}</span>
      <input type="search" placeholder=${t('menu.search')} value=${searched.value} onInput=${(event) => (searched.value = event.target.value)} /></label>
    <${Rail} categories=${found} />
    <${Dishes} categories=${found} />
  </main>`;
}

function Rail({ categories }) {
  const go = (code) => {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    document.getElementById(`category-${code}`)?.scrollIntoView({ behavior: calm ? 'auto' : 'smooth' });
    current.value = code;
  };
  const at = categories.some((one) => one.code === current.value) ? current.value : categories[0]?.code;
  return html`<nav class="rail" aria-label=${t('menu.categories')}>
    ${categories.map((one) => html`<button type="button" key=${one.code} aria-current=${one.code === at ? 'true' : undefined} onClick=${() => go(one.code)}>${named(one.name)}</button>`)}
  </nav>`;
}

function Dishes({ categories }) {
  const names = categories.map((one) => one.code).join();
  useEffect(() => {
    const watch = new IntersectionObserver(
      (seen) => {
        const first = seen.filter((one) => one.isIntersecting)[0];
        if (first) current.value = first.target.dataset.code;
      },
      { rootMargin: '-20% 0px -70% 0px' },
    );
    for (const section of document.querySelectorAll('.category')) watch.observe(section);
    return () => watch.disconnect();
  }, [names]);
  return html`<div class="dishes">
    ${categories.length === 0 && html`<p class="nothing" role="status">${t('menu.nothing', { wanted: searched.value })}</p>`}
    ${categories.map((category) => html`<section class="category" id=${`category-${category.code}`} data-code=${category.code} key=${category.code} aria-labelledby=${`name-${category.code}`}>
      <h2 id=${`name-${category.code}`}>${named(category.name)}</h2>
      <ul>${category.dishes.map((dish) => html`<${Dish} key=${dish.sku} dish=${dish} />`)}</ul>
    </section>`)}
  </div>`;
}

function Dish({ dish }) {
  const quantity = quantityOf(cart.value, dish.sku);
  return html`<li class=${dish.sold_out ? 'dish sold-out' : 'dish'} data-sku=${dish.sku}>
    <div class="dish-words">
      <h3>${named(dish.name)}</h3>
      ${named(dish.description) && html`<p>${named(dish.description)}</p>`}
      ${dish.quantity_max > 0 && html`<p class="fine">${t('dish.limit', { count: dish.quantity_max })}</p>`}
      <p class="price">${yuan(dish.price)}${hasSurcharge(dish) && html`<span class="fine"> ${t('dish.from')}</span>`}</p>
    </div>
    <${DishButton} dish=${dish} quantity=${quantity} />
  </li>`;
}

function DishButton({ dish, quantity }) {
  const what = named(dish.name);
  if (dish.sold_out) return html`<span class="tag">${t('dish.sold_out')}</span>`;
  if (needsSheet(dish))
    return html`<button type="button" class="act small" disabled=${ordering.value} aria-haspopup="dialog" onClick=${() => (chosen_dish.value = dish)}>
      ${t('dish.choose')}<span class="unseen"> ${what}</span>${quantity > 0 && html`<span class="count">${quantity}</span>`}</button>`;
  const at = cart.value.findIndex((line) => line.sku === dish.sku && !line.note);
  if (at < 0)
    return html`<button type="button" class="round add" disabled=${ordering.value} aria-label=${t('dish.add', { what })} onClick=${() => setCart(added(cart.value, dish, {}))}>+</button>`;
  return html`<${Stepper} value=${cart.value[at].quantity} max=${quantityMax(dish)} what=${what} onChange=${(value) => setCart(withQuantity(cart.value, at, value, dish))} />`;
}
