import { judgePeriod } from '../judge/health/period.js';
import { ofTheDetector } from './announce.js';
import type { LazyParts, PartsHost } from './lazy-parts.js';

/**
 * A period went by: tells what it shows of the flow of data, and does with the labels that have come since the last window
 * what a window would do, so that a service without new rows hears of them too.
 */
export async function lookAtPeriod(host: PartsHost, parts: LazyParts): Promise<void> {
  const { clock, events, flow, labelling, troubles, setState } = host;
  const at = clock.now();
  const period = new Date(at).toISOString();
  const alerting = await parts.alerting();
  const outcomes = await parts.outcomes();
  await parts.champion();
  const { state, conditions } = judgePeriod(host.state().health, flow().take(at));
  const late = judgeLabels(host, parts);
  const concept = late?.step;
  const matured = labelling().mature(outcomes?.judgeMatured);
  setState({
    health: state,
    ...(late && { between: late.between }),
    ...(concept && { concept: concept.state }),
  });
  if (concept?.failure) host.failed('concept detector', concept.failure);
  // Where the detector has just seen the losses change, that is the news, as with windows.
  const ofLabels = concept?.report.drift
    ? matured.conditions.filter(({ kind }) => kind !== 'performance')
    : matured.conditions;
  const messages = alerting.decidePeriod([...conditions, ...ofLabels], troubles.take(), period, concept?.report);
  if (concept?.fellBack) events.emit('warning', { code: 'DETECTOR_FALLBACK', message: concept.fellBack });
  if (concept) for (const [event, payload] of ofTheDetector(period, concept.report)) events.emit(event, payload);
  for (const performance of matured.performances) events.emit('performance', performance);
  if (state.emptySince !== undefined) events.emit('noData', { since: state.emptySince });
  for (const message of messages) events.emit('alert', message);
  if (parts.canTrain && waitsForLabels(host)) await (await parts.retraining()).look(period);
  if (alerting.waits) await host.save();
  alerting.send();
}

/** Labelled rows whose turn has come feed the detector; the next window's report holds what it says of them. */
function judgeLabels({ labelling, options, prepared, state, setState }: PartsHost, parts: LazyParts) {
  const late = labelling().take();
  if (late?.restart) setState({ ...parts.loadedOutcomes?.ofOtherModel(prepared(), state()) });
  return late && parts.loadedOutcomes?.judgeLate(late, { options, prepared: prepared(), state: state() });
}

const waitsForLabels = ({ state }: PartsHost): boolean => {
  const { candidate, probation, training } = state();
  return (candidate ?? probation ?? training) !== undefined;
};
