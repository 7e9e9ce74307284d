import * as z from 'zod/mini';
import { restoreAlertState } from '../act/alert/restore-alert-state.js';
import { DriftSenseError } from '../errors.js';
import type { ReferenceProfile } from '../contracts/profiles.js';
import { asRun } from '../judge/concept-drift/run.js';
import { byName, fitting, inOrder, orNull } from '../options.js';
import { assertPlainJson } from '../plain-json.js';
import { knownBy, plainlyFits } from '../plainly-fits.js';
import { parseWindowProfile } from '../profile/parse-window.js';
import { count, fits, number } from '../profile/profile-shapes.js';
import { poolProblems, poolShape } from './check-pool.js';
import type { ConceptDetectors } from './concept-state.js';
import type { CarriedRows } from './see-rows.js';
import type { MonitorJson } from './state.js';

const text = z.string();
const outcome = knownBy(orNull(number), (value) => value === null || Number.isFinite(value));
/** A window has thousands, and zod takes a microsecond for each: it is asked only where something is wrong with one. */
const outcomes = z.custom<readonly (number | null)[]>().check((context) => {
  const list = z.array(outcome);
  if (plainlyFits(list, context.value)) return;
  const { error } = z.safeParse(list, context.value, { reportInput: true });
  for (const issue of error?.issues ?? []) context.issues.push({ ...issue, continue: false } as z.core.$ZodRawIssue);
});

const decision = z.looseObject({ action: text, reason: text });
const loss = z.looseObject({ rows: count, meanLoss: number, sd: number });
const position = z.looseObject({
  startRow: count,
  row: count,
  number: count,
  open: z.array(z.looseObject({ key: text, rows: count, firstRow: count })),
  offset: z.optional(text),
  latest: z.optional(number),
  extended: z.optional(text),
});
const concept = z.looseObject({
  run: z.looseObject({ index: count, ended: z.boolean() }),
  episodes: z.looseObject({ episode: count, last: orNull(count) }),
  failures: count,
  standIn: z.optional(z.looseObject({ detector: text, reason: text })),
});
const awaited = { window: text, at: number };
const state = z.looseObject({
  windows: count,
  policy: z.looseObject({
    recent: z.array(z.looseObject({ window: text, data: z.boolean(), concept: z.boolean() })),
    cooldown: number,
    started: z.array(number),
  }),
  concept: z.optional(concept),
  between: z.optional(z.looseObject({ loss, concept: z.optional(z.looseObject({ detector: text, rows: count })) })),
  pool: z.optional(poolShape),
  health: z.looseObject({
    frozen: z.array(
      z.looseObject({
        column: text,
        value: z.union([number, z.literal('missing')]),
        windows: count,
        rows: z.optional(count),
        silence: z.optional(z.looseObject({ missing: count, values: count })),
      }),
    ),
    labels: z.boolean(),
    emptySince: z.optional(number),
    came: z.optional(z.looseObject({ rows: count, ofNoUse: count })),
  }),
  since: z.array(inOrder(text, text)),
  stretched: z.optional(text),
  // What is in the records of the gate is checked where they are read.
  candidate: z.optional(z.looseObject({ version: count, record: z.looseObject({}) })),
  champion: z.optional(count),
  probation: z.optional(z.looseObject({ version: count, previous: count, record: z.optional(z.looseObject({})) })),
  training: z.optional(z.looseObject({ ...awaited, decision, triggers: z.array(text) })),
  awaited: z.optional(z.array(z.looseObject(awaited))),
  sources: z.optional(byName(position)),
});

const carriedRows = z
  .looseObject({
    from: number,
    to: number,
    rows: count,
    profile: z.looseObject({}),
    outcomes: z.optional(
      z.looseObject({
        labels: outcomes,
        predictions: outcomes,
        scores: z.optional(outcomes),
        probabilities: z.optional(outcomes),
      }),
    ),
    modelVersion: z.optional(count),
    base: z.optional(text),
  })
  .check(fits(hasOutcomesPerRow, 'as many outcomes as rows'));
const carried = z.array(carriedRows);
const kept = z.looseObject({
  position,
  open: z.array(inOrder(text, carried)),
  waiting: z.array(
    z.looseObject({ info: z.looseObject({ id: text, from: number, to: number, rows: count }), parts: carried }),
  ),
});
const saved = z.looseObject({ name: text, state, kept: z.optional(kept) });

/** What a state is checked against. */
export interface StateOwner extends ConceptDetectors {
  /** The one in force. */
  readonly reference: ReferenceProfile;
}

/**
 * Checks a saved monitor all the way down, once, before any work is done with it: a value of another form would end a window
 * in the middle, or be counted with in silence. What alerts wait is checked where it is taken up, and what is wrong with it
 * left out.
 *
 * @throws DriftSenseError `STATE_INVALID` with every problem at once, or `STATE_NOT_JSON` for a number that is not finite
 *   and for what is nested too deep.
 */
export function checkState(json: unknown, { detector, fallback, reference }: StateOwner): void {
  fitting(saved, json, '', invalid);
  // What no shape asks about may be nested as deep as it likes, and would be saved again.
  assertPlainJson(json, 'monitor state');
  const { state: checked, kept: rows } = json as MonitorJson;
  restoreAlertState(checked.alerts);
  const { run, standIn } = checked.concept ?? {};
  const inForce = standIn === undefined ? detector : fallback;
  if (run !== undefined && inForce !== undefined) asRun(run, inForce);
  const problems = checked.pool === undefined ? [] : poolProblems(checked.pool, reference.columns);
  if (problems.length > 0) throw invalid(problems);
  for (const parts of [...(rows?.open ?? []).map(([, open]) => open), ...(rows?.waiting ?? []).map((w) => w.parts)])
    for (const { profile } of parts) checkProfile(profile);
}

interface Carried {
  readonly rows: number;
  readonly outcomes?: { readonly [Part in keyof Outcomes]: Outcomes[Part] | undefined } | undefined;
}
type Outcomes = NonNullable<CarriedRows['outcomes']>;

function hasOutcomesPerRow({ rows, outcomes: known }: Carried): boolean {
  if (known === undefined) return true;
  const { labels, predictions, scores, probabilities = [] } = known;
  const alike = [labels, predictions, scores].every((values) => values === undefined || values.length === rows);
  return alike && (rows === 0 ? probabilities.length === 0 : probabilities.length % rows === 0);
}

function checkProfile(profile: unknown): void {
  try {
    parseWindowProfile(profile);
  } catch (cause) {
    if (!DriftSenseError.is(cause, 'PROFILE_INVALID')) throw cause;
    throw invalid([`kept rows: ${cause.message}`], cause);
  }
}

const invalid = (problems: readonly string[], cause?: unknown): DriftSenseError =>
  new DriftSenseError('STATE_INVALID', `monitor state: ${problems.slice(0, 20).join('; ')}`, {
    cause,
    details: { problems },
    remedy: 'give what `monitor.toJSON()` gave, or start without the state',
  });
