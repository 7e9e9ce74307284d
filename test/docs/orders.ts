import { seededRandom } from '../../src/stats/random.js';

/** Rows `order, distance, label` from a number on, as CSV; without labels where they come in files of their own. */
export function orders(rows: number, from: number, label: string | undefined, shift = 0): string {
  const random = seededRandom(`orders ${from}`);
  const lines = Array.from({ length: rows }, (_, i) => {
    const distance = random.normal() + shift;
    return [`o${from + i}`, distance, ...(label === undefined ? [] : [distance > 0 ? 'yes' : 'no'])].join(',');
  });
  return [['order', 'distance', ...(label === undefined ? [] : [label])].join(','), ...lines, ''].join('\n');
}
