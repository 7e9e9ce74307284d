// oxlint-disable oxc/no-map-spread -- the map of an arbitrary is no loop
import type { Reason, TestResult, Verdict, WindowReport } from 'driftsense';
import * as fc from 'fast-check';
import type { ColumnReport, QualityReport } from '../../src/contracts/window-report.js';
import { reasons } from '../../src/reasons.js';

/** Names an attacker, or an unlucky exporter, might give to a column, a category or a window. */
export const payloads = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script>alert(1)</script>',
  '</title><svg/onload=alert(1)>',
  '</svg><script>1</script>',
  '<!--<script>',
  ']]><script>alert(1)</script>',
  'javascript:alert(1)',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#x3c;script&#x3e;',
  '`${alert(1)}`',
  '__proto__',
  'constructor',
  '=1+1',
  '\u0000<b>\u0001',
  '\ud800 lone',
  '\u202egnp.exe',
  '\u001b[31mred',
  '売上 größe доход مرحبا',
  'a\nb\tc',
  '',
];

export const anyName = fc.oneof(
  fc.constantFrom(...payloads),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
);

const anyVerdict = fc.constantFrom<Verdict>('drift', 'warning', 'immaterial', 'stable', 'undecided');
const anyReason = fc.constantFrom(...(Object.keys(reasons) as Reason[]));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const amount = fc.double({ noNaN: true, noDefaultInfinity: true });
const positive = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** Drops what is undefined: absent fields do not apply. */
const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;

const anyTest = fc
  .record({
    test: anyName,
    statisticName: anyName,
    statistic: optional(amount),
    effect: optional(fc.record({ name: anyName, value: positive, interval: fc.tuple(positive, positive) })),
    pValue: optional(fc.double({ min: Number.MIN_VALUE, max: 1, noNaN: true })),
    threshold: optional(share),
    alarmsWhen: fc.constantFrom('below' as const, 'above' as const),
    thresholdOf: fc.constantFrom('statistic' as const, 'pValue' as const),
    tolerance: optional(fc.double({ min: 0, max: 1, noNaN: true })),
    sampleSize: fc.constant({ reference: 5_000, window: 500 }),
    status: fc.constantFrom('tested' as const, 'tested' as const, 'skipped' as const, 'failed' as const),
    verdict: anyVerdict,
    reason: anyReason,
  })
  .map((result) => present(result) as TestResult);

const anyCell = fc.record({ cell: anyName, reference: share, window: share, contribution: positive });

const anyColumn = fc
  .record({
    column: anyName,
    role: fc.constantFrom('feature' as const, 'score' as const),
    verdict: anyVerdict,
    reason: anyReason,
    tests: fc.array(anyTest, { maxLength: 3 }),
    view: fc.array(anyCell, { maxLength: 6 }),
    since: optional(anyName),
    sentence: anyName,
  })
  .map(({ view, since, sentence, tests, ...column }): ColumnReport => ({
    ...column,
    tests,
    decider: tests[0]?.test ?? 'psi',
    moved: { cells: view.slice(0, 3), view, sentence, ...(since !== undefined && { since }) },
  }));

const anyQuality = fc
  .record({
    column: anyName,
    kind: fc.constantFrom('missing' as const, 'unseen' as const, 'range' as const),
    count: fc.nat(1_000),
    share,
    reference: fc.record({ count: fc.nat(1_000), share }),
    pValue: optional(share),
    flags: fc.boolean(),
    verdict: anyVerdict,
    reason: anyReason,
    detail: optional(anyName),
  })
  .map((question) => present(question) as QualityReport);

/** A window report of the right shape and with arbitrary, also inconsistent, content. */
export const anyReport: fc.Arbitrary<WindowReport> = fc
  .record({
    id: anyName,
    rows: fc.nat(100_000),
    inReference: optional(fc.constant(true)),
    verdict: anyVerdict,
    reason: anyReason,
    columns: fc.uniqueArray(anyColumn, { maxLength: 5, selector: ({ column }) => column }),
    quality: fc.array(anyQuality, { maxLength: 3 }),
    detector: optional(anyName),
    conceptDrift: fc.boolean(),
    modelVersion: optional(fc.integer({ min: 1, max: 9 })),
    metric: optional(anyName),
    note: anyName,
    detail: anyName,
    value: amount,
  })
  .map(({ id, rows, inReference, detector, conceptDrift, metric, note, detail, value, modelVersion, ...rest }) => ({
    kind: 'windowReport',
    schemaVersion: 1,
    monitor: note,
    window: { id, from: 0, to: rows, rows, ...(inReference && { inReference }) },
    ...rest,
    violations: [{ column: note, kind: 'wrong-type', count: 1, detail }],
    ...(detector !== undefined && {
      concept: { detector, drift: conceptDrift, warning: false, improvement: false, episode: 0, rows, note },
    }),
    ...(metric !== undefined && {
      performance: {
        rows,
        labelled: rows,
        maturity: 1,
        metrics: Object.fromEntries([[metric, { value, interval: [value - 1, value + 1] as const }]]),
        confused: [{ label: note, prediction: detail, count: rows }],
      },
    }),
    ...(modelVersion !== undefined && { modelVersion }),
    decision: { action: 'train', reason: 'confirmed-data-drift', detail },
    guarantee: [note],
    reference: { hash: note, rows: 5_000 },
    notes: [detail],
  }));

/** Reports of one monitor: windows with ids of their own. */
export const anyReports = fc.array(anyReport, { minLength: 1, maxLength: 3 });
