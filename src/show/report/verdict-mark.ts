import type { Verdict } from '../../contracts/results.js';
import { markPath } from '../charts/marks.js';
import { verdictWords } from '../judged-window.js';
import { markup, type Markup } from '../markup.js';

/** A verdict as shape and word, never by colour alone. */
export const verdictMark = (verdict: Verdict, word: string = verdictWords[verdict]): Markup =>
  markup`<span class="v ${verdict}"><svg class="ds" aria-hidden="true" width="14" height="14" viewBox="0 0 14 14"><path class="${verdict}" d="${markPath(verdict, 7, 7.5, 5.5)}"/></svg>${word}</span>`;
