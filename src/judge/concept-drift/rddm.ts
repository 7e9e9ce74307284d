import * as z from 'zod/mini';
import type { ConceptDetector, DetectorUpdate } from '../../contracts/concept-detector.js';
import { parseOptions } from '../../options.js';
import { type BothWays, direction, watch } from './direction.js';
import { said, stable } from './said.js';

/** Options of {@link rddm}. */
export const rddmOptions = z
  .strictObject({
    /** Rows before the first verdict. Default 129. */
    warmStart: z._default(z.int().check(z.gte(1)), 129),
    /** Standard deviations above the best error rate that warn. Default 1.773, at most `driftThreshold`. */
    warningThreshold: z._default(z.number().check(z.gt(0)), 1.773),
    /** Standard deviations above the best error rate that alarm. Default 2.258. */
    driftThreshold: z._default(z.number().check(z.gt(0)), 2.258),
    /** Rows after which a concept without warning is cut down to its last `minStable` rows. Default 40,000. */
    maxConcept: z._default(z.int().check(z.gte(1)), 40_000),
    /** Rows kept to replay. Default 7,000; below `maxConcept`. */
    minStable: z._default(z.int().check(z.gte(1)), 7_000),
    /** Rows that a warning may last before it is taken for drift. Default 1,400. */
    warnLimit: z._default(z.int().check(z.gte(1)), 1_400),
    /** Which change of the error rate is drift: `increase`, `decrease` or `both`. Default `increase`, as published. */
    direction: z._default(direction, 'increase'),
  })
  .check(
    z.refine((options) => options.warningThreshold <= options.driftThreshold, {
      path: ['warningThreshold'],
      error: 'must not exceed driftThreshold, or nothing would ever warn',
    }),
    z.refine((options) => options.minStable < options.maxConcept, {
      path: ['minStable'],
      error: 'must be below maxConcept, or the concept would be cut down on every row',
    }),
  );

/** Options of `rddm`. */
export interface RddmOptions extends z.input<typeof rddmOptions> {}

/** What RDDM remembers. */
export interface RddmState {
  /** 1 + rows of the concept as it counts. */
  n: number;
  /** Error rate over them. */
  p: number;
  /** Error rate and standard deviation at the least p + s; null before there is one. */
  pMin: number | null;
  sMin: number | null;
  /** Ring of the last rows to replay, 32 to a number. */
  ring: number[];
  /** Place of the oldest row in it. */
  first: number;
  /** Rows in it, at most `minStable`. */
  stored: number;
  /** Rows seen in all. */
  rows: number;
  /** Number of the row on which the present warning began; null without one. */
  warnedAt: number | null;
  /** The concept is to be recomputed from `replay` before the next row. */
  pending: boolean;
  /** The last row alarmed. */
  drift: boolean;
}

type Settings = z.output<typeof rddmOptions>;

/**
 * Reactive drift detection method: DDM that forgets. Long concepts are cut down to their newest rows, a warning that
 * lasts becomes a drift, and after a drift it starts not from nothing but from the rows since the warning. An error rate
 * that goes from .1 to .4 at row 2,000 is seen after 44 rows on average, one time in twenty after more than 89;
 * five to nine false alarms in 100,000 rows.
 *
 * @param options - See {@link RddmOptions}.
 * @returns A detector of 0/1 errors with one bit of state per row of `minStable` (twice that for `both`); constant
 * cost but for the replays.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const errors = track(rddm());
 * errors.observe({ error: 1 }).drift; // false
 *
 * @see Barros et al., RDDM: Reactive drift detection method, Expert Systems with Applications 90 (2017), Algorithm 1.
 */
export function rddm(options?: RddmOptions): ConceptDetector<RddmState | BothWays<RddmState>, 'error'> {
  const settings = parseOptions(rddmOptions, options, 'rddm');
  const increases: ConceptDetector<RddmState, 'error'> = {
    name: 'rddm',
    input: 'error',
    initialState: () => initialState(settings),
    estimate: ({ p }) => p,
    // In the pair that watches both directions the side that did not alarm starts from nothing.
    afterDrift: (state) => (state.drift ? replayed(state, settings) : initialState(settings)),
    update(state, error) {
      if (state.pending) Object.assign(state, replayed(state, settings));
      remember(state, error, settings.minStable);
      const s = count(state, error);
      state.rows += 1;
      if (state.n <= settings.warmStart) return stable;
      keepMinimum(state, s);
      const { p, pMin, sMin } = state;
      if (p + s > pMin! + settings.driftThreshold * sMin!) return alarm(state, settings);
      return judge(state, p + s > pMin! + settings.warningThreshold * sMin!, settings);
    },
  };
  return watch(increases, settings.direction);
}

const initialState = ({ minStable }: Settings): RddmState => ({
  n: 1,
  p: 1,
  pMin: null,
  sMin: null,
  ring: Array.from({ length: Math.ceil(minStable / 32) }, () => 0),
  first: 0,
  stored: 0,
  rows: 0,
  warnedAt: null,
  pending: false,
  drift: false,
});

/** One more row of the concept; returns the standard deviation of its error rate. */
function count(state: RddmState, error: number): number {
  state.p += (error - state.p) / state.n;
  const s = Math.sqrt(Math.max(0, state.p * (1 - state.p)) / state.n);
  state.n += 1;
  return s;
}

function remember(state: RddmState, error: number, size: number): void {
  const place = (state.first + state.stored) % size;
  const bit = 1 << (place & 31);
  const word = state.ring[place >> 5]!;
  state.ring[place >> 5] = error === 1 ? word | bit : word & ~bit;
  if (state.stored < size) state.stored += 1;
  else state.first = (state.first + 1) % size;
}

/** Keeps only the last rows stored. */
function keepLast(state: RddmState, rows: number, size: number): void {
  state.first = (state.first + state.stored - rows) % size;
  state.stored = rows;
}

function keepMinimum(state: RddmState, s: number): void {
  const { p, pMin, sMin } = state;
  if (pMin !== null && sMin !== null && p + s >= pMin + sMin) return;
  state.pMin = p;
  state.sMin = s;
}

/** Of a row below the drift bound. */
function judge(state: RddmState, warning: boolean, settings: Settings): DetectorUpdate {
  if (!warning) state.warnedAt = null;
  else if (state.warnedAt === null) state.warnedAt = state.rows;
  else if (state.warnedAt + settings.warnLimit <= state.rows) {
    state.warnedAt = null;
    return alarm(state, settings);
  }
  if (!warning && state.n > settings.maxConcept) state.pending = true;
  return said(false, warning, false);
}

function alarm(state: RddmState, { minStable }: Settings): DetectorUpdate {
  state.drift = true;
  state.pending = true;
  if (state.warnedAt === null) keepLast(state, 1, minStable);
  return said(true, false, false);
}

/** The state recomputed from the rows kept: those since the warning, when there was one and all of them are kept. */
function replayed(state: RddmState, settings: Settings): RddmState {
  const { warmStart, minStable } = settings;
  const fresh: RddmState = { ...initialState(settings), ring: state.ring, first: state.first, stored: state.stored };
  fresh.rows = state.rows;
  const sinceWarning = state.warnedAt === null ? Infinity : state.rows - state.warnedAt + 1;
  if (sinceWarning < fresh.stored) keepLast(fresh, sinceWarning, minStable);
  if (!state.drift) {
    fresh.pMin = state.pMin;
    fresh.sMin = state.sMin;
  }
  for (let i = 0; i < fresh.stored; i++) {
    const place = (fresh.first + i) % minStable;
    const s = count(fresh, (fresh.ring[place >> 5]! >>> (place & 31)) & 1);
    if (state.drift && fresh.n - 1 > warmStart) keepMinimum(fresh, s);
  }
  return fresh;
}
