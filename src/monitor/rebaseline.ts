import type { Table } from '../contracts/batch.js';
import type { ReferenceProfile } from '../contracts/profiles.js';
import type { Schema } from '../contracts/schema.js';
import type { Followed } from '../contracts/progress.js';
import * as z from 'zod/mini';
import { DriftSenseError } from '../errors.js';
import { followOptions } from '../follow.js';
import { parseOptions } from '../options.js';
import { inTurns } from '../ports/next-turn.js';
import { isReferenceProfile } from '../profile/parse-profile.js';
import { testedRoles } from '../profile/profile-reference.js';
import { settingsOf } from '../source/window-spec.js';
import { toBatch } from '../table/batch.js';
import { teller } from '../teller.js';
import type { Alerting } from './alerting.js';
import type { MonitorEvents } from './events.js';
import { freshConcept } from './concept-state.js';
import type { PartsHost } from './lazy-parts.js';
import type { Checked } from './options.js';
import { pacer } from './pacer.js';
import { optionsAnew, prepareInSteps, type Prepared } from './prepare.js';
import { readInTurns } from './read-in-turns.js';
import { schemaAnew } from './schema-anew.js';

const rebaselineOptions = z.strictObject({
  reason: z.string().check(z.refine((text) => text.trim() !== '', 'expected a text that says why')),
  ...followOptions,
});

/** Why another reference is taken, and what follows the work. */
export interface RebaselineOptions extends Followed {
  /** Why it is taken, as the event `rebaselined` tells. */
  readonly reason: string;
}

/** Another reference, why, and what makes it the one in force. */
export interface NewReference {
  readonly reference: Table | ReferenceProfile;
  readonly options: RebaselineOptions;
  readonly take: (prepared: Prepared) => void;
}

/** Windows are compared with another reference from now on: what was counted against the one before is of no account. */
export async function rebaseline(
  { options, prepared, state, setState, labelling, events }: PartsHost,
  alerting: Alerting,
  { reference, options: given, take }: NewReference,
): Promise<void> {
  const { reason, signal, onProgress } = parseOptions(rebaselineOptions, given, 'rebaseline');
  const read = isReferenceProfile(reference) ? reference : await readInTurns(reference, signal);
  if (read.size === 0)
    throw new DriftSenseError('REFERENCE_EMPTY', 'rebaseline: expected a reference with rows, got none');
  const before = prepared().reference.schema;
  const { timeZone } = settingsOf(options.window);
  const schema = isReferenceProfile(read) ? undefined : schemaAnew(before, read, timeZone);
  const anew = optionsAnew(options, read, schema);
  const tell = teller(onProgress, { where: 'rebaseline', unit: 'columns', total: comparedOf(anew) });
  const made = await inTurns(followed(prepareInSteps(anew), tell), pacer(signal));
  take(made);
  labelling().forgetCoverage();
  setState({ since: [], sequential: undefined, pool: undefined, policy: { ...state().policy, recent: [] } });
  const { detector, fallback } = made;
  if (detector && !state().concept) setState({ concept: freshConcept({ detector, fallback }) });
  const messages = alerting.closeForReference();
  const { hash, size } = made.reference;
  events.emit('rebaselined', { hash, rows: size, reason, columns: columnChanges(before, made.reference.schema) });
  await alerting.tell(messages);
}

/** What becomes of the columns by name: nothing of it is taken in silence. */
function columnChanges(before: Schema, after: Schema): MonitorEvents['rebaselined']['columns'] {
  const [had, has] = [before, after].map(({ columns }) => new Map(columns.map((column) => [column.name, column])));
  return {
    added: [...has!.keys()].filter((name) => !had!.has(name)),
    removed: [...had!.keys()].filter((name) => !has!.has(name)),
    changed: [...has!.values()].flatMap(({ name, type, role }) => {
      const old = had!.get(name);
      return old && (old.type !== type || old.role !== role) ? [name] : [];
    }),
  };
}

/** Columns that will be profiled. */
const comparedOf = ({ schema, reference }: Checked): number =>
  isReferenceProfile(reference)
    ? 0
    : schema!.columns.filter(({ name, role }) => testedRoles.has(role) && toBatch(reference).column(name)).length;

/** Tells of each column that was profiled. */
function* followed<Result>(
  steps: Generator<number | undefined, Result>,
  tell: (more: number) => void,
): Generator<number | undefined, Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (value === Infinity) tell(1);
    yield value;
  }
}
