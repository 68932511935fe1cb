// Tables for spreadsheets: UTF-8 with its mark, so that Excel reads Chinese; nothing that a guest typed becomes a formula.
const risky = /^[=+\-@\t\r]/;

function cell(value) {
  if (typeof value === 'number') return String(value);
  const text = risky.test(value) ? `'${value}` : String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const toCsv = (rows) => `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;

// Fen as a spreadsheet adds them up: 2250 → 22.5 is a number.
export const amount = (fen) => fen / 100;

export function download(name, rows) {
  const address = URL.createObjectURL(new Blob([toCsv(rows)], {type: 'text/csv;charset=utf-8'}));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
