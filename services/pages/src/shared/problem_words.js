// A Problem as a sentence. What has no words of its own here carries the server's, which are in the page's language.
import {inLanguage, language, t} from './i18n.js';

export function wordsOf(problem) {
  const key = `problem_${problem.code}`;
  if (inLanguage(language.value, key) !== key) return t(key);
  return t('problem_other', {detail: problem.message, id: problem.requestId || problem.status});
}
