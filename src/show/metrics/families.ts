import type { ColumnReport } from '../../contracts/window-report.js';
import type { MetricEvents } from './metric-events.js';
import type { MetricSource } from './prometheus.js';

type Labels = Readonly<Record<string, string>>;
type Put = (labels: Labels, value: number) => void;

/** One metric: a gauge holds what is true now, a counter adds up. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  /** Series that are there from the start, at 0: of one that begins at 1 Prometheus sees no increase. */
  readonly zero?: readonly Labels[];
  /** @param forget - Takes back all that was put: what the newest window says nothing of is not known any more. */
  readonly watch: (source: MetricSource, put: Put, forget: () => void) => void;
}

type Shape = Omit<Family, 'watch'>;

const on = <E extends keyof MetricEvents>(
  shape: Shape,
  event: E,
  take: (payload: MetricEvents[E], put: Put) => void,
): Family => ({ ...shape, watch: (source, put) => void source.on(event, (payload) => take(payload, put)) });

/** A gauge of the newest window. */
const ofWindow = (name: string, help: string, take: (report: MetricEvents['window'], put: Put) => void): Family => ({
  ...gauge(name, help),
  watch(source, put, forget) {
    source.on('window', (report) => {
      forget();
      take(report, put);
    });
  },
});

const counter = (name: string, help: string, ...zero: readonly Labels[]): Shape => ({
  name: `driftsense_${name}_total`,
  help,
  type: 'counter',
  zero,
});
const gauge = (name: string, help: string): Shape => ({ name: `driftsense_${name}`, help, type: 'gauge' });

/** The size-free effect by which a column was judged. */
const effectOf = ({ tests, decider }: ColumnReport): number | undefined => {
  const test = tests.find(({ test: name }) => name === decider);
  return test?.effect?.value ?? test?.statistic;
};

/** All metrics, in the order of the page. */
export const metricFamilies: readonly Family[] = [
  on(counter('windows', 'Windows judged, by verdict.', { verdict: 'drift' }), 'window', ({ verdict }, put) =>
    put({ verdict }, 1),
  ),
  on(counter('rows', 'Rows in judged windows.', {}), 'window', ({ window }, put) => put({}, window.rows)),
  ofWindow('window_rows', 'Rows of the newest window.', ({ window }, put) => put({}, window.rows)),
  ofWindow('window_drift', 'Whether the newest window is flagged.', ({ verdict }, put) =>
    put({}, Number(verdict === 'drift')),
  ),
  ofWindow('column_drift', 'Whether a column drifted in the newest window.', ({ columns }, put) => {
    for (const { column, verdict } of columns) put({ column }, Number(verdict === 'drift'));
  }),
  ofWindow('column_effect', 'How far a column moved in the newest window.', ({ columns }, put) => {
    for (const column of columns) {
      const effect = effectOf(column);
      if (effect !== undefined) put({ column: column.column, test: column.decider }, effect);
    }
  }),
  ofWindow('missing_share', 'Share of missing values in the newest window.', ({ quality }, put) => {
    for (const { column, kind, share } of quality) if (kind === 'missing') put({ column }, share);
  }),
  ofWindow('model_version', 'Version that served the newest window.', ({ modelVersion }, put) => {
    if (modelVersion !== undefined) put({}, modelVersion);
  }),
  on(counter('concept_detections', 'Detections of concept drift.'), 'concept', ({ detector }, put) =>
    put({ detector }, 1),
  ),
  on(gauge('performance', 'Metrics of the newest labelled rows.'), 'performance', ({ metrics, modelVersion }, put) => {
    for (const [metric, { value }] of Object.entries(metrics))
      put({ metric, version: String(modelVersion ?? '') }, value);
  }),
  on(gauge('label_maturity', 'Share of rows with a label.'), 'performance', ({ maturity }, put) => put({}, maturity)),
  on(counter('messages', 'Messages for people, by kind and transition.'), 'alert', ({ kind, transition }, put) =>
    put({ kind, transition }, 1),
  ),
  {
    ...counter('alerts', 'Messages handed to channels, by what became of them.'),
    watch: (source, put) => {
      source.on('delivered', ({ channel, delivery }) =>
        put({ channel, outcome: delivery === 'dry-run' ? 'dry_run' : delivery }, 1),
      );
      source.on('deliveryFailed', ({ channel, outcome }) => put({ channel, outcome }, 1));
    },
  },
  on(counter('retrainings', 'Training runs, by phase.'), 'retrain', ({ phase }, put) => put({ phase }, 1)),
  on(counter('promotions', 'Versions made to serve.', {}), 'promoted', (_payload, put) => put({}, 1)),
  on(counter('rollbacks', 'Returns to the version before.', {}), 'rolledBack', (_payload, put) => put({}, 1)),
  on(counter('dropped', 'Rows, windows and alerts lost for want of room.'), 'dropped', ({ what, count }, put) =>
    put({ what }, count),
  ),
  on(counter('errors', 'Failures of parts, by code.'), 'error', ({ code }, put) => put({ code }, 1)),
];
