import type { SeededRandom } from '../../../src/stats/random.js';

export const draw = (size: number, next: () => number) => Float64Array.from({ length: size }, next);

/** Labels and scores of two models that are right together, or only one of them: shares b and c of the rows. */
export function pairedErrors(random: SeededRandom, rows: number, b: number, c: number, bothWrong = 0.12) {
  const labels = draw(rows, () => random.integer(2));
  const champion = new Float64Array(rows);
  const challenger = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const u = random.uniform();
    const championRight = u >= b + bothWrong;
    const challengerRight = u < b || u >= b + bothWrong + c;
    const score = (right: boolean) => (right === (labels[row] === 1) ? 0.8 : 0.2);
    champion[row] = score(championRight);
    challenger[row] = score(challengerRight);
  }
  return { labels, champion, challenger };
}

/** A number and what two models say of it, with errors of the given spreads. */
export function numbers(random: SeededRandom, rows: number, championSd: number, challengerSd: number) {
  const labels = draw(rows, () => 100 + 20 * random.normal());
  const shared = draw(rows, () => random.normal());
  const off = (sd: number) => labels.map((label, i) => label + sd * (0.6 * shared[i]! + 0.8 * random.normal()));
  return { labels, champion: off(championSd), challenger: off(challengerSd) };
}
