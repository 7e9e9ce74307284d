import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertOptions, type AlertOptions } from '../../../src/act/alert/alert-options.js';
import { initialAlertState, type AlertState } from '../../../src/act/alert/alert-state.js';
import { slackPayload } from '../../../src/act/alert/channels/slack.js';
import { closeForModel, decideAlerts } from '../../../src/act/alert/decide-alerts.js';
import { signalsOf } from '../../../src/act/alert/signals-of.js';
import type { AlertMessage } from '../../../src/contracts/alerter.js';
import type { ConceptReport, WindowReport } from '../../../src/contracts/window-report.js';
import { columnReport, flightsReports, report } from '../../fixtures/reports.js';
import { anyReport } from '../../show/arbitrary-report.js';

const drifted = (name: string) =>
  columnReport({ name, cells: ['a', 'b'], reference: [500, 500], window: [900, 100], ordered: false });
const stable = (name: string) =>
  columnReport({ name, cells: ['a', 'b'], reference: [500, 500], window: [500, 500], ordered: false });
const concept: ConceptReport = {
  detector: 'adwin',
  drift: true,
  warning: true,
  improvement: false,
  episode: 1,
  index: 1_234,
  rows: 2_000,
  mean: 0.31,
};

/** All messages of a run of windows. */
function messagesOf(reports: readonly WindowReport[], options: AlertOptions = {}): readonly AlertMessage[] {
  const settings = alertOptions.parse(options);
  let state: AlertState = initialAlertState;
  return reports.flatMap((one, at) => {
    const decision = decideAlerts(state, one, settings, { at });
    state = decision.state;
    return decision.messages;
  });
}
const kindsFiring = (one: WindowReport) =>
  signalsOf(one)
    .filter(({ firing }) => firing === 'firing')
    .map(({ kind }) => kind);
const firingOf = (one: WindowReport) => Object.fromEntries(signalsOf(one).map(({ kind, firing }) => [kind, firing]));

describe('which kinds fire', () => {
  it('is nothing in a stable window', () => {
    expect(firingOf(report('w', 2_000, [stable('x')]))).toEqual({
      'data-drift': 'clean',
      'data-quality': 'clean',
      schema: 'clean',
    });
  });

  it('is data drift when columns flagged the window, and only then', () => {
    expect(kindsFiring(report('w', 2_000, [drifted('x'), stable('y')]))).toEqual(['data-drift']);
    const minority = report('w', 2_000, [drifted('x'), stable('y')], {
      verdict: 'warning',
      reason: 'minority-drifted',
    });
    expect(kindsFiring(minority)).toEqual([]);
  });

  it('is data quality when its family flagged the window', () => {
    const [february] = flightsReports();
    expect(february && kindsFiring(february)).toEqual(['data-quality']);
  });

  it('is the schema when the window breaks it, even if nothing could be judged', () => {
    const violations = [
      { column: 'amount', kind: 'missing-column', count: 2_000, detail: 'not in the window' },
    ] as const;
    const lost = report('w', 2_000, [], { verdict: 'undecided', violations });
    expect(firingOf(lost)).toEqual({ 'data-drift': 'undecided', 'data-quality': 'undecided', schema: 'firing' });
  });

  it('is the concept when the detector says so, and undecided when it was not fed', () => {
    expect(kindsFiring(report('w', 2_000, [stable('x')], { concept }))).toEqual(['concept-drift']);
    const unfed = { ...concept, drift: false, rows: 0 };
    expect(firingOf(report('w', 2_000, [stable('x')], { concept: unfed }))['concept-drift']).toBe('undecided');
  });

  it('is nothing in rows of the reference, whatever they say; only late labels, which are of other rows, count', () => {
    const inside = report('w', 2_000, [drifted('x')], {
      concept,
      window: { id: 'w', from: 0, to: 1, rows: 2_000, inReference: true },
    });
    const { 'concept-drift': late, ...rest } = firingOf(inside);
    expect(new Set(Object.values(rest))).toEqual(new Set(['undecided']));
    expect(late).toBe('firing');
  });
});

describe('a message', () => {
  const july = flightsReports().find(({ window }) => window.id === '2015-07') as WindowReport;

  it('says what, how much against which tolerance, since when, how many rows, what moved, model and next step', () => {
    const [message] = messagesOf([july]);
    expect(message).toMatchObject({
      key: 'flights/data-drift',
      monitor: 'flights',
      kind: 'data-drift',
      transition: 'firing',
      sequence: 1,
      title: 'flights: data drift: AIRLINE',
      window: { id: '2015-07', rows: 8_944 },
      since: '2015-07',
      more: 0,
      modelVersion: 1,
      at: 0,
      columns: [{ column: 'AIRLINE', role: 'feature', reason: 'change-beyond-tolerance', tolerance: 0.05 }],
    });
    expect(message?.text).toBe(
      [
        'Window 2015-07 (8,944 rows): 1 of 6 columns drifted.',
        'It has just begun.',
        "- AIRLINE: 'US' vanished, 'AA' went from 9.1 % to 16 %; psi 0.556 (0.518 to 0.593), tolerance 0.05",
        'Severity: warning. Model version 1.',
        "Next: find what changed upstream of AIRLINE, and correct the feed if it is a fault.\nHere to stay: retrain, or monitor.rebaseline(rows, { reason }).\nHarmless: monitor.acknowledge('flights/data-drift', { as: 'benign' }).",
      ].join('\n'),
    );
    expect(Object.isFrozen(message) && Object.isFrozen(message?.columns[0])).toBe(true);
  });

  it('is one per transition over the months of the flights, never one per column', () => {
    const told = messagesOf(flightsReports()).map(
      ({ kind, transition, window }) => `${window.id} ${kind} ${transition}`,
    );
    expect(told).toEqual(['2015-02 data-quality firing', '2015-04 data-quality resolved', '2015-07 data-drift firing']);
  });

  it('says what the monitor does about it already', () => {
    const training = { ...july, decision: { action: 'train', reason: 'confirmed-data-drift' } } as const;
    expect(messagesOf([training])[0]?.nextStep).toMatch(/being trained/);
  });

  it('is closed, with the rest of the life-cycle told in words', () => {
    const calm = report('w2', 2_000, [stable('x')], { monitor: 'flights' });
    const [, over] = messagesOf([july, calm, { ...calm, window: { ...calm.window, id: 'w3' } }]);
    expect(over).toMatchObject({
      transition: 'resolved',
      sequence: 2,
      since: '2015-07',
      columns: [],
      title: 'flights: data drift (resolved)',
    });
    expect(over?.text).toContain(
      'Window w3 (2,000 rows): clean again.\nIt began in window 2015-07 and fired in 1 window.',
    );
  });

  it('says of a promotion that alarms about the old model are closed', () => {
    const { state } = decideAlerts(
      initialAlertState,
      report('w7', 2_000, [stable('x')], { concept }),
      alertOptions.parse({}),
      { at: 5 },
    );
    const occasion = { monitor: 'demo', window: { id: 'w8', rows: 2_000 }, at: 6 };
    const how = { kind: 'promotion', version: 4, previous: 3, reason: 'gate-passed' } as const;
    const { messages } = closeForModel(state, how, { ...occasion, tells: true });
    expect(messages).toMatchObject([
      { kind: 'concept-drift', transition: 'superseded', since: 'w7', modelVersion: 4, window: { id: 'w8' } },
    ]);
    expect(messages[0]?.text).toContain(
      'Window w8 (2,000 rows): version 4 serves in place of version 3 (gate-passed).',
    );
  });

  it('tells a promotion once: by the alarms it closes, or by itself; a rollback always; neither when told not to', () => {
    const occasion = { monitor: 'demo', window: { id: 'after 8 windows', rows: 0 }, here: 'after 8 windows', at: 6 };
    const switched = (kind: 'promotion' | 'rollback', state: AlertState, tells = true) =>
      closeForModel(state, { kind, version: 4, reason: 'by hand' }, { ...occasion, tells });
    const { state: firing } = decideAlerts(
      initialAlertState,
      report('w7', 2_000, [stable('x')], { concept }),
      alertOptions.parse({}),
      { at: 5 },
    );
    const kinds = ({ messages }: ReturnType<typeof switched>) => messages.map(({ kind }) => kind);
    expect(kinds(switched('promotion', initialAlertState))).toEqual(['promotion']);
    expect(kinds(switched('promotion', firing))).toEqual(['concept-drift']);
    expect(kinds(switched('rollback', firing))).toEqual(['rollback', 'concept-drift']);
    expect(kinds(switched('promotion', initialAlertState, false))).toEqual([]);
    expect(kinds(switched('rollback', firing, false))).toEqual(['concept-drift']);

    const first = switched('rollback', initialAlertState);
    const second = switched('rollback', first.state);
    expect([...first.messages, ...second.messages]).toMatchObject([
      {
        title: 'demo: rolled back: version 4',
        transition: 'notice',
        severity: 'warning',
        sequence: 1,
        modelVersion: 4,
      },
      { sequence: 2 },
    ]);
  });

  it('gives the detector, the place and the error of a concept drift', () => {
    const both = messagesOf([report('w', 2_000, [drifted('x')], { concept })], { topColumns: 3 });
    const message = both.find(({ kind }) => kind === 'concept-drift');
    expect(message?.text).toContain(
      'adwin detected a change at row 1,234 of its stream, mean error 0.31 over 2,000 rows',
    );
    expect(message?.columns.map(({ column }) => column)).toEqual(['x']);
    const dated = messagesOf([report('w', 2_000, [], { concept: { ...concept, since: 1_190 } })], { topColumns: 3 });
    expect(dated[0]!.text).toContain(
      'detected a change at row 1,234 of its stream, begun at about row 1,190, mean error',
    );
  });

  it('names fixed thresholds, of statistics and of p-values', () => {
    const test = {
      ...drifted('x').tests[0]!,
      test: 'ks',
      threshold: 0.05,
      pValue: 0.0012,
      alarmsWhen: 'below',
      thresholdOf: 'pValue',
    } as const;
    const { tolerance: _, effect: __, ...fixed } = test;
    const of = (tests: typeof fixed) =>
      messagesOf([report('w', 2_000, [{ ...drifted('x'), decider: 'ks', tests: [tests] }])])[0]?.text;
    expect(of(fixed)).toContain('ks p-value 0.0012 < 0.05');
    // The tolerance is one of PSI: a distance of KS is not put against it.
    const withinBudget = { ...fixed, tolerance: 0.03, effect: { name: 'ks', value: -0.31 } };
    expect(of(withinBudget)).toContain('ks p-value 0.0012 < 0.05');
    expect(of(withinBudget)).not.toContain('0.03');
    const statistic = {
      ...fixed,
      alarmsWhen: 'above',
      thresholdOf: 'statistic',
      statistic: 0.31,
      threshold: 0.25,
    } as const;
    expect(of(statistic as never)).toContain('ks 0.31 > 0.25');
  });

  it('takes signals no report holds, as of performance', () => {
    const extra = [{ kind: 'performance', firing: 'firing', summary: 'auc fell by 0.1', columns: [] }] as const;
    const settings = alertOptions.parse({});
    const { messages } = decideAlerts(initialAlertState, report('w', 2_000, [stable('x')]), settings, {
      at: 0,
      extra,
      link: 'https://drift.firm.test/w',
    });
    expect(messages).toMatchObject([{ kind: 'performance', link: 'https://drift.firm.test/w' }]);
    expect(messages[0]?.text).toMatch(/auc fell by 0\.1[\s\S]*https:\/\/drift\.firm\.test\/w$/);
  });
});

/** All text of a Slack payload. */
const slackTexts = (message: AlertMessage): readonly string[] =>
  (slackPayload(message) as { blocks: readonly { text: { text: string } }[] }).blocks.map(({ text }) => text.text);

describe('the size of a message', () => {
  it.each([
    ['short names', (i: number) => `feature_${i}`],
    ['names of 10,000 characters', (i: number) => `${i}${'<&>'.repeat(3_300)}`],
  ])('stays within 3,000 characters and 50 blocks with 300 drifting features of %s', (_, name) => {
    const window = report(
      'w',
      2_000,
      Array.from({ length: 300 }, (__, i) => drifted(name(i))),
    );
    const messages = messagesOf([window], { topColumns: 50 });
    expect(messages.length).toBe(1);
    const [message] = messages as [AlertMessage];
    expect(message.columns.length + message.more).toBe(300);
    expect(message.title.length + message.text.length).toBeLessThanOrEqual(3_000);
    const listed = message.text.match(/^- /gm)?.length ?? 0;
    const left = Number(/^- and (\d+) more columns$/m.exec(message.text)?.[1]);
    expect(listed - 1 + left).toBe(300);
    expect(slackTexts(message).join('').length).toBeLessThanOrEqual(3_000);
    expect(slackTexts(message).length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(message).length).toBeLessThan(60_000);
  });

  it('lists the top columns of the option', () => {
    const window = report(
      'w',
      2_000,
      Array.from({ length: 300 }, (_, i) => drifted(`f${i}`)),
    );
    const [message] = messagesOf([window]);
    expect([message?.columns.length, message?.more]).toEqual([5, 295]);
    expect(message?.text).toContain('- and 295 more columns');
  });

  it('holds for any report, and the message is plain JSON', () => {
    fc.assert(
      fc.property(anyReport, (one) => {
        for (const message of messagesOf([one, one, one], { remindEvery: 1, topColumns: 50 })) {
          const within =
            message.title.length + message.text.length <= 3_000 && slackTexts(message).join('').length <= 3_000;
          if (!within || JSON.stringify(JSON.parse(JSON.stringify(message))) !== JSON.stringify(message)) return false;
        }
        return true;
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});
