import { initialAlertState, type AlertState } from '../act/alert/alert-state.js';
import type { ConceptDetector } from '../contracts/concept-detector.js';
import type { ReferenceProfile } from '../contracts/profiles.js';
import type { WindowInfo } from '../contracts/window-report.js';
import { DriftSenseError } from '../errors.js';
import { initialHealth, type HealthState } from '../judge/health/health-state.js';
import { initialPolicyState, type PolicyState } from '../judge/policy/policy-state.js';
import type { SequentialState } from '../judge/sequential/state.js';
import { parseReference } from '../profile/parse-profile.js';
import type { CutPosition } from '../source/window-cutter.js';
import { assertPlainJson, copyPlain } from '../plain-json.js';
import { version } from '../version.js';
import type { AlertingJson } from './alerting.js';
import type { Between } from './between-windows.js';
import { freshConcept, type ConceptDetectors, type ConceptState } from './concept-state.js';
import type { AwaitedWindow, TrainingRequest } from './label-wait.js';
import type { LabelsJson } from './labelling.js';
import type { Pool } from './pool.js';
import type { Checked } from './options.js';
import { optionsAnew, prepare, type Prepared } from './prepare.js';
import type { PendingCandidate, Probation } from './retraining-host.js';
import type { CarriedRows } from './see-rows.js';

/** What a monitor carries from window to window, besides its options: plain JSON. */
export interface MonitorState {
  /** Windows judged so far. */
  readonly windows: number;
  readonly policy: PolicyState;
  readonly alerts: AlertState;
  readonly concept?: ConceptState;
  /** What labels said since the window before. */
  readonly between?: Between | undefined;
  /** Where the budget is in rows: how much evidence there is. */
  readonly sequential?: SequentialState | undefined;
  /** Where windows join the reference: those that did, and those that may. */
  readonly pool?: Pool | undefined;
  readonly health: HealthState;
  /** First window of the present run of drifted windows, by column. */
  readonly since: readonly (readonly [column: string, window: string])[];
  /** Hash of the last reference that was warned of as stretched. */
  readonly stretched?: string | undefined;
  /** A trained version whose gate is not decided yet. */
  readonly candidate?: PendingCandidate | undefined;
  /** The version that served last: when the registry names another, the switch is not noted here yet. */
  readonly champion?: number;
  /** A version that was promoted lately. */
  readonly probation?: Probation | undefined;
  /** A training that waits for the labels of its windows. */
  readonly training?: TrainingRequest | undefined;
  /** Windows judged while a candidate or a probation was open whose labels are to come, oldest first. */
  readonly awaited?: readonly AwaitedWindow[] | undefined;
  /** Where runs over sources that can be read on from an offset stand, by the name of the source. */
  readonly sources?: Readonly<Record<string, CutPosition>>;
}

/** Rows that came one by one and are not judged yet: counts and outcomes, no features. */
export interface KeptRows {
  readonly position: CutPosition;
  /** Parts of open windows by their key in `position`, oldest first. */
  readonly open: readonly (readonly [key: string, parts: readonly CarriedRows[]])[];
  /** Closed windows that wait to be judged. */
  readonly waiting: readonly KeptWindow[];
}

/** A closed window that is not judged yet, as it is kept. */
export interface KeptWindow {
  readonly info: WindowInfo;
  readonly parts: readonly CarriedRows[];
}

/** A saved monitor. */
export interface MonitorJson {
  readonly kind: 'monitor';
  readonly schemaVersion: 1;
  readonly libVersion: string;
  readonly name: string;
  /** Hash of the reference in the options that the state belongs to. */
  readonly reference: string;
  readonly detector?: string;
  readonly state: MonitorState;
  /** The reference in force, when it was changed at run time. */
  readonly rebaselined?: ReferenceProfile;
  readonly alerting?: AlertingJson;
  readonly kept?: KeptRows;
  readonly labels?: LabelsJson;
}

export const initialState = ({ detector, fallback }: ConceptDetectors): MonitorState => ({
  windows: 0,
  policy: initialPolicyState,
  alerts: initialAlertState,
  health: initialHealth,
  since: [],
  ...(detector && { concept: freshConcept({ detector, fallback }) }),
});

/** What is saved besides the state itself. */
export type SavedParts = Pick<MonitorJson, 'name' | 'reference' | 'rebaselined' | 'alerting' | 'kept' | 'labels'>;

/**
 * The state as plain JSON, a copy of its own.
 *
 * @throws DriftSenseError `STATE_NOT_JSON` naming the detector whose state is not plain JSON.
 */
export function saveState(
  detector: ConceptDetector | undefined,
  state: MonitorState,
  { name, reference, ...parts }: SavedParts,
): MonitorJson {
  if (detector && state.concept)
    assertPlainJson(state.concept.run.state, `detector '${state.concept.standIn?.detector ?? detector.name}'`);
  return {
    kind: 'monitor',
    schemaVersion: 1,
    libVersion: version,
    name,
    reference,
    ...(detector && { detector: detector.name }),
    state: copyPlain(state),
    ...copyPlain(parts),
  };
}

/** What is gone on with of a saved monitor. */
type RestoredParts = {
  readonly [Part in 'state' | 'alerting' | 'kept' | 'labels']: MonitorJson[Part] | undefined;
} & Pick<MonitorJson, 'state'> & {
    /** Of the reference in force. */
    readonly prepared: Prepared;
  };

/**
 * Checks a saved monitor against the parts it is to go on with; {@link checkState} looks into it.
 *
 * @param given - Hash of the reference that the options give, of which `prepared` was made.
 * @throws DriftSenseError `STATE_INVALID` for another kind or version, another reference or another detector.
 */
export function restoreState(json: unknown, given: string, prepared: Prepared, options: Checked): RestoredParts {
  const saved = json as Partial<MonitorJson> | null;
  const expect = (what: string, expected: string | number | undefined, received: unknown, remedy: string) => {
    if (expected !== received)
      throw new DriftSenseError(
        'STATE_INVALID',
        `monitor state: expected ${what} ${expected}, got ${typeof received === 'object' ? typeof received : String(received)}`,
        { remedy: `${remedy}, or start without the state: new Monitor(options)` },
      );
  };
  expect('kind', 'monitor', saved?.kind, 'give what `monitor.toJSON()` gave');
  expect('schemaVersion', 1, saved?.schemaVersion, 'npm install driftsense@latest');
  expect('reference', given, saved?.reference, 'give the option `reference` the state was saved with');
  const rebaselined = saved?.rebaselined;
  const inForce = rebaselined === undefined ? prepared : prepare(optionsAnew(options, parseReference(rebaselined)));
  const { detector, fallback } = inForce;
  expect('detector', detector?.name, saved?.detector, 'give the option `concept` the state was saved with');
  const state = saved?.state;
  const standIn = state?.concept?.standIn?.detector;
  if (standIn !== undefined)
    expect('conceptFallback', fallback?.name, standIn, 'give the option `conceptFallback` the state was saved with');
  const { alerting, kept, labels } = saved!;
  // What is in it is checked before the first work.
  return { prepared: inForce, ...copyPlain({ state: state!, alerting, kept, labels }) };
}
