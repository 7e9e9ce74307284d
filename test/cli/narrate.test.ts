import type { WindowReport } from 'driftsense';
import { describe, expect, it } from 'vitest';
import { logRun } from '../../src/cli/log-run.js';
import { narrate, tellWarnings } from '../../src/cli/narrate.js';
import type { MonitorEvents } from '../../src/monitor/events.js';
import { GuardedEmitter } from '../../src/monitor/events.js';
import type { Monitor } from '../../src/monitor/monitor.js';
import { systemClock } from '../../src/ports/system-clock.js';
import { silentLogger, type Logger } from '../../src/ports/logger.js';
import { flightsReports } from '../fixtures/reports.js';

/** What is told and logged of events, one after another. */
function told(events: (emit: <E extends keyof MonitorEvents>(event: E, payload: MonitorEvents[E]) => void) => void) {
  const emitter = new GuardedEmitter(silentLogger, systemClock);
  const monitor = {
    on(event: 'window', listener: (payload: WindowReport) => unknown) {
      emitter.on(event, listener);
      return monitor;
    },
  } as unknown as Monitor;
  const [out, err]: string[][] = [[], []];
  const lines: { level: string; fields: Record<string, unknown>; message?: string }[] = [];
  const level = (name: string) => (fields: object, message?: string) =>
    void lines.push({
      level: name,
      fields: fields as Record<string, unknown>,
      ...(message !== undefined && { message }),
    });
  const log: Logger = { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') };
  logRun(monitor, log);
  const io = {
    out: (line: string) => void out!.push(line.trim()),
    err: (line: string) => void err!.push(line),
    environment: {},
    colour: false,
    clock: systemClock,
    signal: new AbortController().signal,
  };
  tellWarnings(monitor, io);
  const narration = narrate(monitor, io, { serving: 1 });
  events((event, payload) => emitter.emit(event, payload));
  return { out: out!, err: err!, lines, ...narration };
}

const concept = { window: 'w1', detector: 'adwin', warning: false, episode: 1, rows: 10 };
const decision = { action: 'train', reason: 'confirmed-data-drift' } as const;

describe('what a run tells of each event', () => {
  it('which classes were taken for which when the error rises, of the window in which it does', () => {
    const [first, second] = flightsReports();
    const performance = { rows: 90, labelled: 90, maturity: 1, metrics: {} };
    const confused = [
      { label: 'walk', prediction: 'car', count: 31 },
      { label: 'car', prediction: 'walk', count: 28 },
    ];
    const { out } = told((emit) => {
      emit('window', { ...first!, performance: { ...performance, confused } });
      emit('concept', { ...concept, drift: true, improvement: false, mean: 0.25 });
      emit('window', { ...second!, performance });
      emit('concept', { ...concept, drift: true, improvement: false, mean: 0.25 });
    });
    expect(out.filter((line) => line.startsWith('concept'))).toEqual([
      'concept   adwin: the error has risen to 25 %; walk was taken for car in 31 rows, car for walk in 28 rows',
      'concept   adwin: the error has risen to 25 %',
    ]);
  });

  it('a rise of the error, and a fall; a fall that counts as drift once', () => {
    const { out, lines } = told((emit) => {
      emit('concept', { ...concept, drift: true, improvement: false, mean: 0.25, index: 3 });
      emit('improvement', { ...concept, drift: false, improvement: true });
      emit('concept', { ...concept, drift: true, improvement: true, mean: 0.1 });
      emit('improvement', { ...concept, drift: true, improvement: true, mean: 0.1 });
    });
    expect(out).toEqual([
      'concept   adwin: the error has risen to 25 %',
      'concept   adwin: the error has fallen',
      'concept   adwin: the error has fallen to 10 %',
    ]);
    expect(lines.map(({ level, fields }) => [level, fields['event']])).toEqual([
      ['warn', 'concept'],
      ['info', 'improvement'],
      ['warn', 'concept'],
      ['info', 'improvement'],
    ]);
  });

  it('deliveries: sent, dry, failed for good, and put off', () => {
    const delivery = {
      channel: 'slack',
      key: 'shop/data-drift',
      sequence: 1,
      kind: 'data-drift',
      transition: 'firing',
    } as const;
    const news = { ...delivery, key: 'shop/delivery/email', kind: 'delivery' } as const;
    const failure = { ...delivery, code: 'HTTP_STATUS', message: 'the receiver answered 500' };
    const { out, counts, lines } = told((emit) => {
      emit('delivered', { ...delivery, delivery: 'sent' });
      emit('delivered', { ...delivery, delivery: 'dry-run' });
      emit('deliveryFailed', { ...failure, attempts: 3, outcome: 'failed' });
      emit('deliveryFailed', { ...failure, attempts: 1, outcome: 'deferred' });
      emit('delivered', { ...news, delivery: 'sent' });
      emit('deliveryFailed', { ...news, code: 'ALERT_LOST', message: 'abandoned', attempts: 0, outcome: 'abandoned' });
      emit('dropped', { what: 'alerts', count: 2_000 });
    });
    expect(out).toEqual([
      'delivery  slack: sent',
      'delivery  slack: dry-run, nothing sent',
      'delivery  slack: data-drift firing: failed after 3 attempts (HTTP_STATUS: the receiver answered 500)',
      'delivery  slack: data-drift firing: not yet, tried again later after 1 attempt (HTTP_STATUS: the receiver answered 500)',
      'delivery  slack: delivery firing: sent',
      'delivery  slack: delivery firing: abandoned after 0 attempts (ALERT_LOST: abandoned)',
      'dropped   2,000 alerts',
    ]);
    expect(counts).toMatchObject({ sent: 2, dryRun: 1, failed: 2, ofChannels: 2 });
    expect(lines.map(({ level }) => level)).toEqual(['error']); // the outbox logs the others
  });

  it('trainings: started, trained, refused, failed', () => {
    const { out, counts, lines } = told((emit) => {
      for (const event of [
        { phase: 'started' },
        { phase: 'trained', rows: 1_500 },
        { phase: 'refused', code: 'TRAINING_DATA', message: 'too few rows' },
        { phase: 'failed', message: 'the trainer threw' },
      ] as const)
        emit('retrain', { window: 'w1', decision, ...event });
    });
    expect(out).toEqual([
      'train     started: data drift, confirmed',
      'train     a candidate from 1,500 rows',
      'train     refused: TRAINING_DATA: too few rows',
      'train     failed: the trainer threw',
    ]);
    expect(counts.trained).toBe(1);
    expect(lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'info training started',
      'info training trained',
      'info training refused',
      'error training failed',
    ]);
  });

  it('the gate: figures where there are any, and the reason unless the figures say it', () => {
    const record = (fields: object) => ({ rows: 500, ...fields });
    const { out } = told((emit) => {
      const gate = { version: 2, champion: 1 };
      emit('gate', { ...gate, verdict: 'promote', record: record({ reason: 'evidence-for', b: 363, c: 99 }) });
      emit('gate', { ...gate, verdict: 'reject', record: record({ reason: 'evidence-against', b: 9, c: 63 }) });
      emit('gate', { version: 3, verdict: 'continue', record: record({ reason: 'evidence-open' }) });
      const head = { column: 'country', rows: 412 };
      const segments = [
        { ...head, value: 'DE', verdict: 'kept' },
        { ...head, value: 'FR', verdict: 'worse', metric: 'accuracy', champion: 0.87, challenger: 0.8225 },
        { ...head, value: 'ES', verdict: 'not-better', metric: 'auc', champion: 0.9, challenger: 0.9 },
        { ...head, value: 'IT', rows: 1, verdict: 'too-few-rows' },
        { ...head, rows: 250, verdict: 'no-metric', metric: 'auc' },
        { ...head, others: 30, verdict: 'too-many' },
        { ...head, value: 'MT', verdict: 'too-few-rows' },
      ];
      emit('gate', { ...gate, verdict: 'reject', record: record({ reason: 'segment-regressed', segments }) });
    });
    expect(out.at(-1)).toBe(
      "gate      version 2 against 1: reject: a metric is worse in a segment by more than allowed; worse in country 'FR' (412 rows: accuracy 0.823, was 0.87); not better in country 'ES' (412 rows: auc 0.9, was 0.9); not judged: country 'IT' (1 row), country without a value (no auc of 250 rows), 30 smaller segments of country (412 rows) and 1 more",
    );
    expect(out.slice(0, 3)).toEqual([
      'gate      version 2 against 1: promote: only version 2 is right on 363 of 500 held-out rows, only version 1 on 99',
      'gate      version 2 against 1: reject: only version 2 is right on 9 of 500 held-out rows, only version 1 on 63; the evidence that the challenger is worse reached 1/α',
      'gate      version 3 against none: continue: no evidence either way yet: later labelled windows go on',
    ]);
  });

  it('who serves: after a promotion, after a rollback, and when nobody does any more', () => {
    const report = (id: string, modelVersion?: number): WindowReport => {
      const { modelVersion: _, ...rest } = flightsReports()[0]!;
      return { ...rest, window: { ...rest.window, id }, ...(modelVersion !== undefined && { modelVersion }) };
    };
    const { out, promotions, counts } = told((emit) => {
      emit('window', report('a', 1));
      emit('promoted', { version: 2, previous: 1, reason: 'gate passed' });
      emit('window', report('b', 2));
      emit('rolledBack', { version: 1, previous: 2, reason: 'probation: version 1 does better' });
      emit('window', report('c', 1));
      emit('window', report('d'));
      emit('promoted', { version: 3, reason: 'by hand' });
    });
    expect(out.filter((line) => /^(?:serving|promote|rollback)/.test(line))).toEqual([
      'promote   version 2 serves from the next window on (was 1)',
      'rollback  version 1 serves again from the next window on (was 2): probation: version 1 does better',
      'serving   no version (was 1)',
      'promote   version 3 serves from the next window on',
    ]);
    expect(promotions).toEqual([
      { window: 'a', version: 2 },
      { window: 'd', version: 3 },
    ]);
    expect(counts).toMatchObject({ windows: 4, promoted: 2, rolledBack: 1 });
  });

  it('errors and warnings, none of which is silent', () => {
    const { out, err, counts, lines } = told((emit) => {
      emit('error', { where: 'scoring with version 1', code: 'MODEL_INVALID', message: 'no number' });
      emit('listenerError', { event: 'window', message: 'oops' });
      emit('warning', { code: 'REFERENCE_SMALL', message: 'a small\nreference' });
    });
    expect(out).toEqual([
      'error     scoring with version 1: MODEL_INVALID: no number',
      "error     a listener of 'window': oops",
    ]);
    expect(err).toEqual(['warning: REFERENCE_SMALL: a small reference']);
    expect(counts.errors).toBe(2);
    expect(lines.map(({ level }) => level)).toEqual(['error', 'error', 'warn']);
  });
});
