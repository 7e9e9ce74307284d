import type { LedgerEntry, MoveDirection } from '../contracts/sequential.js';
import { printable } from './markup.js';

const ways: Readonly<Record<MoveDirection, string>> = {
  up: 'higher',
  down: 'lower',
  wider: 'spread wider',
  narrower: 'spread less',
  more: 'more often',
  less: 'less often',
};

/** What evidence row by row points to: `values higher`, `missing values more often`, `red less often`. */
export function moveText({ part, category, direction }: Pick<LedgerEntry, 'part' | 'category' | 'direction'>): string {
  const what = part === 'missing' ? 'missing values' : category === undefined ? 'values' : printable(category);
  return `${what} ${ways[direction]}`;
}
