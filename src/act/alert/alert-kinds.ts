import type { AlertKind, AlertMessage } from '../../contracts/alerter.js';

/** What a next step may name: the first column concerned and the key of the alert, both as messages may show them. */
export interface Named {
  readonly first: string;
  readonly key: string;
}

/** What is particular to a kind of alert; everything else about alerts is the same for all. */
export interface KindFacts {
  /** What it is called in titles: `fraud: data drift (resolved)`. */
  readonly title: string;
  readonly severity: AlertMessage['severity'];
  /** What its alarms are about: they end as superseded when that is replaced. */
  readonly about?: 'model' | 'reference';
  /** What the reader can do when it has ended. Default: nothing. */
  readonly ended?: string;
  /** Whether a single clean look ends an episode, whatever `clearAfter` says: nothing looks at it twice in a row. */
  readonly clearsAtOnce?: true;
  /** What the reader can do, a sentence a line. */
  readonly next: (named: Named) => string;
}

const back = 'monitor.rollback(), or npx driftsense rollback --config config.yaml';

/** Every kind of alert, in the order of the documentation. */
export const kindFacts: Readonly<Record<AlertKind, KindFacts>> = {
  'data-drift': {
    title: 'data drift',
    severity: 'warning',
    about: 'reference',
    next: ({ first, key }) =>
      `find what changed upstream of ${first}, and correct the feed if it is a fault.\nHere to stay: retrain, or monitor.rebaseline(rows, { reason }).\nHarmless: monitor.acknowledge('${key}', { as: 'benign' }).`,
  },
  'data-quality': {
    title: 'data quality changed',
    severity: 'warning',
    about: 'reference',
    next: ({ first, key }) =>
      `repair the pipeline that fills ${first}; a model trained now would learn the fault.\nUnder way: monitor.acknowledge('${key}').`,
  },
  'concept-drift': {
    title: 'concept drift',
    severity: 'critical',
    about: 'model',
    next: () =>
      `compare recent errors with the data drift of the same windows, then retrain on recent labels.\nBegan with a promotion: ${back}.`,
    ended: 'see whether errors are rare again: the detector began anew, and is quiet at whatever their level is now.',
  },
  schema: {
    title: 'schema broken',
    severity: 'critical',
    about: 'reference',
    next: ({ first }) => `compare ${first} with the schema: correct the producer, or declare the new form.`,
  },
  performance: {
    title: 'performance fell',
    severity: 'critical',
    about: 'model',
    next: () =>
      `look at recent rows whose prediction and label differ, then retrain.\nBegan with a promotion: ${back}.`,
  },
  'label-coverage': {
    title: 'labels missing',
    severity: 'warning',
    next: () =>
      'find out why labels stopped coming through monitor.label(id, labels); until then nobody knows how good the model is.',
  },
  'no-data': {
    title: 'no data',
    severity: 'critical',
    next: () => 'find out why rows stopped coming; until then nothing is watched.',
  },
  'unusable-rows': {
    title: 'rows of no use',
    severity: 'warning',
    next: () => 'correct what sends rows without readable fields or time, or too late; they are in no window.',
  },
  'too-few-rows': {
    title: 'too few rows',
    severity: 'warning',
    next: () => 'find out why so few rows come, or take longer windows (window: { rows }, or minRows with every).',
  },
  'too-few-labels': {
    title: 'too few labels',
    severity: 'warning',
    next: () => 'find out why labels do not come with the rows; without them nobody knows how good the model is.',
  },
  'stalled-source': {
    title: 'source stalled',
    severity: 'critical',
    next: () => 'look at what feeds the source and start it again; the rows it holds back are judged when they come.',
  },
  'frozen-column': {
    title: 'frozen column',
    severity: 'warning',
    about: 'reference',
    next: ({ first }) => `repair what fills ${first}: it has had one and the same value for whole windows.`,
  },
  dropped: {
    title: 'rows dropped',
    severity: 'warning',
    next: () =>
      'give the monitor more time (fewer columns or tests, larger windows) or more room (queue: { windows }); what was dropped is not judged.',
  },
  'broken-part': {
    title: 'a part is broken',
    severity: 'critical',
    next: () => 'correct the part named above; everything else goes on without it.',
  },
  retraining: {
    title: 'retraining failed',
    severity: 'warning',
    about: 'model',
    clearsAtOnce: true,
    next: () =>
      'correct what the reason names; the present version serves on, and the next confirmed drift tries again.',
  },
  candidate: {
    title: 'candidate',
    severity: 'info',
    next: () =>
      'look at its gate in the registry.\nTo let one serve: monitor.promote(version), or npx driftsense rollback --config config.yaml --to version.',
  },
  promotion: {
    title: 'promoted',
    severity: 'info',
    next: () => `watch the next windows.\nIf it does worse: ${back}.`,
  },
  rollback: {
    title: 'rolled back',
    severity: 'warning',
    next: () => 'find out what the version before this learned: its data window and gate are in the registry.',
  },
  delivery: {
    title: 'alerts not delivered',
    severity: 'warning',
    next: ({ first }) =>
      `look at ${first}: is the address still valid, is the receiver up? What it missed is told there once it works.`,
  },
};

export const alertKinds = Object.keys(kindFacts) as readonly AlertKind[];
