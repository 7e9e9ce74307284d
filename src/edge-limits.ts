/** Caps of what comes from files and stores, of what goes to them and to people, and of windows that are kept for later. */
export const edgeLimits = {
  /** CSV: bytes of one record. */
  csvRecordBytes: 1_048_576,
  /** Decompressed over compressed bytes above which a gzip file is refused. */
  gunzipRatio: 100,
  /** Bytes of a configuration file. */
  configBytes: 1_048_576,
  /** Names, values, marks and line ends of a configuration file; aliases followed, and values it may hold with them. */
  configTokens: 60_000,
  configAliases: 100,
  configValues: 60_000,
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
  /**
   * Milliseconds granted to a store or a registry for one answer, and to the last save of `close()` at least. A registry that
   * gave none is left alone for five times as long.
   */
  answerMs: 60_000,
  lastSaveMs: 1_000,
  /** Milliseconds after which a listener that has not settled is named. */
  listenerMs: 5_000,
  /** Metric series exported before the overflow counter starts. */
  metricSeries: 1_000,
  /** Windows whose labels are waited for, so that a gate or a probation can go on with them. */
  awaitedWindows: 1_000,
  /** Rows of a reference and of windows that join it, which counts hold in 32 bits. */
  pooledRows: 2_147_483_648,
} as const;
