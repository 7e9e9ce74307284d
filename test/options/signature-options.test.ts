import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compare, flagsCsv, profile, summaryTable } from '../../src/index.js';
import { boundedLossEvidence, psiTest } from '../../src/stats.js';
import { everyOption, type OptionCase } from './every-option.js';
import { signatureOptions } from './public-options.js';

/** Options that are written in a signature and have no type of their own. */
const written = signatureOptions();

const rows = (n: number, by: number) => ({ x: Array.from({ length: n }, (_, i) => ((i * 7919) % 101) + by) });
const report = compare({ ...rows(90, 0), z: rows(90, 1).x }, { ...rows(50, 60), z: rows(50, 60).x });
const losses = Array.from({ length: 60 }, (_, i) => (i % 5) / 5 - 0.3);

const cases: Readonly<Record<string, Readonly<Record<string, OptionCase>>>> = {
  profile: {
    on: {
      one: undefined,
      other: { on: profile(rows(90, 50)) },
      observe: (options: never) => profile(rows(50, 0), options),
    },
  },
  flagsCsv: {
    header: { one: {}, other: { header: false }, observe: (options: object) => flagsCsv([report], options) },
  },
  summaryTable: {
    columns: { one: {}, other: { columns: 1 }, observe: (options: object) => summaryTable(report, options) },
    width: { one: {}, other: { width: 24 }, observe: (options: object) => summaryTable(report, options) },
  },
  psiTest: {
    tolerance: { one: {}, other: { tolerance: 0 }, observe: (options: object) => psiTest([60, 30], [30, 60], options) },
  },
  boundedLossEvidence: {
    margin: { one: {}, other: { margin: 0.1 }, observe: (options: object) => boundedLossEvidence(losses, options) },
    after: {
      one: {},
      other: { after: boundedLossEvidence(losses) },
      observe: (options: object) => boundedLossEvidence(losses, options),
    },
  },
};
for (const [name, own] of Object.entries(cases)) everyOption(name, written[name] ?? [], own);

/** What takes options that reach a clock, a deadline or a life of its own: a test sets each of them. */
const makers: Readonly<Record<string, RegExp>> = {
  memoryFileSystem: /memoryFileSystem\(/,
  'Monitor.label': /\.label\(/,
  'Monitor.tick': /\.tick\(/,
  'Monitor.run': /\.run\(/,
  'Monitor.close': /\.close\(/,
};

it('every option in a signature has a case here, or a test that sets it', () => {
  expect([...Object.keys(cases), ...Object.keys(makers)].toSorted()).toEqual(Object.keys(written).toSorted());
  const folder = new URL('../', import.meta.url);
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('options/signature-options'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const unset = Object.entries(makers).flatMap(([name, maker]) => {
    const own = texts.filter((text) => maker.test(text));
    return written[name]!.filter((option) => !own.some((text) => new RegExp(`\\b${option}\\b\\s*[:,}]`).test(text)));
  });
  expect(unset).toEqual([]);
});
