// Which ticket hangs where. A ticket keeps its place for as long as it is there: a cook's eye and thumb remember places. New
// ones go to the next free place after the newest, around the end to the beginning, so that reading on from the oldest is
// reading by age; what finds no place waits, the oldest first.
export class Slots {
  constructor(size) {
    this.places = Array(size).fill(null);
    this.last = size - 1;
    this.waiting = [];
  }

  // `keys`: what is to hang, oldest first.
  update(keys, size = this.places.length) {
    const wanted = new Set(keys);
    this.resize(size);
    this.places = this.places.map((key) => (wanted.has(key) ? key : null));
    if (this.places.every((key) => key === null)) this.last = size - 1;
    const hanging = new Set(this.places);
    this.waiting = [];
    for (const key of keys)
      if (!hanging.has(key) && !this.hang(key)) this.waiting.push(key);
    return this;
  }

  hang(key) {
    const size = this.places.length;
    for (let step = 1; step <= size; ++step) {
      const place = (this.last + step) % size;
      if (this.places[place] !== null) continue;
      this.places[place] = key;
      this.last = place;
      return true;
    }
    return false;
  }

  resize(size) {
    if (size === this.places.length) return;
    this.places = Array.from({length: size}, (_, place) => this.places[place] ?? null);
    this.last = Math.min(this.last, size - 1);
    const newest = this.places.reduce((found, key, place) => (key === null ? found : place), -1);
    if (newest >= 0) this.last = newest;
  }

  // Somebody asked for it: from the first place on, by age.
  tidy(keys) {
    this.places.fill(null);
    return this.update(keys);
  }

  // Page 0 is the places; the pages behind it show who waits.
  page(number) {
    const size = this.places.length;
    return number === 0 ? this.places : this.waiting.slice((number - 1) * size, number * size);
  }

  get pages() { return 1 + Math.ceil(this.waiting.length / this.places.length); }
}
