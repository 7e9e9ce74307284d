/** Why rows must not be trained on. One closed list. */
export const refusalReasons = {
  'no-rows': 'the training source gave no rows for the triggering windows',
  schema: 'a column is absent, or does not hold values of its type',
  'missing-share': 'a feature misses far more values than in the reference',
  scale:
    'the values of a feature are spread ten times as wide as in the reference or more, or a tenth: a unit or a parsing fault',
  duplicates: 'nearly all rows repeat others',
  'label-coverage': 'too many rows have no label',
  'minimum-rows': 'too few rows',
  classes: 'not every class has training rows',
} as const;
/** Why rows were refused for training. Words for people are in `refusalReasons`. */
export type RefusalReason = keyof typeof refusalReasons;
