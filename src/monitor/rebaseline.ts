import type { Table } from '../contracts/batch.js';
import type { ReferenceProfile } from '../contracts/profiles.js';
import * as z from 'zod/mini';
import { parseOptions } from '../options.js';
import { inTurns } from '../ports/next-turn.js';
import { isReferenceProfile } from '../profile/parse-profile.js';
import type { Alerting } from './alerting.js';
import { freshConcept } from './concept-state.js';
import type { PartsHost } from './lazy-parts.js';
import { pacer } from './pacer.js';
import { optionsAnew, prepareInSteps, type Prepared } from './prepare.js';
import { readInTurns } from './read-in-turns.js';

const rebaselineOptions = z.strictObject({ reason: z.string() });

/** Another reference, why, and what makes it the one in force. */
export interface NewReference {
  readonly reference: Table | ReferenceProfile;
  readonly options: z.input<typeof rebaselineOptions>;
  readonly take: (prepared: Prepared) => void;
}

/** Windows are compared with another reference from now on: what was counted against the one before is of no account. */
export async function rebaseline(
  { options, prepared, state, setState, labelling, events }: PartsHost,
  alerting: Alerting,
  { reference, options: given, take }: NewReference,
): Promise<void> {
  const { reason } = parseOptions(rebaselineOptions, given, 'rebaseline');
  const read = isReferenceProfile(reference) ? reference : await readInTurns(reference, undefined);
  const steps = prepareInSteps(optionsAnew(options, read, prepared().reference.schema));
  const made = await inTurns(steps, pacer(undefined));
  take(made);
  labelling().forgetCoverage();
  setState({ since: [], sequential: undefined, pool: undefined, policy: { ...state().policy, recent: [] } });
  const { detector, fallback } = made;
  if (detector && !state().concept) setState({ concept: freshConcept({ detector, fallback }) });
  const messages = alerting.closeForReference();
  const { hash, size } = made.reference;
  events.emit('rebaselined', { hash, rows: size, reason });
  await alerting.tell(messages);
}
