/** Every cap of the library, in one table. Options override them; nothing else in the code holds a literal limit. */
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
  /** CSV: bytes of one record, columns of one file. */
  csvRecordBytes: 1_048_576,
  columns: 10_000,
  /** Decompressed over compressed bytes above which a gzip file is refused. */
  gunzipRatio: 100,
  /** Bytes of a configuration file, nesting depth of any document read. */
  configBytes: 1_048_576,
  nesting: 32,
  /** Names, values, marks and line ends of a configuration file; aliases followed, and values it may hold with them. */
  configTokens: 60_000,
  configAliases: 100,
  configValues: 60_000,
  /** Rows of a reference and of windows that join it, which counts hold in 32 bits. */
  pooledRows: 2_147_483_648,
  /** Windows whose labels are waited for, so that a gate or a probation can go on with them. */
  awaitedWindows: 1_000,
  /** Rows of judged windows that a configuration keeps for retraining where windows are not files. */
  trainingRows: 200_000,
  /** Bytes of a stored model, of one move of an alias, of one decision, and of a checkpoint. */
  modelBytes: 67_108_864,
  aliasBytes: 65_536,
  decisionBytes: 16_777_216,
  checkpointBytes: 268_435_456,
  /** Checkpoints kept. */
  checkpoints: 2,
  /** Milliseconds after which a temporary file that nobody finished is removed. */
  temporaryFileMs: 86_400_000,
  /** Alerts: outbox entries, milliseconds of one attempt, attempts per message and burst, bytes of a response read. */
  outbox: 1_000,
  attemptMs: 10_000,
  attempts: 3,
  responseBytes: 65_536,
  slackIntervalMs: 1_000,
  /** Delivery: first and longest mean wait before another attempt, longest `Retry-After` obeyed, both in milliseconds. */
  backoffMs: 1_000,
  backoffMaxMs: 30_000,
  retryAfterMs: 300_000,
  /** Consecutive failures after which a channel is only probed, and milliseconds between probes. */
  breakerFailures: 5,
  breakerProbeMs: 30_000,
  digestCharacters: 3_000,
  digestBlocks: 50,
  /** Characters of one name or category that came with the data, as messages show it. */
  nameCharacters: 80,
  /**
   * Milliseconds granted to a store or a registry for one answer, and to the last save of `close()` at least. A registry that
   * gave none is left alone for five times as long.
   */
  answerMs: 60_000,
  lastSaveMs: 1_000,
  /** Milliseconds granted to `close()`, and after which a listener that has not settled is named. */
  closeMs: 5_000,
  listenerMs: 5_000,
  /** Metric series exported before the overflow counter starts. */
  metricSeries: 1_000,
  /** Greatest magnitude of a value fed to a concept detector: sums of squares beyond it would overflow. */
  detectorMagnitude: 1e100,
  /** Rows after a concept detection within which the next one belongs to the same episode. */
  refractoryRows: 1_000,
  /** Windows in a row with one and the same value from which a column counts as frozen. */
  frozenWindows: 3,
  /** Chance that so many rows of the reference hold that value, above which it does not: a rare flag stays off by itself. */
  frozenChance: 1e-6,
  /** Consecutive failures after which a concept detector is disabled. */
  detectorFailures: 3,
} as const;
