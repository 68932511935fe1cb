// The second of two quick taps of one finger means the button that the first has met. Where that one has made room meanwhile,
// for "yes, cancel it" or for "order", the second tap is nobody's. Which taps belong together the browser says (`detail`).
const SECOND_TAP_MS = 350;

export function keepSecondTaps(page = document) {
  let first = { at: -Infinity, met: null };
  const take = (event) => {
    const met = event.target.closest('button, a, label, summary, input, textarea') ?? event.target;
    const second = event.detail > 1 && event.timeStamp - first.at < SECOND_TAP_MS;
    if (second && met !== first.met) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    first = { at: event.timeStamp, met };
  };
  page.addEventListener('click', take, true);
}
