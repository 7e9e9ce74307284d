import { describe, expect, it } from 'vitest';
import { defineSchema, rowBuffer, toBatch, type Row, type TrainingSource } from 'driftsense';
import {
  assembleTraining,
  collectWindows,
  refusalError,
  type AssembleOptions,
} from '../../../src/act/train/assemble.js';
import { allSteps } from '../../../src/all-steps.js';
import { dropRepeats as droppedInSteps } from '../../../src/act/train/repeats.js';
import { seededRandom } from '../../../src/stats/random.js';
import { sliceBatch } from '../../../src/table/batch.js';
import { selectColumns } from '../../../src/table/select-columns.js';
import { coerce, type Coerced } from '../../../src/table/coerce.js';
import type { OfWindow } from '../../../src/act/train/span.js';

const schema = defineSchema({ amount: 'numeric', shop: 'categorical', fraud: 'label' });
const signal = new AbortController().signal;
const code = (error: string) => expect.objectContaining({ code: error });

/** Rows whose amount is their number, so that they can be told apart. */
function table(from: number, size: number, change: (row: Row, i: number) => object = () => ({})): OfWindow {
  const rows = Array.from({ length: size }, (_, i) => {
    const row = {
      amount: from + i,
      shop: ['north', 'south'][(from + i) % 2],
      fraud: (from + i) % 3 === 0 ? 'yes' : 'no',
    };
    return { ...row, ...change(row, i) };
  });
  return { ...coerce(toBatch(rows), schema), window: `w${from}` };
}
const options: AssembleOptions = {
  schema,
  task: 'binary',
  classes: ['no', 'yes'],
  strategy: 'append',
  minRows: 100,
  minHoldout: 50,
};

const dropRepeats = (...given: Parameters<typeof droppedInSteps>) => allSteps(droppedInSteps(...given));

function assemble(
  reference: Coerced | undefined,
  fresh: readonly (Coerced | OfWindow)[],
  given: Partial<AssembleOptions> = {},
) {
  const named = fresh.map((rows) => ({ window: 'w', ...rows }));
  return allSteps(assembleTraining(reference, named, { ...options, ...given }));
}
function ready(...args: Parameters<typeof assemble>) {
  const assembled = assemble(...args);
  if (assembled.kind !== 'ready') throw new Error(assembled.refusals.map(({ message }) => message).join('; '));
  return assembled;
}
const amounts = (data: { features: ReturnType<typeof toBatch> } | undefined) =>
  Array.from(data!.features.column('amount') as Float64Array);
const refusals = (...args: Parameters<typeof assemble>) => {
  const assembled = assemble(...args);
  return assembled.kind === 'refused'
    ? assembled.refusals.map(({ reason, column }) => (column ? `${reason}: ${column}` : reason))
    : [];
};

describe('assembled training rows', () => {
  it('are the reference and the triggering windows for append, the windows only for replace', () => {
    const windows = [table(1_000, 200), table(2_000, 200)];
    const append = ready(table(0, 300), windows);
    expect(append.counts).toEqual({
      reference: 300,
      fresh: 400,
      duplicates: 0,
      unlabelled: 0,
      training: 620,
      holdout: 80,
    });
    expect(append.training.size).toBe(620);
    const replace = ready(table(0, 300), windows, { strategy: 'replace' });
    expect(replace.counts).toEqual({
      reference: 0,
      fresh: 400,
      duplicates: 0,
      unlabelled: 0,
      training: 320,
      holdout: 80,
    });
    expect(amounts(replace.training).slice(0, 2)).toEqual([1_000, 1_001]);
  });

  it('say which windows they come from: the reference for append, no window that is held out, or unlabelled, as a whole', () => {
    const windows = [table(1_000, 200), table(2_000, 200)];
    const append = ready(table(0, 300), windows);
    expect([append.span, append.holdoutSpan]).toEqual([
      { from: 'reference', to: 'w2000' },
      { from: 'w2000', to: 'w2000' },
    ]);
    expect(ready(table(0, 300), windows, { strategy: 'replace' }).span).toEqual({ from: 'w1000', to: 'w2000' });
    // Only their profile is known.
    expect(ready(undefined, windows).span).toEqual({ from: 'w1000', to: 'w2000' });
    const half = ready(table(0, 300), [...windows, table(3_000, 10), table(4_000, 10)], { holdout: 0.25 });
    expect([half.span, half.holdoutSpan]).toEqual([
      { from: 'reference', to: 'w2000' },
      { from: 'w2000', to: 'w4000' },
    ]);
    const unlabelled = table(0, 300, () => ({ fraud: '' }));
    expect(ready(unlabelled, windows).span.from).toBe('w1000');
    expect(ready(table(0, 300), windows, { holdout: 0 }).holdoutSpan).toBeUndefined();
  });

  it('hold out the newest fifth of the triggering rows, and never train on it', () => {
    const { training, holdout } = ready(table(0, 300), [table(1_000, 200), table(2_000, 200)]);
    expect(amounts(holdout)).toEqual(Array.from({ length: 80 }, (_, i) => 2_120 + i));
    expect(amounts(training)).toEqual([
      ...amounts({ features: table(0, 300).batch }),
      ...amounts({ features: table(1_000, 200).batch }),
      ...Array.from({ length: 120 }, (_, i) => 2_000 + i),
    ]);
    const trained = new Set(amounts(training));
    expect(amounts(holdout).some((amount) => trained.has(amount))).toBe(false);
  });

  it('hold out at least 500 rows, but never more than half of the triggering rows; none without a gate', () => {
    const held = (fresh: number, given: Partial<AssembleOptions> = {}) =>
      ready(table(0, 2_000), [table(2_000, fresh)], { minHoldout: 500, ...given }).counts.holdout;
    expect(held(2_000)).toBe(500);
    expect(held(4_000)).toBe(800);
    expect(held(600)).toBe(300);
    expect(held(2_000, { holdout: 0 })).toBe(0);
    expect(ready(table(0, 300), [table(1_000, 200)], { holdout: 0 }).holdout).toBeUndefined();
  });

  it('carry labels as indices into the classes, and only feature columns', () => {
    const { training } = ready(table(0, 300), [table(1_000, 200)]);
    expect(training.classes).toEqual(['no', 'yes']);
    expect(Array.from(training.labels.slice(0, 4))).toEqual([1, 0, 0, 1]); // 'yes' is the second class
    expect(training.features.names).toEqual(['amount', 'shop']);
    const numeric = defineSchema({ amount: 'numeric', price: { role: 'label', type: 'numeric' } });
    const rows = Array.from({ length: 300 }, (_, i) => ({ amount: i, price: i === 5 ? Infinity : i / 2 }));
    const regression = ready(undefined, [coerce(toBatch(rows), numeric)], {
      schema: numeric,
      task: 'regression',
      classes: [],
    });
    expect(regression.training.classes).toBeUndefined();
    expect(regression.training.labels[2]).toBe(1);
    expect(regression.counts.unlabelled).toBe(1);
  });

  it('take labels that are numbers for classes by their text', () => {
    const zeroOne = defineSchema({ amount: 'numeric', hit: { role: 'label', type: 'categorical' } });
    const rows = Array.from({ length: 300 }, (_, i) => ({ amount: i, hit: i % 2 }));
    const { training } = ready(undefined, [coerce(toBatch(rows), zeroOne)], { schema: zeroOne, classes: ['0', '1'] });
    expect(Array.from(training.labels.slice(0, 3))).toEqual([0, 1, 0]);
  });

  it('leave unlabelled rows and labels of no known class out, and count them', () => {
    const unknown = table(1_000, 400, (_, i) =>
      i % 50 === 1 ? { fraud: null } : i % 50 === 2 ? { fraud: 'perhaps' } : {},
    );
    const { counts, training } = ready(table(0, 300), [unknown]);
    expect(counts).toMatchObject({ unlabelled: 16, training: 300 + 384 - 77, holdout: 77 });
    expect(training.labels.every((label) => label === 0 || label === 1)).toBe(true);
  });

  it('follow the times of rows where every row has one', () => {
    const timed = defineSchema({ amount: 'numeric', at: 'timestamp', fraud: 'label' });
    const rows = Array.from({ length: 300 }, (_, i) => ({
      amount: i,
      at: (i * 7) % 300,
      fraud: i % 2 === 0 ? 'yes' : 'no',
    }));
    const { holdout } = ready(undefined, [coerce(toBatch(rows), timed)], { schema: timed });
    expect(amounts(holdout).map((amount) => (amount * 7) % 300)).toEqual(Array.from({ length: 60 }, (_, i) => 240 + i));
  });
});

describe('repeated rows', () => {
  it('are dropped: of a window given twice, of a window that overlaps the reference, within a window', () => {
    const window = table(1_000, 300);
    expect(ready(table(0, 300), [window, window]).counts).toMatchObject({
      duplicates: 300,
      training: 540,
      holdout: 60,
    });
    expect(ready(table(0, 300), [table(200, 300)]).counts).toMatchObject({ duplicates: 100, training: 300 + 150 });
    const twice = table(1_000, 300, (_, i) => ({
      amount: 1_000 + (i >> 1),
      shop: 'north',
      fraud: i % 4 < 2 ? 'yes' : 'no',
    }));
    expect(ready(table(0, 300), [twice]).counts).toMatchObject({ duplicates: 150 });
  });

  it('are the same only with the same label', () => {
    const other = table(0, 300, ({ fraud }) => ({ fraud: fraud === 'yes' ? 'no' : 'yes' }));
    expect(ready(table(0, 300), [other]).counts.duplicates).toBe(0);
  });

  it('keep their frequency where rows repeat by nature; only tables given again are dropped', () => {
    const random = seededRandom('discrete');
    const discrete = (size: number) =>
      table(0, size, () => ({ amount: random.integer(4), shop: 'north', fraud: ['no', 'yes'][random.integer(2)] }));
    const [reference, first, second] = [discrete(400), discrete(200), discrete(200)];
    expect(ready(reference, [first, second]).counts.duplicates).toBe(0);
    expect(ready(reference, [first, second, first]).counts.duplicates).toBe(200);
    const cut = coerce(sliceBatch(reference.batch, 100, 250), schema);
    expect(ready(reference, [first, cut]).counts.duplicates).toBe(150);
  });

  it('are told apart by ids where every row has one', () => {
    const withIds = defineSchema({ id: 'id', amount: 'numeric', fraud: 'label' });
    const rows = (idOf: (i: number) => string) =>
      coerce(toBatch(Array.from({ length: 50 }, (_, i) => ({ id: idOf(i), amount: 1, fraud: 'yes' }))), withIds);
    const [a, b, some] = [rows((i) => `a${i}`), rows((i) => `b${i}`), rows((i) => (i < 5 ? `c${i}` : ''))];
    expect(dropRepeats([a, b], ['amount', 'fraud'], a)).toHaveLength(100);
    expect(dropRepeats([a, a], ['amount', 'fraud'], a)).toHaveLength(50);
    expect(dropRepeats([some], ['amount', 'fraud'], some)).toHaveLength(50);
  });
});

const gaps = (from: number) => table(from, 1_000, (_, i) => (i % 3 === 0 ? { amount: null } : {}));

describe('data checks', () => {
  const reference = table(0, 1_000);
  const sound = () => table(1_000, 1_000);

  it('let sound rows pass, also when a feature has moved', () => {
    expect(refusals(reference, [sound()])).toEqual([]);
    expect(refusals(reference, [table(50_000, 1_000)])).toEqual([]);
  });

  it('name a feature that is absent or of another type', () => {
    const absent = coerce(selectColumns(sound().batch, ['amount', 'fraud']), schema);
    expect(refusals(reference, [absent])).toEqual(['schema: shop']);
    expect(refusals(reference, [absent], { checks: false })).toEqual(['schema: shop']);
    const text = table(1_000, 1_000, (_, i) => (i % 10 === 0 ? { amount: 'n/k' } : {}));
    expect(refusals(reference, [text])).toEqual(['schema: amount']);
    expect(refusals(reference, [text], { checks: { wrongType: 0.2 } })).toEqual([]);
  });

  it('name a feature that went missing, but not one that always was', () => {
    expect(refusals(reference, [gaps(1_000)])).toEqual(['missing-share: amount']);
    expect(refusals(gaps(0), [gaps(1_000)])).toEqual([]);
  });

  it('name a feature whose unit changed', () => {
    const hundredfold = table(0, 1_000, (_, i) => ({ amount: 100 * ((7 * i) % 1_000) + 30 }));
    expect(refusals(reference, [hundredfold])).toEqual(['scale: amount']);
    expect(refusals(reference, [table(0, 1_000, (_, i) => ({ amount: i / 1_000 }))])).toEqual(['scale: amount']);
    const centred = (sd: number) => {
      const random = seededRandom('centred');
      return table(0, 1_000, () => ({ amount: sd * random.normal() }));
    };
    expect(refusals(centred(1), [centred(100)])).toEqual(['scale: amount']);
    expect(refusals(reference, [hundredfold], { checks: false })).toEqual([]);
  });

  it('do not take a counter or a moved feature for a change of unit', () => {
    expect(refusals(table(0, 14_000), [table(14_000, 1_000)])).toEqual([]);
    expect(refusals(table(0, 30_000), [table(30_000, 1_000)])).toEqual([]);
    expect(refusals(reference, [table(1_000, 1_000, (_, i) => ({ amount: 90_000 + i / 20 }))])).toEqual([]);
  });

  it('name rows that repeat, lack labels, are too few, or of one class', () => {
    expect(
      refusals(reference, [table(5_000, 3_000, () => ({ amount: 9_999, shop: 'north', fraud: 'no' }))], {
        checks: { scaleFactor: Infinity },
      }),
    ).toEqual(['duplicates']);
    expect(refusals(reference, [table(1_000, 1_000, (_, i) => (i % 5 === 0 ? { fraud: null } : {}))])).toEqual([
      'label-coverage',
    ]);
    const unlabelled = coerce(selectColumns(sound().batch, ['amount', 'shop']), schema);
    expect(refusals(reference, [unlabelled], { strategy: 'replace' })).toEqual([
      'label-coverage',
      'minimum-rows',
      'classes',
    ]);
    expect(refusals(reference, [sound()], { minRows: 5_000 })).toEqual(['minimum-rows']);
    expect(refusals(reference, [sound()], { minFreshRows: 1_500 })).toEqual(['minimum-rows']);
    const one = table(1_000, 1_000, () => ({ fraud: 'no' }));
    expect(refusals(reference, [one], { strategy: 'replace' })).toEqual(['classes']);
    expect(refusals(reference, [one], { strategy: 'replace', checks: false })).toEqual(['classes']);
    expect(refusals(reference, [])).toEqual(['no-rows']);
    expect(refusals(reference, [sound()], { schema: defineSchema({ amount: 'numeric' }) })).toEqual(['label-coverage']);
  });

  it('report every reason at once, with the rows counted, as one typed error', () => {
    const bad = table(1_000, 300, (_, i) => ({ amount: i % 2 === 0 ? null : i, fraud: 'no' }));
    const assembled = assemble(reference, [bad], { strategy: 'replace', minRows: 1_000 });
    if (assembled.kind === 'ready') throw new Error('expected a refusal');
    expect(assembled.counts).toMatchObject({ fresh: 300, training: 101 });
    const error = refusalError(assembled.refusals);
    expect(error).toEqual(code('TRAINING_DATA'));
    expect(error.message).toMatch(
      /feature 'amount': 50 % missing, 0 % in the reference; .*at least 1000 training rows, got 101/,
    );
    expect(error.details['refusals']).toEqual(assembled.refusals);
    expect(refusalError([{ reason: 'classes', message: 'one class' }])).toEqual(code('TRAINING_ONE_CLASS'));
  });
});

describe('rows of the triggering windows', () => {
  it('are read window by window, in the types of the schema', async () => {
    const buffer = rowBuffer({ rows: 1_000 });
    for (const id of ['a', 'b', 'c']) buffer.add(id, toBatch([{ amount: '5', shop: id, fraud: 'yes' }]));
    const tables = await collectWindows(buffer, ['a', 'c'], schema, signal);
    expect(tables.map(({ window }) => window)).toEqual(['a', 'c']);
    expect(tables.flatMap(({ batch }) => Array.from(batch))).toEqual([
      { amount: 5, shop: 'a', fraud: 'yes' },
      { amount: 5, shop: 'c', fraud: 'yes' },
    ]);
  });

  it('end in a typed error when the source throws', async () => {
    const broken: TrainingSource = {
      // oxlint-disable-next-line require-yield
      async *rows() {
        throw new Error('connection lost');
      },
    };
    await expect(collectWindows(broken, ['a'], schema, signal)).rejects.toThrow(
      /failed at window 'a': connection lost/,
    );
    await expect(collectWindows(broken, ['a'], schema, signal)).rejects.toEqual(code('TRAINING_DATA'));
    const aborted = collectWindows(rowBuffer({ rows: 1 }), ['a'], schema, signal);
    await expect(aborted).resolves.toEqual([]);
  });
});
