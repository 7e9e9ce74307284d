import { acknowledge } from '../../../src/act/alert/acknowledge.js';
import { alertOptions, type AlertOptions } from '../../../src/act/alert/alert-options.js';
import { advanceAlerts, supersedeAlerts, type Firing } from '../../../src/act/alert/advance-alerts.js';
import { initialAlertState, type AlertState } from '../../../src/act/alert/alert-state.js';
import { restoreAlertState } from '../../../src/act/alert/restore-alert-state.js';

/**
 * F fires, c is clean, u has too few rows, P promotes another model, R restarts from JSON, A acknowledges, T acknowledges
 * until three steps later.
 */
export type Step = 'F' | 'c' | 'u' | 'P' | 'R' | 'A' | 'T';
const meaning: Readonly<Record<string, Firing>> = { F: 'firing', c: 'clean', u: 'undecided' };

/** What a run of steps says, one text per step that says something: `3 firing 1 since 2, 2 fired`. */
export function run(
  steps: readonly Step[],
  options: AlertOptions = {},
  kind: 'concept-drift' | 'data-drift' = 'concept-drift',
): readonly string[] {
  const settings = alertOptions.parse(options);
  let state: AlertState = initialAlertState;
  const said: string[] = [];
  steps.forEach((step, at) => {
    if (step === 'R') {
      state = restoreAlertState(JSON.parse(JSON.stringify(state)));
      return;
    }
    if (step === 'A' || step === 'T') {
      ({ state } = acknowledge(state, 'm', `m/${kind}`, step === 'T' ? { until: at + 3 } : {}, at));
      return;
    }
    const firing = meaning[step];
    const { state: next, transitions } =
      firing === undefined
        ? supersedeAlerts(state, 'model')
        : advanceAlerts(state, [{ kind, firing }], { window: String(at), at }, settings);
    state = next;
    for (const { transition, sequence, since, firingWindows, acknowledged } of transitions)
      said.push(
        `${at} ${transition} ${sequence} since ${since}, ${firingWindows} fired${acknowledged ? `, seen ${acknowledged.at}` : ''}`,
      );
  });
  return said;
}

/** The same, thought in another way: each window looks back over the whole history instead of keeping counts. */
export function reference(
  steps: readonly Step[],
  { confirm = { windows: 1, of: 1 }, remindEvery = 7, clearAfter = 2, resolved = true }: AlertOptions,
): readonly string[] {
  const said: string[] = [];
  let sequence = 0;
  let history: { readonly at: number; readonly fires: boolean }[] = []; // judged windows since the last end
  let began: { readonly index: number; readonly since: number } | undefined;
  let seen: { readonly at: number; readonly until: number } | undefined;
  let lastMessage = 0;
  const tell = (at: number, transition: string) => {
    const episode = history.filter(({ at: when, fires }) => fires && when >= (began?.since ?? 0));
    said.push(
      `${at} ${transition} ${++sequence} since ${began?.since}, ${episode.length} fired${seen ? `, seen ${seen.at}` : ''}`,
    );
  };
  const end = () => {
    history = [];
    began = seen = undefined;
  };
  steps.forEach((step, at) => {
    if (step === 'P') {
      if (began !== undefined) tell(at, 'superseded');
      end();
    }
    if ((step === 'A' || step === 'T') && began !== undefined) seen = { at, until: step === 'T' ? at + 3 : Infinity };
    if (step !== 'F' && step !== 'c') return;
    history.push({ at, fires: step === 'F' });
    const recent = history.slice(-confirm.of).filter(({ fires }) => fires);
    if (began === undefined) {
      if (step !== 'F' || recent.length < confirm.windows) return;
      began = { index: history.length, since: recent[0]?.at ?? at };
      lastMessage = history.length;
      tell(at, 'firing');
      return;
    }
    const tail = history.slice(began.index).slice(-clearAfter);
    const due = remindEvery !== false && history.length - lastMessage >= remindEvery;
    if (tail.length === clearAfter && tail.every(({ fires }) => !fires)) {
      if (resolved) tell(at, 'resolved');
      end();
    } else if (step === 'F' && due && !(seen && at < seen.until)) {
      lastMessage = history.length;
      tell(at, 'reminder');
    }
  });
  return said;
}
