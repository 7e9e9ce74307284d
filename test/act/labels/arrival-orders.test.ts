import { describe, expect, it } from 'vitest';
import { allSteps } from '../../../src/all-steps.js';
import { labelOptions } from '../../../src/act/labels/label-options.js';
import { LabelLedger } from '../../../src/act/labels/ledger.js';
import { cohortPerformance } from '../../../src/judge/performance/cohort-performance.js';
import type { TaskSettings } from '../../../src/judge/performance/outcomes.js';
import { seededRandom, type SeededRandom } from '../../../src/stats/random.js';
import { cohortsOf, take, takeMatured } from './reading.js';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2024, 0, 1);
const orders = process.env['NIGHTLY'] ? 10_000 : 1_000;

const tasks = {
  binary: { task: 'binary', classes: ['no', 'yes'], decisionThreshold: 0.5, lossScale: 1 },
  regression: { task: 'regression', classes: [], decisionThreshold: 0.5, lossScale: 1 },
} as const satisfies Record<string, TaskSettings>;

interface Told {
  readonly id: string;
  readonly label?: number;
  readonly prediction?: number;
  readonly score?: number;
  readonly modelVersion?: number;
  readonly at: number;
}

/** Predictions of two versions over three days, nine of ten labelled, some twice, some corrected later; in order of time. */
function history(task: keyof typeof tasks, random: SeededRandom): { predictions: Told[]; labels: Told[] } {
  const predictions: Told[] = [];
  const labels: Told[] = [];
  for (let i = 0; i < 90; i++) {
    const id = `id${i}`;
    const at = start + Math.floor((i * 3 * day) / 90);
    const score = random.uniform();
    const prediction = task === 'binary' ? Number(score >= 0.5) : 10 * score;
    predictions.push({ id, prediction, ...(task === 'binary' && { score }), modelVersion: 1 + (i % 2), at });
    if (random.uniform() < 0.1) continue;
    const draw = (): number => (task === 'binary' ? Number(random.uniform() < score) : 10 * score + random.normal());
    const known = at + Math.floor(random.uniform() * 20 * hour);
    const label = draw();
    labels.push({ id, label, at: known });
    if (random.uniform() < 0.2) labels.push({ id, label, at: known + 5 });
    if (random.uniform() < 0.2) labels.push({ id, label: draw(), at: known + hour });
    if (random.uniform() < 0.1) labels.push({ id, label: draw(), at: known + 2 * hour });
  }
  return { predictions, labels };
}

const newLedger = (order: 'prediction' | 'arrival', graceMs = day) =>
  LabelLedger.create({ ...labelOptions.parse({ graceMs }), order, aheadMs: Infinity }, seededRandom(3));

function tell(ledger: LabelLedger, { id, label, at, ...prediction }: Told): void {
  if (label !== undefined) ledger.label(id, label, { at });
  else ledger.record(id, { prediction: prediction.prediction!, ...prediction, at });
}

/** All that can be read at the end. */
function finalOf(ledger: LabelLedger, task: TaskSettings): string {
  ledger.advance(start + 10 * day);
  const matured = takeMatured(ledger);
  return JSON.stringify({
    performance: matured.map((cohort) => cohortPerformance(cohort, task)),
    cohorts: cohortsOf(ledger),
  });
}

describe.each(['binary', 'regression'] as const)('%s predictions, told with their labels in any order', (name) => {
  it('have the same metrics, intervals, coverage and lag to the last bit', () => {
    const random = seededRandom(`orders ${name}`);
    const { predictions, labels } = history(name, random);
    const told = [...predictions, ...labels];
    const ordered = newLedger('prediction');
    for (const one of told.toSorted((a, b) => a.at - b.at)) tell(ordered, one);
    const expected = finalOf(ordered, tasks[name]);
    expect(JSON.parse(expected).performance).toHaveLength(6);
    expect(expected).toContain(name === 'binary' ? '"auc"' : '"rSquared"');
    for (let order = 0; order < orders; order++) {
      const ledger = newLedger('prediction');
      for (const one of random.shuffle(told)) tell(ledger, one);
      expect(finalOf(ledger, tasks[name]), `order ${order}`).toBe(expected);
    }
  });
});

describe('a detector that wants the order of prediction', () => {
  it('is fed the same rows in the same order whatever the order of labels, restarts and readings between', () => {
    const random = seededRandom('feed');
    const { predictions, labels } = history('regression', random);
    // Each id has one label in the end: what a correction does to a row that was fed is another matter.
    const firsts = labels.filter(({ id }, i) => labels.findIndex((other) => other.id === id) === i);
    const labelled = new Map(firsts.map(({ id, label }) => [id, label!]));
    const expected = predictions.flatMap(({ id, prediction }) => {
      const label = labelled.get(id);
      return label === undefined ? [] : [[prediction!, label]];
    });
    for (let order = 0; order < orders; order++) {
      let ledger = newLedger('prediction', 5 * day);
      const fed: number[][] = [];
      const read = (): void => {
        const { labels: y, predictions: p } = take(ledger);
        p.forEach((prediction, row) => fed.push([prediction, y[row]!]));
      };
      // Predictions come as they are made; labels come anywhere, also before.
      const waiting = [...predictions];
      for (const label of [...random.shuffle(firsts), undefined]) {
        for (let n = label ? random.integer(4) : waiting.length; n > 0 && waiting.length > 0; n--)
          tell(ledger, waiting.shift()!);
        if (label) tell(ledger, label);
        if (random.integer(10) === 0) read();
        if (order % 20 === 0 && random.integer(10) === 0)
          ledger = allSteps(
            LabelLedger.fromJSON(JSON.parse(JSON.stringify(ledger)), {
              ...labelOptions.parse({ graceMs: 5 * day }),
              order: 'prediction',
              aheadMs: Infinity,
            }),
          );
      }
      ledger.advance(start + 20 * day);
      read();
      if (JSON.stringify(fed) !== JSON.stringify(expected)) expect(fed, `order ${order}`).toEqual(expected);
      expect(ledger.counts().feed).toMatchObject({ fed: expected.length, skipped: 90 - expected.length });
    }
  });
});
