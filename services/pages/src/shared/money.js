// Fen, always an integer, as people read it.
export function yuan(fen) {
  const sign = fen < 0 ? '-' : '';
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${sign}¥${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

// Without ".00", where space is short: ¥22, ¥22.50.
export function shortYuan(fen) { return yuan(fen).replace(/\.00$/, ''); }
