import { describe, expect, it } from 'vitest';
import { acknowledge } from '../../../src/act/alert/acknowledge.js';
import { alertKinds } from '../../../src/act/alert/alert-kinds.js';
import { alertOptions } from '../../../src/act/alert/alert-options.js';
import { initialAlertState, type AlertState } from '../../../src/act/alert/alert-state.js';
import { healthy, judgeHealth } from '../../../src/act/alert/channel-health.js';
import { block } from '../../../src/act/alert/channels/block-text.js';
import {
  closeForModel,
  closeForReference,
  decideAlerts,
  decideSignals,
  notice,
  type AlertDecision,
} from '../../../src/act/alert/decide-alerts.js';
import { lossSummary, withLoss } from '../../../src/act/alert/losses.js';
import type { AlertSignal } from '../../../src/act/alert/signals-of.js';
import type { AlertKind, AlertMessage } from '../../../src/contracts/alerter.js';
import type { WindowReport } from '../../../src/contracts/window-report.js';
import { columnReport, flightsReports, report } from '../../fixtures/reports.js';

const at = Date.UTC(2026, 10, 29, 13, 24);
const settings = alertOptions.parse({});
const column = (name: string, window: readonly number[]) =>
  columnReport({ name, cells: ['app', 'shop', 'web'], reference: [300, 300, 400], window, ordered: false });
const calm = column('channel', [300, 300, 400]);
const moved = [
  column('channel', [700, 200, 100]),
  column('country', [100, 600, 300]),
  { ...column('risk', [500, 100, 400]), role: 'score' as const },
];
const fraud = { monitor: 'fraud', modelVersion: 3 } as const;
const drifting = report('17', 2_000, [...moved, calm], fraud);

/** The messages that a run of steps leads to. */
function told(...steps: readonly ((state: AlertState) => AlertDecision)[]): readonly AlertMessage[] {
  let state = initialAlertState;
  return steps.flatMap((step) => {
    const decision = step(state);
    ({ state } = decision);
    return decision.messages;
  });
}
const window = (one: WindowReport) => (state: AlertState) => decideAlerts(state, one, settings, { at });
const named = (one: WindowReport, id: string): WindowReport => ({ ...one, window: { ...one.window, id } });
const signalled =
  (kind: AlertKind, summary: string, columns: AlertSignal['columns'] = []) =>
  (state: AlertState) =>
    decideAlerts(state, report('17', 2_000, [calm], fraud), settings, {
      at,
      extra: [{ kind, firing: 'firing', summary, columns }],
    });
const period = (kind: AlertKind, summary: string) => (state: AlertState) => {
  const id = new Date(at).toISOString();
  const occasion = { monitor: 'fraud', window: { id, rows: 0 }, here: `period to ${id.slice(0, 16)}Z`, at };
  return decideSignals(state, [{ kind, firing: 'firing', summary, columns: [] }], occasion, settings);
};
const seen = (state: AlertState): AlertDecision => ({
  state: acknowledge(state, 'fraud', 'fraud/data-drift', { as: 'benign' }, at).state,
  messages: [],
});
const between = { monitor: 'fraud', window: { id: 'after 17 windows', rows: 0 }, here: 'after 17 windows', at };
const switched = (kind: 'promotion' | 'rollback', version: number, reason: string) => (state: AlertState) =>
  closeForModel(state, { kind, version, previous: 7 - version, reason }, { ...between, tells: true });
const concept = report('17', 2_000, moved.slice(0, 1), {
  ...fraud,
  concept: {
    detector: 'adwin',
    drift: true,
    warning: true,
    improvement: false,
    episode: 1,
    index: 33_412,
    rows: 2_000,
    mean: 0.31,
  },
});
const clean = report('18', 2_000, [calm], fraud);
const calmAgain = (id: string): WindowReport => ({
  ...named(clean, id),
  concept: { ...concept.concept!, drift: false, warning: false },
});
const february = flightsReports().find(({ window: { id } }) => id === '2015-02')!;
const schema = report('17', 2_000, [calm], {
  ...fraud,
  violations: [
    { column: 'amount', kind: 'missing-column', count: 2_000, detail: 'the window has no such column' },
    { column: 'age', kind: 'wrong-type', count: 12, detail: 'text where numbers are expected' },
  ],
});

/** What other channels are told of one that does not work, and works again. */
function outage(): readonly AlertMessage[] {
  const [message] = told(window(drifting));
  const failure = {
    code: 'HTTP_STATUS',
    message: 'https://hooks.slack.com answered 404: no_service',
    retryable: false,
    outcomeUnknown: false,
  };
  const about = { channel: 'slack', message: message!, attempts: 1 };
  const down = judgeHealth(healthy, { ...about, type: 'deliveryFailed', outcome: 'failed', failure }, at);
  const up = judgeHealth(down.health, { ...about, type: 'delivered', delivery: 'sent' }, at);
  return [down.message!, up.message!];
}

/** Every message a person can get, of every kind and transition. */
const gallery: readonly AlertMessage[] = [
  ...told(window(drifting), ...Array.from({ length: 7 }, (_, i) => window(named(drifting, String(18 + i))))),
  ...told(window(drifting), seen, window(clean), window(named(clean, '19'))).slice(1),
  ...told(window(drifting), (state) => closeForReference(state, between)).slice(1),
  ...told(window({ ...drifting, decision: { action: 'train', reason: 'confirmed-data-drift' } })),
  ...told(window(february)),
  ...told(window(schema)),
  ...told(window(concept), switched('promotion', 4, 'gate-passed')).filter(({ kind }) => kind === 'concept-drift'),
  ...told(window(concept), window(calmAgain('18')), window(calmAgain('19'))).filter(({ title }) =>
    /concept drift \(resolved/.test(title),
  ),
  ...told((state) =>
    notice(state, 'candidate', 'version 4 passed the gate against version 3 and waits to be promoted', between),
  ),
  ...told(switched('promotion', 4, 'gate-passed')),
  ...told(switched('rollback', 3, 'probation: version 3 does better on the same rows')),
  ...told(signalled('performance', 'accuracy fell from 91.2 % to 84 % (82.1 % to 85.9 %), tolerance 2 %')),
  ...told(signalled('label-coverage', '20 % of predictions have a label after 1 day, where 90 % had one')),
  ...told(signalled('too-few-rows', '12 rows, and a verdict needs 30')),
  ...told(signalled('too-few-labels', '4 of 2,000 rows have a label, and 30 are needed')),
  ...told(
    signalled('frozen-column', '1 column holds one and the same value since 3 windows or more', [
      { column: 'amount', role: 'feature', reason: 'frozen-column' },
    ]),
  ),
  ...told(signalled('dropped', '3 windows and 120 rows were not judged, because there was no room for them')),
  ...told(signalled('broken-part', 'checkpoint failed (IO_FULL: the disk or quota is full)')),
  ...told(signalled('retraining', 'a training run failed (TRAINING_TIMEOUT: training took longer than allowed)')),
  ...told(period('no-data', 'no row came since 2026-11-29T12:24Z')),
  ...told(period('unusable-rows', '120 of 400 rows came of no use (row or time unreadable, or too late)')),
  ...told(period('stalled-source', 'the source gave nothing since 2026-11-29T12:24Z')),
  ...outage(),
  lossSummary(
    'slack',
    withLoss(withLoss(undefined, 'unknown', told(window(drifting))[0]!), 'dropped', told(window(concept))[1]!),
    1,
    at,
  ),
];

describe('every message', () => {
  it('reads as in messages.txt, which a person has looked at', async () => {
    const pages = gallery.map(
      (message) => `${message.kind} ${message.transition}\n${'-'.repeat(60)}\n${block(message)}`,
    );
    await expect(pages.join('\n')).toMatchFileSnapshot('messages.txt');
  });

  it('is there of every kind', () => {
    expect([...new Set(gallery.map(({ kind }) => kind))].toSorted()).toEqual(alertKinds.toSorted());
    expect(new Set(gallery.map(({ transition }) => transition)).size).toBe(5);
  });

  it('says what, since when, how grave it is and what to do; and which model serves, where a window knows', () => {
    for (const message of gallery) {
      const lines = message.text.split('\n');
      expect(message.title).toMatch(/^(fraud|flights): \S/);
      if (message.transition !== 'notice') expect(lines[1]).toMatch(/^(Since .*\d|It began in .*\d|It has just begun)/);
      expect(message.text).toMatch(/^Severity: (critical|warning|info)\./m);
      expect(message.text).toMatch(/^Next: [a-z].*\.$/m);
      expect(message.text.endsWith(message.nextStep)).toBe(true);
      if (message.modelVersion !== undefined) expect(message.text).toContain(`Model version ${message.modelVersion}.`);
    }
  });
});
