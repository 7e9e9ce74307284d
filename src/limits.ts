/** Caps of what is judged and counted. Options override them; nothing else in the code holds a literal limit. */
export const limits = {
  /** Rows (finite values) on either side under which a test gives no verdict. */
  minSamples: 30,
  /** Rows on either side under which a tested result carries the warning `lowSample`. */
  lowSamples: 100,
  /** Categories kept per column by default, and at most (decision D11). */
  categories: 1_000,
  maxCategories: 10_000,
  /** Distinct values over rows above which a text column is skipped as id-like, and above which labels are not printed. */
  idLikeShare: 0.9,
  privateLabelShare: 0.5,
  /** Share of a reference's scores outside [0, 1] above which the column holds no probabilities. */
  oddScores: 0.01,
  /** Distinct reference values up to which exact KS from gap cells is offered. */
  exactKsValues: 2_048,
  /** Probability above which rows that equal some of the reference's may do so by chance. */
  coincidence: 1e-6,
  /** Values handed to a test that declares `needs: ['sample']`. */
  sample: 5_000,
  /** Rows of both sides together under which a category is not named, and under which a redacted column tells no mean. */
  fewRows: 10,
  /** Rows per block in which moments are summed, whatever the number of workers. */
  momentBlock: 4_096,
  /** Observed rows gathered before they are sorted into windows. */
  intakeRows: 4_096,
  /** Milliseconds by which the time of an observed row may lie ahead of the clock. */
  futureMs: 86_400_000,
  /** Characters of an id that a label is joined by. */
  idCharacters: 8_192,
  /** Columns that observed rows may bring beside those of the schema. */
  otherColumns: 100,
  /** Columns of one file. */
  columns: 10_000,
  /** Nesting depth of any document read. */
  nesting: 32,
  /** Parts and characters of a message. */
  digestBlocks: 50,
  digestCharacters: 3_000,
  /** Characters of one name or category that came with the data, as messages show it. */
  nameCharacters: 80,
  /** Milliseconds granted to `close()`. */
  closeMs: 5_000,
  /** Greatest magnitude of a value fed to a concept detector: sums of squares beyond it would overflow. */
  detectorMagnitude: 1e100,
  /** Rows after a concept detection within which the next one belongs to the same episode. */
  refractoryRows: 1_000,
  /** Share of rows of no use among those that come from which it is told: before a fifth, lost from one half of a column, moves it beyond the tolerance. */
  unusableShare: 0.1,
  /** Windows in a row with one and the same value from which a column counts as frozen. */
  frozenWindows: 3,
  /** Chance that so many rows of the reference hold that value, above which it does not: a rare flag stays off by itself. */
  frozenChance: 1e-6,
  /** Consecutive failures after which a concept detector is disabled. */
  detectorFailures: 3,
} as const;
