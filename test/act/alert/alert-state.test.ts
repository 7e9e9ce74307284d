import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertOptions } from '../../../src/act/alert/alert-options.js';
import { advanceAlerts, supersedeAlerts } from '../../../src/act/alert/advance-alerts.js';
import { initialAlertState } from '../../../src/act/alert/alert-state.js';
import { restoreAlertState } from '../../../src/act/alert/restore-alert-state.js';
import { DriftSenseError } from '../../../src/errors.js';
import { reference, run, type Step } from './alert-machine.js';

const times = (n: number, step: Step): Step[] => Array.from({ length: n }, () => step);

describe('alert state', () => {
  it('turns 100 drifting windows into one firing and reminders on schedule', () => {
    const said = run(times(100, 'F')).map((line) => line.split(' ').slice(0, 2).join(' '));
    const reminders = Array.from({ length: 14 }, (_, i) => `${7 * (i + 1)} reminder`);
    expect(said).toEqual(['0 firing', ...reminders]);
  });

  it('repeats nothing after a restart in the middle', () => {
    const half = times(50, 'F');
    const straight = run([...half, 'u', ...half]);
    const restarted = run([...half, 'R', ...half]);
    expect(restarted).toEqual(straight);
  });

  it('ends after clearAfter clean windows in a row, and starts anew with the next', () => {
    expect(run([...'FcFccF'] as Step[])).toEqual([
      '0 firing 1 since 0, 1 fired',
      '4 resolved 2 since 0, 2 fired',
      '5 firing 3 since 5, 1 fired',
    ]);
  });

  it('neither counts nor clears on windows with too few rows', () => {
    expect(run([...'FuuuuuuuucuuuuucF'] as Step[], { remindEvery: 2 })).toEqual([
      '0 firing 1 since 0, 1 fired',
      '15 resolved 2 since 0, 1 fired',
      '16 firing 3 since 16, 1 fired',
    ]);
  });

  it('waits for k of n when told to, and dates the episode from the first of them', () => {
    const said = run([...'FccFcF'] as Step[], { confirm: { windows: 2, of: 3 } });
    expect(said).toEqual(['5 firing 1 since 3, 2 fired']);
  });

  it('can be told never to remind, and not to tell the end', () => {
    expect(run([...times(30, 'F'), 'c', 'c'], { remindEvery: false, resolved: false })).toEqual([
      '0 firing 1 since 0, 1 fired',
    ]);
  });

  it('closes alarms about a model as superseded when another is promoted, and no others', () => {
    expect(run(['F', 'P', 'F'])).toEqual([
      '0 firing 1 since 0, 1 fired',
      '1 superseded 2 since 0, 1 fired',
      '2 firing 3 since 2, 1 fired',
    ]);
    expect(run(['F', 'P', 'F'], {}, 'data-drift')).toEqual(['0 firing 1 since 0, 1 fired']);
  });

  it('closes alarms about the data as superseded when another reference is taken, and no others', () => {
    const signals = (['data-drift', 'concept-drift', 'no-data'] as const).map((kind) => ({
      kind,
      firing: 'firing' as const,
    }));
    const { state } = advanceAlerts(initialAlertState, signals, { window: 'w', at: 0 }, alertOptions.parse({}));
    const after = supersedeAlerts(state, 'reference');
    expect(after.transitions).toMatchObject([{ kind: 'data-drift', transition: 'superseded', since: 'w' }]);
    const statuses = Object.entries(after.state.keys).map(([kind, { status }]) => `${kind} ${status}`);
    expect(statuses).toEqual(['data-drift quiet', 'concept-drift firing', 'no-data firing']);
  });

  it('keeps kinds apart', () => {
    const settings = alertOptions.parse({});
    const both = [
      { kind: 'data-drift', firing: 'firing' },
      { kind: 'schema', firing: 'clean' },
    ] as const;
    const { state, transitions } = advanceAlerts(initialAlertState, both, { window: 'w', at: 0 }, settings);
    expect(transitions.map(({ kind }) => kind)).toEqual(['data-drift']);
    expect(Object.keys(state.keys)).toEqual(['data-drift', 'schema']);
  });

  it('does not change the state it was given', () => {
    const frozen = Object.freeze({ ...initialAlertState, keys: Object.freeze({}) });
    advanceAlerts(frozen, [{ kind: 'schema', firing: 'firing' }], { window: 'w', at: 0 }, alertOptions.parse({}));
    expect(frozen.keys).toEqual({});
  });

  it('agrees with a state machine that looks back over everything, whatever the sequence and settings', () => {
    const sequences = 3_000; // 100,000 in test/reliability, without the shrinking
    const confirm = fc
      .record({ windows: fc.integer({ min: 1, max: 3 }), more: fc.integer({ min: 0, max: 3 }) })
      .map(({ windows, more }) => ({ windows, of: windows + more }));
    const options = fc.record({
      confirm,
      remindEvery: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(false as const)),
      clearAfter: fc.integer({ min: 1, max: 4 }),
      resolved: fc.boolean(),
    });
    const step = fc.constantFrom<Step>('F', 'F', 'F', 'c', 'c', 'c', 'u', 'P', 'R', 'A', 'T');
    let told = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), options, (steps, given) => {
        const said = run(steps, given);
        told += said.length;
        return JSON.stringify(said) === JSON.stringify(reference(steps, given));
      }),
      { numRuns: sequences, seed: 15 },
    );
    expect(told).toBeGreaterThan(sequences); // the sequences are no silence
  });

  it.each([
    [null],
    [{}],
    [{ kind: 'alertState', schemaVersion: 2, keys: {} }],
    [{ ...initialAlertState, keys: { schema: { status: 'on' } } }],
  ])('refuses to restore %j', (json) => {
    const restore = () => restoreAlertState(json);
    expect(restore).toThrow(DriftSenseError);
    expect(restore).toThrow(expect.objectContaining({ code: 'STATE_INVALID' }));
  });

  it('refuses settings that cannot be met', () => {
    expect(alertOptions.safeParse({ confirm: { windows: 3, of: 2 } }).success).toBe(false);
    expect(alertOptions.safeParse({ remindEvery: 0 }).success).toBe(false);
    for (const link of ['dashboard', 'javascript:alert(1)', `https://x/${'y'.repeat(600)}`])
      expect(alertOptions.safeParse({ link }).success).toBe(false);
  });
});
