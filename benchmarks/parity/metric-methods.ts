import * as ours from '../../src/stats.js';
import type { Scored } from './cases.js';
import { type Answer, type Method, type Part, statistic } from './method.js';

function metric(
  name: string,
  key: string,
  theirs: string,
  answer: (c: Scored) => Answer,
  part: Part = statistic('value'),
): Method {
  return {
    ours: name,
    package: 'sklearn',
    theirs,
    key,
    kind: 'scored',
    answer,
    parts: [part],
  };
}

/** Six classes: the guessed one gets two parts of seven, the others one. */
const sevenths = ({ classGuesses }: Scored) =>
  classGuesses.flatMap((guess) => Array.from({ length: 6 }, (_, k) => (guess === k ? 2 : 1) / 7));

function correction(method: ours.Correction, theirs: string): Method {
  return {
    ours: `adjustPValues ${method}`,
    package: 'sklearn',
    theirs: `statsmodels multipletests, ${theirs}`,
    key: method,
    kind: 'p_values',
    answer: (values: readonly number[]) => [...ours.adjustPValues(values, method)],
    parts: [statistic('p')],
  };
}

/** Metrics beside scikit-learn's, corrections for many tests beside statsmodels'. */
export const metricMethods: readonly Method[] = [
  metric('accuracy', 'accuracy', 'accuracy_score', (c) => [ours.accuracy(c.classes, c.classGuesses)]),
  metric('macroF1', 'macro f1', 'f1_score, macro', (c) => [ours.macroF1(c.classes, c.classGuesses)]),
  metric('confusionCounts', 'confusion', 'confusion_matrix', (c) => {
    const counts = ours.confusionCounts(c.labels, c.guesses);
    return [counts.trueNegatives, counts.falsePositives, counts.falseNegatives, counts.truePositives];
  }),
  metric('auc', 'auc', 'roc_auc_score', (c) => [ours.auc(c.labels, c.scores)]),
  {
    ...metric('averagePrecision', 'average precision', 'average_precision_score', (c) => [
      ours.averagePrecision(c.labels, c.scores),
    ]),
    refuses: 'without any positive row scikit-learn says 0',
  },
  metric('brier', 'brier', 'brier_score_loss', (c) => [ours.brier(c.labels, c.scores)]),
  metric('logLoss', 'log loss', 'log_loss', (c) => [ours.logLoss(c.labels, c.scores)]),
  metric('multiclassLogLoss', 'multiclass log loss', 'log_loss', (c) => [
    ours.multiclassLogLoss(c.classes, sevenths(c), 6),
  ]),
  metric('mae', 'mae', 'mean_absolute_error', (c) => [ours.mae(c.numbers, c.predictions)]),
  metric('rmse', 'rmse', 'root_mean_squared_error', (c) => [ours.rmse(c.numbers, c.predictions)]),
  metric('rSquared', 'r squared', 'r2_score', (c) => [ours.rSquared(c.numbers, c.predictions)]),
  metric('bias', 'bias', 'numpy.mean of the errors', (c) => [ours.bias(c.numbers, c.predictions)]),
  correction('bonferroni', 'bonferroni'),
  correction('holm', 'holm'),
  correction('hochberg', 'simes-hochberg'),
  correction('bh', 'fdr_bh'),
  correction('by', 'fdr_by'),
  {
    ours: 'adjustLogPValues holm',
    package: 'sklearn',
    theirs: 'statsmodels multipletests, holm',
    key: 'holm',
    kind: 'p_values',
    answer: (values: readonly number[]) => [...ours.adjustLogPValues(values.map(Math.log), 'holm')].map(Math.exp),
    parts: [statistic('p')],
  },
  {
    ours: 'simes',
    package: 'sklearn',
    theirs: 'least of statsmodels multipletests, fdr_bh',
    key: 'simes',
    kind: 'p_values',
    answer: (values: readonly number[]) => [ours.simes(values)],
    parts: [statistic('p')],
  },
];
