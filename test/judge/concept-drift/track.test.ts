import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ConceptDetector } from '../../../src/contracts/concept-detector.js';
import { DriftSenseError } from '../../../src/errors.js';
import { adwin } from '../../../src/judge/concept-drift/adwin.js';
import { ddm } from '../../../src/judge/concept-drift/ddm.js';
import { pageHinkley } from '../../../src/judge/concept-drift/page-hinkley.js';
import { type Observation, track, trackFromJSON } from '../../../src/judge/concept-drift/track.js';
import { version } from '../../../src/version.js';
import { golden } from './golden.js';

const errorRun = ({ length = 5 } = {}): ConceptDetector<{ run: number }> => ({
  name: 'errorRun',
  input: 'error',
  initialState: () => ({ run: 0 }),
  update(state, error) {
    state.run = error === 1 ? state.run + 1 : 0;
    return { drift: state.run >= length, warning: state.run >= length - 1 };
  },
});
const share: ConceptDetector<{ sum: number }, 'bounded'> = {
  name: 'share',
  input: 'bounded',
  initialState: () => ({ sum: 0 }),
  update: (state, x) => ({ drift: (state.sum += x) > 2 }),
};
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return DriftSenseError.is(error) ? error.code : String(error);
  }
  return 'none';
};

describe('track', () => {
  it('says of every row whether it drifts, warns or improves, and which row it was', () => {
    const errors = track(errorRun({ length: 3 }));
    expect(errors.detector).toBe('errorRun');
    expect(errors.observe({ error: 0 })).toEqual({ drift: false, warning: false, improvement: false, index: 0 });
    errors.observe({ error: 1 });
    expect(errors.observe({ error: 1 })).toEqual({ drift: false, warning: true, improvement: false, index: 2 });
    expect(errors.observe({ error: 1 }).drift).toBe(true);
  });

  it('starts the detector anew on the row after an alarm, while the index runs on', () => {
    const errors = track(errorRun({ length: 2 }));
    const drifts = [1, 1, 1, 1, 1].map(() => errors.observe({ error: 1 }));
    expect(drifts.map(({ drift }) => drift)).toEqual([false, true, false, true, false]);
    expect(drifts.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
  });

  it('lets a detector carry something over an alarm by afterDrift', () => {
    const counting: ConceptDetector<{ alarms: number }> = {
      name: 'counting',
      input: 'error',
      initialState: () => ({ alarms: 0 }),
      update: (state, x) => ({ drift: x === 1, estimate: state.alarms }),
      afterDrift: ({ alarms }) => ({ alarms: alarms + 1 }),
    };
    const handle = track(counting);
    const estimates = ([1, 1, 0, 0] as const).map((error) => handle.observe({ error }).estimate);
    expect(estimates).toEqual([0, 1, 2, 2]);
  });

  it('starts anew after an improvement too', () => {
    const handle = track(adwin({ direction: 'increase' }));
    const found = golden.md.map((value) => handle.observe({ value }));
    expect(found.filter(({ improvement }) => improvement).map(({ index }) => index)).toEqual([2015]);
    expect(found.filter(({ drift }) => drift).map(({ index }) => index)).toEqual([1023, 3007]);
  });

  it('leaves out an estimate that is not finite', () => {
    const odd: ConceptDetector = { ...errorRun(), update: () => ({ drift: false, estimate: Number.NaN }) };
    expect(track(odd).observe({ error: 1 })).not.toHaveProperty('estimate');
  });

  it('asks a detector for its estimate after each row, where the row does not say it', () => {
    const asked: ConceptDetector<{ run: number }> = { ...errorRun(), estimate: ({ run }) => run / 10 };
    const handle = track(asked);
    handle.observe({ error: 1 });
    expect(handle.observe({ error: 1 })).toEqual({
      drift: false,
      warning: false,
      improvement: false,
      index: 1,
      estimate: 0.2,
    });
    const both = track({ ...asked, update: () => ({ drift: false, estimate: 7 }) });
    expect(both.observe({ error: 1 }).estimate).toBe(7);
  });

  it.each(['increase', 'decrease', 'both'] as const)('gives the mean of what was fed, watching %s', (direction) => {
    const handle = track(ddm({ direction }));
    const rows = ([1, 0, 0, 0] as const).map((error) => handle.observe({ error }).estimate);
    expect(rows.at(-1)).toBeCloseTo(0.25, 12);
  });

  it('keeps the estimate beside the row at which a change began', () => {
    const aged: ConceptDetector = { ...errorRun(), estimate: () => 0.5, update: () => ({ drift: true, age: 3 }) };
    const handle = track(aged);
    const rows = [0, 1, 2, 3].map(() => handle.observe({ error: 0 }));
    expect(rows.at(-1)).toMatchObject({ drift: true, index: 3, estimate: 0.5, since: 1 });
    expect(rows.map(({ since }) => since)).toEqual([0, 0, 0, 1]);
  });

  it('reset() forgets everything and restarts the index', () => {
    const errors = track(errorRun({ length: 2 }));
    errors.observe({ error: 1 });
    errors.reset();
    expect(errors.observe({ error: 1 })).toMatchObject({ drift: false, index: 0 });
  });
});

describe('the domain of track', () => {
  const handles = { error: track(ddm()), bounded: track(share), real: track(pageHinkley()) };
  const huge = 1e101;
  const refused: [keyof typeof handles, unknown][] = [
    ...([1, '1', null, undefined, Number.NaN, true, [1], {}, { x: 1 }] as const).flatMap((bare) =>
      (['error', 'bounded', 'real'] as const).map((input): [keyof typeof handles, unknown] => [input, bare]),
    ),
    ...[2, -1, 0.5, Number.NaN, '1', true, null].flatMap((error) =>
      (['error', 'bounded', 'real'] as const).map((input): [keyof typeof handles, unknown] => [input, { error }]),
    ),
    ['error', { value: 1 }],
    ['error', { error: 1, value: 1 }],
    ['real', { error: 1, value: 1 }],
    ...[1.01, -0.01, Number.NaN, Infinity, '0.5', null, true].map((value): ['bounded', unknown] => [
      'bounded',
      { value },
    ]),
    ...[Number.NaN, Infinity, -Infinity, huge, -huge, '3', null].map((value): ['real', unknown] => ['real', { value }]),
  ];
  it.each(refused)('of a detector of %s numbers excludes %j, and nothing changes', (input, observation) => {
    const handle = handles[input];
    const before = JSON.stringify(handle);
    expect(codeOf(() => handle.observe(observation as Observation<'error'>))).toBe('VALUE_OUT_OF_DOMAIN');
    expect(JSON.stringify(handle)).toBe(before);
  });

  it('includes errors for every detector and values for those of bounded and real numbers', () => {
    for (const handle of Object.values(handles)) {
      expect(codeOf(() => [handle.observe({ error: 0 }), handle.observe({ error: 1 })])).toBe('none');
    }
    expect(codeOf(() => handles.bounded.observe({ value: 0.25 }))).toBe('none');
    expect(codeOf(() => handles.real.observe({ value: -1e100 }))).toBe('none');
  });

  it('says what was expected and what came', () => {
    expect(() => handles.error.observe({ error: 2 as 1 })).toThrow(
      'track(ddm).observe: expected exactly 0 or 1 (1 = the model was wrong), got 2',
    );
    expect(() => handles.real.observe('3' as never)).toThrow(
      'track(pageHinkley).observe: expected {error: 0 | 1} or {value: number}, got the string "3"',
    );
    expect(() => handles.error.observe({ value: 3 } as never)).toThrow('expected {error: 0 | 1}, got {value}');
  });

  it('is in the types: a bare number never fits, and a value only where it is accepted', () => {
    expectTypeOf<1>().not.toExtend<Observation>();
    expectTypeOf<{ value: number }>().not.toExtend<Observation<'error'>>();
    expectTypeOf<{ value: number }>().toExtend<Observation<'real'>>();
    expectTypeOf<{ value: number }>().toExtend<Observation<'bounded'>>();
    expectTypeOf<{ error: 0 | 1 }>().toExtend<Observation<'real'>>();
    expectTypeOf<{ error: number }>().not.toExtend<Observation>();
    // @ts-expect-error: ddm takes errors
    expect(codeOf(() => track(ddm()).observe({ value: 1 }))).toBe('VALUE_OUT_OF_DOMAIN');
    // @ts-expect-error: is 1 an error or a hit?
    expect(codeOf(() => track(adwin()).observe(1))).toBe('VALUE_OUT_OF_DOMAIN');
  });
});

describe('a failing detector', () => {
  it('is named with the row and its own error as cause', () => {
    const cause = new Error('boom');
    const failing: ConceptDetector = {
      ...errorRun(),
      update: () => {
        throw cause;
      },
    };
    expect(() => track(failing).observe({ error: 1 })).toThrow(
      expect.objectContaining({ code: 'DETECTOR_FAILED', message: "detector 'errorRun' failed at row 0: boom", cause }),
    );
  });

  it('is one whose estimate throws, too: the row is counted', () => {
    const failing: ConceptDetector = {
      ...errorRun(),
      estimate: () => {
        throw new Error('boom');
      },
    };
    const handle = track(failing);
    expect(() => handle.observe({ error: 1 })).toThrow("detector 'errorRun' failed at row 0: boom");
    expect(handle.toJSON()).toMatchObject({ index: 1, state: { run: 1 } });
  });

  it('is not reset twice when it fails on the row after an alarm', () => {
    let resets = 0;
    const failing: ConceptDetector<{ n: number }> = {
      name: 'failing',
      input: 'real',
      initialState: () => ({ n: 0 }),
      update(state, x) {
        if (x === 13) throw new Error('unlucky');
        state.n += 1;
        return { drift: state.n === 2 };
      },
      afterDrift: () => ({ n: 10 * (resets += 1) }),
    };
    const handle = track(failing);
    handle.observe({ value: 1 });
    expect(handle.observe({ value: 1 }).drift).toBe(true);
    expect(() => handle.observe({ value: 13 })).toThrow('unlucky');
    handle.observe({ value: 1 });
    expect(handle.toJSON()).toMatchObject({ state: { n: 11 }, index: 3 });
    expect(resets).toBe(1);
  });

  it.each([
    ['nothing', undefined, '{drift: boolean, …}, got undefined'],
    ['a bare boolean', true, '{drift: boolean, …}, got a boolean'],
    ['a promise', Promise.resolve({ drift: true }), 'an answer, got a promise'],
    ['a drift that is no boolean', { drift: 1 }, '{drift: boolean, …}, got an object'],
    ['a warning that is no boolean', { drift: false, warning: 'yes' }, '{drift: boolean, …}, got an object'],
  ])('is one that returns %s', (_, returned, expected) => {
    const odd = { ...errorRun(), update: () => returned } as unknown as ConceptDetector;
    expect(() => track(odd).observe({ error: 1 })).toThrow(`expected ${expected}`);
  });
});

function saved(): Record<string, unknown> {
  const handle = track(adwin());
  for (const value of golden.s1.slice(0, 700)) handle.observe({ value });
  return JSON.parse(JSON.stringify(handle)) as Record<string, unknown>;
}

describe('a saved handle', () => {
  it('is plain JSON with kind, version and the name of its detector', () => {
    expect(saved()).toMatchObject({
      kind: 'track',
      schemaVersion: 1,
      libVersion: version,
      detector: 'adwin',
      index: 700,
      ended: false,
    });
  });

  it('goes on where it stopped, through either name', () => {
    for (const restore of [trackFromJSON, track.fromJSON]) {
      const handle = restore(saved(), adwin());
      const rows = golden.s1.slice(700).map((value) => handle.observe({ value }));
      expect(rows.filter(({ drift }) => drift).map(({ index }) => index)).toEqual([1023]);
    }
  });

  it('remembers that the detector was to start anew', () => {
    const errors = track(errorRun({ length: 2 }));
    errors.observe({ error: 1 });
    errors.observe({ error: 1 });
    const restored = track.fromJSON(JSON.parse(JSON.stringify(errors)), errorRun({ length: 2 }));
    expect(restored.observe({ error: 1 })).toMatchObject({ drift: false, index: 2 });
  });

  it('is a copy: neither the handle nor the restored one can change it', () => {
    const handle = track(ddm());
    handle.observe({ error: 1 });
    const json = handle.toJSON();
    const text = JSON.stringify(json);
    handle.observe({ error: 0 });
    trackFromJSON(json, ddm()).observe({ error: 1 });
    expect(JSON.stringify(json)).toBe(text);
  });

  const damaged: [string, (json: Record<string, unknown>) => unknown][] = [
    ['nothing', () => undefined],
    ['text', (json) => JSON.stringify(json)],
    ['another kind', (json) => ({ ...json, kind: 'monitor' })],
    ['a later version', (json) => ({ ...json, schemaVersion: 2 })],
    ['another detector', (json) => ({ ...json, detector: 'ddm' })],
    ['a negative index', (json) => ({ ...json, index: -1 })],
    ['an index between rows', (json) => ({ ...json, index: 1.5 })],
    ['no reset flag', (json) => ({ ...json, ended: undefined })],
    ['no state', (json) => ({ ...json, state: null })],
    ['a state of another detector', (json) => ({ ...json, state: ddm().initialState() })],
    ['a state with a part of another kind', (json) => ({ ...json, state: { ...adwin().initialState(), totals: 3 } })],
  ];
  it.each(damaged)('with %s is refused', (_, damage) => {
    expect(codeOf(() => trackFromJSON(damage(saved()), adwin()))).toBe('STATE_INVALID');
  });

  it('of one direction is refused by a detector of both', () => {
    expect(() => trackFromJSON(track(ddm()).toJSON(), ddm({ direction: 'both' }))).toThrow(
      "state of detector 'ddm': state.increase is missing; was it made with other options?",
    );
  });

  it.each([
    ['a function', () => 0],
    ['NaN', Number.NaN],
    ['a Map', new Map()],
  ])('cannot be made of a state that holds %s, and the detector is named', (_, part) => {
    const odd: ConceptDetector = {
      ...errorRun(),
      initialState: () => ({ run: 0, part }),
      update: () => ({ drift: false }),
    };
    const handle = track(odd);
    handle.observe({ error: 1 });
    expect(() => handle.toJSON()).toThrow(
      expect.objectContaining({
        code: 'STATE_NOT_JSON',
        message: expect.stringContaining("detector 'errorRun': state.part"),
      }),
    );
  });
});
