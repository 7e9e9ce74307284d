import type { Table } from 'driftsense';
import { expect } from 'vitest';
import { badInputs, type BadInput } from '../bad-inputs.js';

/** A table of columns as a CSV file: nothing for missing values, as other tools write it. */
export function csvOf(table: Table): string {
  const columns = Object.entries(table as Record<string, readonly unknown[]>);
  const size = columns[0]?.[1].length ?? 0;
  const cell = (value: unknown): string => {
    if (value === null || value === undefined || Number.isNaN(value)) return '';
    const text = String(value);
    return text === '' || /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = Array.from({ length: size }, (_, i) => columns.map(([, values]) => cell(values[i])).join(','));
  return columns.length === 0 ? '' : `${[columns.map(([name]) => cell(name)).join(','), ...rows].join('\n')}\n`;
}

/** Where a file says something else than a table from code, and what is right then. */
export const inFiles: Readonly<Record<string, Pick<BadInput, 'report' | 'error'>>> = {
  // A file without columns is no CSV.
  'an empty table as reference': { error: { code: 'CSV_EMPTY', message: /reference\.csv: the file is empty/ } },
  // Text: a number in a file is finite.
  '±Infinity': {
    report(r) {
      expect(r.quality.find((q) => q.kind === 'unparsable')).toMatchObject({
        column: 'x',
        count: 500,
        verdict: 'drift',
      });
      expect(r.violations).toContainEqual(expect.objectContaining({ column: 'x', kind: 'wrong-type', count: 500 }));
      expect(JSON.stringify(r)).not.toMatch(/Infinity|NaN|:null/);
    },
  },
  // An empty cell is missing, in quotes or without.
  'zero-length strings': {
    report: (r) =>
      expect(r.quality.find((q) => q.column === 'city' && q.kind === 'missing')).toMatchObject({
        count: 500,
        verdict: 'drift',
      }),
  },
};

/** The inputs of the table, as files say them. */
export const badInputsInFiles: readonly BadInput[] = badInputs.map((input) => ({ ...input, ...inFiles[input.name] }));

type Columns = NonNullable<NonNullable<BadInput['options']>['columns']>;

/** The keys of a configuration for these columns; a label has a key of its own. */
export function columnKeys(data: object, columns: Columns = {}): { data: object; columns: object } {
  const label = Object.entries(columns).find(([, column]) => column?.role === 'label')?.[0];
  const others = Object.entries(columns).filter(([, column]) => column?.role !== 'label');
  return { data: { ...data, label }, columns: Object.fromEntries(others) };
}
