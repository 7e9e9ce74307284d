import {
  closeForModel,
  closeForReference,
  decideAlerts,
  decideSignals,
  notice,
  type AlertDecision,
  type Switch,
} from '../act/alert/decide-alerts.js';
import type { Outbox } from '../act/alert/deliver.js';
import { countOf } from '../act/alert/plain-text.js';
import { conceptDrift, type AlertSignal } from '../act/alert/signals-of.js';
import type { AlertMessage } from '../contracts/alerter.js';
import type { ConceptReport } from '../contracts/window-report.js';
import type { Condition } from '../judge/condition.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { MonitorEvents } from './events.js';
import type { Judgement } from './judge-rows.js';
import type { Checked } from './options.js';
import type { MonitorState } from './state.js';
import { troubleConditions } from './trouble-conditions.js';
import type { Trouble } from './troubles.js';

/** Messages that nobody has been told yet: decided and waiting for the state to be saved, or on their way. Plain JSON. */
export interface AlertingJson {
  readonly unsent: readonly AlertMessage[];
  readonly outbox: unknown;
}

/** What alerting needs of the monitor it belongs to. */
export interface AlertingHost {
  readonly options: Checked;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly emit: <E extends 'alert' | 'delivered' | 'deliveryFailed' | 'dropped'>(
    event: E,
    payload: MonitorEvents[E],
  ) => void;
  readonly state: () => MonitorState;
  readonly setState: (change: Partial<MonitorState>) => void;
  /** Saves the state; a store that fails is told. */
  readonly save: () => Promise<void>;
  /** Told that something was delivered or given up, which a restart must not do again. */
  readonly onMark: () => void;
  /** Told of stored alerts that cannot be read and are left out. */
  readonly onDamaged: (problem: string) => void;
  /** A part failed: told, and an alert with the next window. */
  readonly failed: (where: string, error: unknown) => void;
}

/** Messages on their way, and those that were decided before a restart. */
export interface Delivery {
  readonly outbox: Pick<Outbox, 'enqueue' | 'settled' | 'close' | 'toJSON'>;
  readonly unsent: readonly AlertMessage[];
}

const nobody: Delivery = {
  outbox: {
    enqueue() {},
    settled: () => Promise.resolve(),
    close: () => Promise.resolve({ undelivered: 0 }),
    toJSON: () => ({ kind: 'outbox', schemaVersion: 1, channels: {} }),
  },
  unsent: [],
};

/** Decides what people are told about a window, and tells them once the state that says so is saved. */
export class Alerting {
  readonly #host: AlertingHost;
  readonly #outbox: Delivery['outbox'];
  #unsent: AlertMessage[];

  /** @param delivery - Who tells people; absent where there is nobody to tell them by, and nothing is left from before. */
  constructor(host: AlertingHost, { outbox, unsent }: Delivery = nobody) {
    this.#host = host;
    this.#outbox = outbox;
    this.#unsent = [...unsent];
  }

  /** What a window leads to. Nobody is told before `send`, not even listeners. */
  decide(
    { report, conceptTold }: Pick<Judgement, 'report' | 'conceptTold'>,
    conditions: readonly Condition[],
    trouble: Trouble,
  ): readonly AlertMessage[] {
    const { options, clock } = this.#host;
    const { alerts } = this.#host.state();
    // Where the detector has just seen the losses change, that is the news; what stays bad is told with the next window.
    const news = report.concept?.drift ? conditions.filter(({ kind }) => kind !== 'performance') : conditions;
    const extra = signalsOf(news, trouble);
    const told = conceptTold ? (['concept-drift'] as const) : [];
    return this.#take(
      decideAlerts(alerts, report, options.alerts, { at: clock.now(), extra, told, ...linkOf(options) }),
    );
  }

  /** What a period without windows leads to. */
  decidePeriod(
    conditions: readonly Condition[],
    trouble: Trouble,
    period: string,
    concept?: ConceptReport,
  ): readonly AlertMessage[] {
    const { options, clock } = this.#host;
    const { alerts } = this.#host.state();
    const here = `period to ${period.slice(0, 16)}Z`;
    const occasion = {
      monitor: options.name,
      window: { id: period, rows: 0 },
      here,
      at: clock.now(),
      ...linkOf(options),
    };
    // Without a window the detector has news or none: an alert of it ends by windows.
    const signals = [...signalsOf(conditions, trouble), ...(concept?.drift ? [conceptDrift(concept)] : [])];
    return this.#take(decideSignals(alerts, signals, occasion, options.alerts));
  }

  /** Another reference is in force: alerts about the old one are closed. */
  closeForReference(): readonly AlertMessage[] {
    return this.#take(closeForReference(this.#host.state().alerts, this.#between()));
  }

  /** Another model serves: alerts about the old one are closed, and it is told. */
  closeForModel(how: Switch): readonly AlertMessage[] {
    const { alerts, preset } = this.#host.options;
    const tells = alerts.promotions ?? preset.promotions;
    return this.#take(closeForModel(this.#host.state().alerts, how, { ...this.#between(), tells }));
  }

  /** The gate has decided on a candidate, which does not serve by it. */
  async tellOfCandidate(summary: string): Promise<void> {
    const { alerts, preset } = this.#host.options;
    if (!(alerts.promotions ?? preset.promotions)) return;
    await this.tell(this.#take(notice(this.#host.state().alerts, 'candidate', summary, this.#between())));
  }

  /** Tells what was decided, between windows. Whoever is alerted must have been noted down first, so that a crash neither forgets nor repeats it. */
  async tell(messages: readonly AlertMessage[]): Promise<void> {
    for (const message of messages) this.#host.emit('alert', message);
    await this.#host.save();
    this.send();
  }

  /** Sends what was decided. */
  send(): void {
    for (const message of this.#unsent) this.#outbox.enqueue(message);
    this.#unsent = [];
  }

  /** Whether messages wait for the state to be saved. */
  get waits(): boolean {
    return this.#unsent.length > 0;
  }

  settled(): Promise<void> {
    return this.#outbox.settled();
  }

  async end(deadlineMs: number): Promise<void> {
    await this.#outbox.close({ deadlineMs });
  }

  toJSON(): AlertingJson {
    return { unsent: [...this.#unsent], outbox: this.#outbox.toJSON() };
  }

  /** Where alerting stands between two windows. */
  #between() {
    const { options, clock } = this.#host;
    const here = `after ${countOf(this.#host.state().windows, 'window')}`;
    return { monitor: options.name, window: { id: here, rows: 0 }, here, at: clock.now(), ...linkOf(options) };
  }

  #take({ state, messages }: AlertDecision): readonly AlertMessage[] {
    this.#host.setState({ alerts: state });
    this.#unsent.push(...messages);
    return messages;
  }
}

const linkOf = ({ alerts: { link } }: Checked) => (link === undefined ? {} : { link });

/** One signal per kind: rows with labels and labels that came late may both tell of performance; what holds is told. */
function signalsOf(conditions: readonly Condition[], trouble: Trouble): readonly AlertSignal[] {
  const kinds = new Map<string, Condition>();
  for (const condition of [...conditions, ...troubleConditions(trouble)])
    if (!kinds.get(condition.kind)?.holds) kinds.set(condition.kind, condition);
  return Array.from(kinds.values(), signalOf);
}

const signalOf = ({ kind, holds, summary, columns }: Condition): AlertSignal =>
  holds
    ? {
        kind,
        firing: 'firing',
        summary,
        columns: columns.map((column) =>
          typeof column === 'string' ? { column, role: 'feature', reason: kind } : column,
        ),
      }
    : { kind, firing: 'clean', columns: [] };
