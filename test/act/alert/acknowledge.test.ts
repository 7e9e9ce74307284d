import { describe, expect, it } from 'vitest';
import { acknowledge, type AcknowledgeOptions } from '../../../src/act/alert/acknowledge.js';
import { alertOptions } from '../../../src/act/alert/alert-options.js';
import { advanceAlerts } from '../../../src/act/alert/advance-alerts.js';
import { initialAlertState, type AlertState } from '../../../src/act/alert/alert-state.js';
import { restoreAlertState } from '../../../src/act/alert/restore-alert-state.js';
import { decideAlerts } from '../../../src/act/alert/decide-alerts.js';
import { columnReport, report } from '../../fixtures/reports.js';
import { run, type Step } from './alert-machine.js';

const settings = alertOptions.parse({});
const { state: firing } = advanceAlerts(
  initialAlertState,
  [{ kind: 'data-drift', firing: 'firing' }],
  { window: 'w1', at: 1_000 },
  settings,
);
const seen = (alert: unknown, said: AcknowledgeOptions = {}, state: AlertState = firing) =>
  acknowledge(state, 'fraud', alert as string, said, 2_000);
const steps = (text: string) => [...text] as Step[];

describe('an acknowledged alert', () => {
  it('is not repeated, and its end is told', () => {
    expect(run(steps('FAFFFFFFFFFFFFFFFFcc'))).toEqual([
      '0 firing 1 since 0, 1 fired',
      '19 resolved 2 since 0, 17 fired, seen 1',
    ]);
  });

  it('is repeated again once the time given has come, and at once where a reminder was due', () => {
    expect(run(steps('FTFFFF'), { remindEvery: 2 })).toEqual([
      '0 firing 1 since 0, 1 fired',
      '4 reminder 2 since 0, 4 fired, seen 1',
    ]);
  });

  it('that fires anew after its end is news again', () => {
    expect(run(steps('FAccFFFFFFFF')).map((line) => line.split(' ')[1])).toEqual([
      'firing',
      'resolved',
      'firing',
      'reminder',
    ]);
  });

  it('stays acknowledged over a restart', () => {
    expect(run(steps('FARFFFFFFFFFFFFF'))).toHaveLength(1);
  });

  it('is known by its message and by its key', () => {
    for (const alert of ['fraud/data-drift', { key: 'fraud/data-drift', since: 'w1' }]) {
      const { state, note, since } = seen(alert, { as: 'benign', until: new Date(5_000) });
      expect([note, since]).toEqual([{ at: 2_000, until: 5_000, as: 'benign' }, 'w1']);
      expect(restoreAlertState(JSON.parse(JSON.stringify(state))).keys['data-drift']).toMatchObject({
        status: 'firing',
        acknowledged: note,
      });
    }
  });

  it('can be acknowledged again, which keeps what was said of it unless something else is said', () => {
    const benign = seen('fraud/data-drift', { as: 'benign' }).state;
    expect(seen('fraud/data-drift', { until: 9_000 }, benign).note).toEqual({ at: 2_000, until: 9_000, as: 'benign' });
    expect(seen('fraud/data-drift', { as: 'drift' }, benign).note).toEqual({ at: 2_000, as: 'drift' });
  });

  it('changes nothing when its episode is over, or another one than the message tells of', () => {
    for (const alert of ['fraud/schema', { key: 'fraud/data-drift', since: 'w0' }])
      expect(seen(alert)).toEqual({ state: firing, key: typeof alert === 'string' ? alert : alert.key });
  });

  it('names the nearest key when it is none of this monitor', () => {
    expect(() => seen('fraud/data-drfit')).toThrow(
      expect.objectContaining({
        code: 'ALERT_UNKNOWN',
        message: "monitor 'fraud' has no alert 'fraud/data-drfit'; the nearest is 'fraud/data-drift'",
        details: { key: 'fraud/data-drfit', nearest: 'fraud/data-drift', firing: ['fraud/data-drift'] },
      }),
    );
    for (const alert of ['credit/churn-rate', undefined, null, 5, {}, { key: 5 }])
      expect(() => seen(alert)).toThrow(expect.objectContaining({ code: 'ALERT_UNKNOWN' }));
  });

  it.each([
    [{ until: 1_999 }, 'OPTION_INVALID'],
    [{ until: 2_000 }, 'OPTION_INVALID'],
    [{ until: '2026-12-01T08:00' }, 'TIME_AMBIGUOUS'],
    [{ until: 'tomorrow' }, 'TIME_AMBIGUOUS'],
    [{ as: 'fine' }, 'OPTION_INVALID'],
  ])('refuses %j', (said, code) => {
    expect(() => seen('fraud/data-drift', said as AcknowledgeOptions)).toThrow(expect.objectContaining({ code }));
  });

  it('says in the message of its end what it was acknowledged as', () => {
    const stable = (id: string) =>
      report(
        'w',
        2_000,
        [columnReport({ name: 'x', cells: ['a', 'b'], reference: [500, 500], window: [500, 500], ordered: false })],
        { monitor: 'fraud', window: { id, from: 0, to: 1, rows: 2_000 } },
      );
    const { state } = seen('fraud/data-drift', { as: 'benign' });
    const once = decideAlerts(state, stable('w2'), settings, { at: 3_000 });
    const { messages } = decideAlerts(once.state, stable('w3'), settings, { at: 4_000 });
    expect(messages).toMatchObject([{ transition: 'resolved', acknowledged: { at: 2_000, as: 'benign' } }]);
    expect(messages[0]!.text).toContain('Acknowledged as benign on 1970-01-01.');
  });
});
