import { judgePeriod } from '../judge/health/period.js';
import { ofTheDetector } from './announce.js';
import type { LazyParts, PartsHost } from './lazy-parts.js';

/**
 * A period went by: tells what it shows of the flow of data, and does with the labels that have come since the last window
 * what a window would do, so that a service without new rows hears of them too.
 */
export async function lookAtPeriod(host: PartsHost, parts: LazyParts): Promise<void> {
  const { clock, events, flow, labelling, prepared, troubles, setState } = host;
  const at = clock.now();
  const period = new Date(at).toISOString();
  const alerting = await parts.alerting();
  const outcomes = await parts.outcomes();
  await parts.champion();
  const taken = await outcomes?.takeLate(labelling());
  if (taken?.restart) setState({ ...outcomes?.ofOtherModel(prepared(), host.state()) });
  const fed = taken && (await outcomes?.feedLate(taken, contextOf(host)));
  const matured = await outcomes?.judgeLabelsInTurns(labelling(), {});
  // From here to the change nothing waits: what is taken from the labels is in the state at once.
  const { state, conditions } = judgePeriod(host.state().health, flow().take(at));
  // Labelled rows whose turn has come feed the detector; the next window's report holds what it says of them.
  const late = taken && outcomes?.judgeLate(taken, contextOf(host), fed);
  const concept = late?.step;
  if (matured) outcomes?.labelsJudged(labelling(), taken, matured);
  setState({
    health: state,
    ...(late && { between: late.between }),
    ...(concept && { concept: concept.state }),
  });
  if (concept?.failure) host.failed('concept detector', concept.failure);
  // Where the detector has just seen the losses change, that is the news, as with windows.
  const ofLabels = concept?.report.drift
    ? (matured?.conditions ?? []).filter(({ kind }) => kind !== 'performance')
    : (matured?.conditions ?? []);
  const messages = alerting.decidePeriod([...conditions, ...ofLabels], troubles.take(), period, concept?.report);
  if (concept?.fellBack) events.emit('warning', { code: 'DETECTOR_FALLBACK', message: concept.fellBack });
  if (concept) for (const [event, payload] of ofTheDetector(period, concept.report)) events.emit(event, payload);
  for (const performance of matured?.performances ?? []) events.emit('performance', performance);
  if (state.emptySince !== undefined) events.emit('noData', { since: state.emptySince });
  for (const message of messages) events.emit('alert', message);
  if (parts.canTrain && waitsForLabels(host)) await (await parts.retraining()).look(period);
  if (alerting.waits) await host.save();
  alerting.send();
}

const contextOf = ({ options, prepared, state }: PartsHost) => ({ options, prepared: prepared(), state: state() });

const waitsForLabels = ({ state }: PartsHost): boolean => {
  const { candidate, probation, training } = state();
  return (candidate ?? probation ?? training) !== undefined;
};
