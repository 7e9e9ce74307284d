import type { Switch } from '../act/alert/decide-alerts.js';
import type { MoveOptions } from '../act/registry/alias-move.js';
import { moveBack, moveChampion } from '../act/registry/move-champion.js';
import type { ModelVersion, Registry } from '../contracts/registry.js';
import { DriftSenseError } from '../errors.js';
import type { Clock } from '../ports/clock.js';
import { inTime } from '../ports/in-time.js';
import { championReader, type ChampionReader } from './champion.js';
import { defaultRegistry } from './defaults/registry.js';
import type { GuardedEmitter } from './events.js';
import { ModelsInUse } from './models-in-use.js';
import type { Checked } from './options.js';
import { registryInTime } from './registry-in-time.js';
import type { Probation } from './retraining-host.js';
import { scoreRows, scoreRowsInSteps } from './score-rows.js';

/** Why the champion is moved, and by whom. */
interface By {
  readonly reason: string;
  readonly actor: string;
}

/** What moving the champion needs of the monitor it belongs to. */
export interface ServingHost {
  /** Without a registry there is one in memory. */
  readonly options: Checked;
  readonly clock: Clock;
  readonly events: GuardedEmitter;
  readonly failed: (where: string, error: unknown) => void;
  /** Another version serves; `probation` when the one before can still be gone back to by itself. */
  readonly switched: (how: Switch, probation: Probation | undefined) => Promise<void>;
}

/** Which version serves: read from the registry, moved by promotion and rollback, on record. */
export class Serving {
  readonly registry: Registry;
  /** Those of the monitor, with a trainer that knows what it holds. */
  readonly options: Checked;
  readonly #models: ModelsInUse | undefined;
  readonly #host: ServingHost;
  readonly #champion: ChampionReader;
  /** Moves of the champion under way here. */
  #moves = 0;

  constructor(host: ServingHost) {
    this.#host = host;
    const { trainer } = host.options;
    this.#models = trainer?.dispose && new ModelsInUse(trainer);
    this.options = this.#models ? { ...host.options, trainer: this.#models.trainer } : host.options;
    this.registry = registryInTime(host.options.registry ?? defaultRegistry(), host.clock);
    this.#champion = championReader(this.registry);
  }

  /** Has a version score rows. */
  readonly score: typeof scoreRows = (table, champion, { prepared }) =>
    scoreRows(table, champion, { prepared, options: this.options });

  /** The same, for who lets the event loop turn in between. */
  readonly scoreInSteps: typeof scoreRowsInSteps = (table, champion, { prepared }) =>
    scoreRowsInSteps(table, champion, { prepared, options: this.options });

  /** Gives back what the trainer holds for models that do not serve. */
  dispose(): Promise<void> {
    return this.#disposeAllBut(this.current()?.model);
  }

  /** Gives back what the trainer holds for any model. @param ms - Milliseconds that this may take, or it is told. */
  async end(ms: number): Promise<void> {
    const disposed = this.#disposeAllBut(undefined);
    await inTime(this.#host.clock, 'the trainer, asked to dispose of its models,', disposed, { ms }).catch(
      this.#failed,
    );
  }

  async #disposeAllBut(kept: unknown): Promise<void> {
    await this.#models?.disposeAllBut(kept, this.#failed);
  }

  readonly #failed = (error: unknown): void => this.#host.failed('trainer', error);

  /** As it was read last. */
  current(): ModelVersion | undefined {
    return this.#champion.current();
  }

  /** A registry that fails must not stop detection: the last known champion goes on serving. */
  async read(): Promise<ModelVersion | undefined> {
    try {
      return await this.#champion.read();
    } catch (error) {
      this.#host.failed('registry', error);
      return this.#champion.current();
    }
  }

  /**
   * The version that serves. Where it is another than the one known so far, another process moved it, or this one did before
   * it crashed: what follows from that is done now.
   */
  async readFrom(known: number | undefined): Promise<ModelVersion | undefined> {
    const champion = await this.read();
    if (this.#moves > 0 || known === undefined || champion === undefined || champion.version === known) return champion;
    const { version } = champion;
    const how = {
      kind: version < known ? 'rollback' : 'promotion',
      version,
      previous: known,
      reason: 'seen in the registry',
    } as const;
    await this.#host.switched(how, how.kind === 'promotion' ? { version, previous: known } : undefined);
    return champion;
  }

  /** @throws DriftSenseError `MODEL_NOT_FOUND`, `REGISTRY_CONFLICT`. */
  promote(version: number, by: MoveOptions, expected?: number | null): Promise<ModelVersion> {
    return this.#moving(() => this.#promote(version, this.#known(by), expected));
  }

  /** @throws DriftSenseError `NO_PREVIOUS_VERSION`, `REGISTRY_CONFLICT`. */
  rollback(by: MoveOptions, from?: number): Promise<ModelVersion> {
    return this.#moving(() => this.#rollback(this.#known(by), from));
  }

  /** Who does not say why or who did it by hand, with this monitor. */
  #known({ reason = 'by hand', actor = `caller of monitor ${this.#host.options.name}` }: MoveOptions): By {
    return { reason, actor };
  }

  async #moving(move: () => Promise<ModelVersion>): Promise<ModelVersion> {
    this.#moves++;
    return move().finally(() => void this.#moves--);
  }

  async #promote(version: number, by: By, expected?: number | null): Promise<ModelVersion> {
    const before = await this.registry.alias('champion');
    await moveChampion(this.registry, version, by, expected);
    const previous = this.current()?.version ?? before;
    // Nothing moved, here or there: asked for twice.
    if (before === version && previous === version) return this.#mustRead(version);
    const { reason } = by;
    const other = previous !== undefined && previous !== version;
    this.#host.events.emit('promoted', { version, ...(other && { previous }), reason });
    const how = { kind: 'promotion', version, ...(other && { previous }), reason } as const;
    return this.#switched(how, other ? { version, previous } : undefined);
  }

  async #rollback(by: By, from?: number): Promise<ModelVersion> {
    const { reason } = by;
    const before = await this.registry.alias('champion');
    const { version } = await moveBack(this.registry, by, from);
    this.#host.events.emit('rolledBack', { version, previous: before!, reason });
    return this.#switched(
      { kind: 'rollback', version, ...(before !== undefined && { previous: before }), reason },
      undefined,
    );
  }

  async #switched(how: Switch, probation: Probation | undefined): Promise<ModelVersion> {
    await this.#host.switched(how, probation);
    return this.#mustRead(how.version);
  }

  async #mustRead(version: number): Promise<ModelVersion> {
    const champion = await this.#champion.read();
    if (champion === undefined)
      throw new DriftSenseError('MODEL_NOT_FOUND', `version ${version} is not in the registry`);
    return champion;
  }
}
