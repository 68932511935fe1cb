// An answer, or after so long the error Silence.
export class Silence extends Error {}

export function inTime(answer, ms) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Silence(`no answer within ${ms} ms`)), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
