import { firstLook, nextLook } from '../act/train/gate-looks.js';
import { pacer } from '../act/train/pace.js';
import { inTurns } from '../ports/next-turn.js';
import { comparison, segmentColumns } from './gate-of.js';
import type { LabelledWindow } from './label-wait.js';
import { retrainOptions } from './retrain-options.js';
import { actorOf, partsOf, type RetrainingHost } from './retraining-host.js';
import { because, keep, keepOrTell, settleCandidate } from './settle-candidate.js';
import { rivalPredictions } from './shadow.js';

/** Later labelled windows, which neither model was trained on, go on where the held-out rows were not enough. */
export async function continueGate(host: RetrainingHost, labelled: LabelledWindow, signal: AbortSignal): Promise<void> {
  const { registry } = host;
  const { candidate } = host.state();
  const champion = host.champion();
  if (!candidate || !champion) return;
  const challenger = await registry.read(candidate.version);
  if (challenger === undefined || challenger.parent !== champion.version)
    return host.setState({ candidate: undefined });
  // The limits it began with, whatever is set since.
  const segments = segmentColumns(candidate.record.settings, host.prepared());
  const pace = pacer(signal);
  const rows = await inTurns(rivalPredictions(labelled, { champion, challenger }, partsOf(host), segments), pace);
  if (rows === undefined) return;
  const record = await inTurns(nextLook(candidate.record, rows), pace);
  await keep(host, { kind: 'gate', version: candidate.version, against: champion.version, record });
  await settleCandidate(host, candidate.version, record, champion.version);
}

/**
 * A version that was promoted a while ago, and the one before it, on the rows that have come since: when the evidence is
 * that the old one is better, it serves again.
 */
export async function judgeProbation(
  host: RetrainingHost,
  labelled: LabelledWindow,
  signal: AbortSignal,
): Promise<void> {
  const { options, registry } = host;
  const { probation } = host.state();
  const champion = host.champion();
  const { probationWindows } = retrainOptions(options);
  // It is just being promoted, by a run that ends: this window was of the version before.
  if (probation && champion?.version === probation.previous) return;
  if (!probation || probationWindows === 0 || champion?.version !== probation.version)
    return host.setState({ probation: undefined });
  const challenger = await registry.read(probation.previous);
  if (challenger === undefined) return;
  const pace = pacer(signal);
  const rows = await inTurns(rivalPredictions(labelled, { champion, challenger }, partsOf(host)), pace);
  if (rows === undefined) return;
  const record = await inTurns(
    probation.record
      ? nextLook(probation.record, rows)
      : firstLook(
          rows,
          { ...comparison(partsOf(host)), maxLooks: probationWindows },
          { trigger: 'probation', champion: champion.version, actor: actorOf(host) },
        ),
    pace,
  );
  // A run that ended meanwhile may have promoted another version, which has a probation of its own.
  const isOvertaken = () => host.state().probation !== probation;
  if (isOvertaken()) return;
  await keepOrTell(host, { kind: 'probation', version: probation.version, against: probation.previous, record });
  if (isOvertaken()) return;
  host.setState({ probation: record.verdict === 'continue' ? { ...probation, record } : undefined });
  if (record.verdict !== 'promote') return;
  const reason = `probation: version ${probation.previous} does better on the same rows`;
  await host.rollback(because(host, reason), probation.version);
}
