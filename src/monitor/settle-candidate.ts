import type { MoveOptions } from '../act/registry/alias-move.js';
import type { Registry } from '../contracts/registry.js';
import { gateReasonTexts, type GateRecord } from '../act/train/gate-record.js';
import { DriftSenseError } from '../errors.js';
import { keepDecision, type Decided } from './keep-decision.js';
import { retrainOptions } from './retrain-options.js';
import { actorOf, type RetrainingHost } from './retraining-host.js';

/** Promotes, drops or keeps open, by the gate's verdict and the mode. Without a champion or a gate the first candidate serves. */
export async function settleCandidate(
  host: RetrainingHost,
  version: number,
  record: GateRecord | undefined,
  champion: number | undefined,
): Promise<void> {
  const { options, registry } = host;
  const { gated, mode } = retrainOptions(options);
  if (record)
    host.emit('gate', { version, ...(champion !== undefined && { champion }), verdict: record.verdict, record });
  host.setState({ candidate: record?.verdict === 'continue' && gated ? { version, record } : undefined });
  const compared = gated ? record : undefined;
  const against = champion === undefined ? '' : ` against version ${champion}`;
  if (compared?.verdict === 'reject')
    await host.tellOfCandidate(
      `version ${version} did not pass the gate${against}: ${gateReasonTexts[compared.reason]}`,
    );
  if (compared && compared.verdict !== 'promote') return;
  await nameChallenger(registry, version, { reason: record ? record.reason : 'trained', actor: actorOf(host) });
  if (mode === 'auto')
    await host.promote(version, because(host, compared ? 'gate-passed' : 'trained'), champion ?? null);
  else
    await host.tellOfCandidate(
      `version ${version} ${compared ? `passed the gate${against}` : 'was trained'} and waits to be promoted`,
    );
}

/** Each lost attempt means that another writer got through; so many in a row means something else. */
const attempts = 100;

/**
 * Who passed last is the challenger, also where another process names one at the same time.
 *
 * @throws DriftSenseError `REGISTRY_CONFLICT`; what the registry throws.
 */
async function nameChallenger(
  registry: Registry,
  version: number,
  { reason, actor }: Required<MoveOptions>,
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = await registry.alias('challenger');
    if (await registry.setAlias('challenger', version, before, reason, actor)) return;
  }
  throw new DriftSenseError(
    'REGISTRY_CONFLICT',
    `lost ${attempts} attempts to name version ${version} the challenger to other writers`,
    { retryable: true },
  );
}

export const because = (host: RetrainingHost, reason: string): MoveOptions => ({ reason, actor: actorOf(host) });

export const keep = (host: RetrainingHost, decided: Decided): Promise<void> =>
  keepDecision(host.registry, decided, { at: host.clock.now(), actor: actorOf(host) });

/** A first look is kept with its version too, and a rollback that is due cannot wait for a record. */
export const keepOrTell = (host: RetrainingHost, decided: Decided): Promise<void> =>
  keep(host, decided).catch((error: unknown) => host.failed('registry', error));
