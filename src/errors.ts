/**
 * The closed list of error codes, and what to do about each: every error carries it. What the codes mean is in
 * `error-meanings.ts` and `error-codes.ts`.
 */
export const remedies = {
  OPTION_INVALID: 'correct the option named in the message',
  CONFIG_NOT_FOUND: 'driftsense init',
  CONFIG_INVALID: 'correct the lines listed in the message',
  SECRET_MISSING: 'set the variable named, or disable the channel',
  UNKNOWN_DETECTOR: 'use one of the names listed',
  UNKNOWN_TEST: 'use one of the names listed',
  UNKNOWN_TRAINER: 'use one of the names listed',
  UNKNOWN_COLUMN: 'use the nearest name given in the message',
  REFERENCE_NOT_FOUND: 'driftsense generate-data --out data',
  STREAM_EMPTY: 'driftsense generate-data --out data',
  MODEL_NOT_FOUND: 'driftsense init-model --config config.yaml',
  FILE_NOT_FOUND: 'check the path',
  FILE_UNREADABLE: 'check its permissions',
  FILE_UNWRITABLE: 'make the directory named writable',
  FILE_EXISTS: 'choose another path or pass --force',
  CSV_EMPTY: 'give a file whose first record names the columns',
  CSV_RAGGED: "correct the record, or read with ragged: 'skip'",
  CSV_QUOTE: 'double the quotes inside quoted fields',
  CSV_DUPLICATE_HEADER: 'rename one of them',
  CSV_ENCODING: 'set the encoding, such as latin1',
  CSV_TOO_LARGE: 'check the delimiter and the quotes',
  TABLE_INVALID: 'give rows, columns, a Batch or an Arrow-like table',
  VALUE_NESTED: 'flatten them, or ignore the column',
  VALUE_OUT_OF_DOMAIN: 'give what the message asks for',
  WEIGHTS_UNSUPPORTED: 'remove the weight column or option',
  SCHEMA_INVALID: 'correct the columns listed in the message',
  TIME_AMBIGUOUS: 'give ISO-8601 with offset, epoch milliseconds or a Date, or set timeZone',
  PROFILE_INVALID: 'make the profile again from its rows',
  PROFILE_MISMATCH: 'profile both over the same reference',
  REFERENCE_EMPTY: 'give rows, or a schema with an empty reference',
  STATE_INVALID: 'start without it, or restore it with the version that wrote it',
  STATE_NOT_JSON: 'keep plain JSON with finite numbers',
  TEST_FAILED: 'correct the test named',
  DETECTOR_FAILED: 'correct the detector named',
  TRAINING_DATA: 'give what the message asks for',
  TRAINING_ONE_CLASS: 'provide rows of every class',
  TRAINING_NOT_FINITE: 'check the columns named for extreme values',
  TRAINING_FAILED: 'correct the trainer named',
  TRAINING_TIMEOUT: 'raise retrain.timeoutMs or give fewer rows',
  MODEL_INVALID: 'train it again',
  MODEL_TOO_LARGE: 'store it elsewhere, and register where',
  REGISTRY_CORRUPT: 'move the file away; others stay readable',
  REGISTRY_FOREIGN: 'use an empty directory, or move the files named away',
  REGISTRY_CONFLICT: 'read the alias and decide anew',
  REGISTRY_NAME: 'give what the message asks for',
  REGISTRY_UNSAFE: 'use a directory of your own with mode 0700',
  REGISTRY_WITHOUT_LINKS: 'nothing; hard links would be safer',
  REGISTRY_WORLD_WRITABLE: 'chmod 700 the directory named',
  NO_PREVIOUS_VERSION: 'promote a version explicitly',
  NO_TRAINER: 'pass trainer and training to the Monitor',
  IO_FAILED: 'see the cause; writing then resumes',
  IO_FULL: 'free space; nothing that existed was damaged',
  ALERT_UNKNOWN: 'use the nearest key given in the message',
  ALERTER_FAILED: 'correct the alerter named',
  HTTP_REFUSED: 'use https and a public address, or set allowPrivate',
  HTTP_FAILED: 'check the network; the message is sent again',
  HTTP_TIMEOUT: 'check the receiver; the message is sent again',
  HTTP_STATUS: 'see the status in the message',
  MAIL_FAILED: 'check host, port and credentials',
  MAIL_INSECURE: 'use STARTTLS, or set requireTls: false',
  OPTIONAL_DEPENDENCY: 'npm install the package named',
  ABORTED: 'nothing: partial work was discarded',
  CLOSED: 'make a new Monitor',
  INTERNAL: 'report it with the message',
} as const satisfies Record<string, string>;

/** A code of the closed list of errors. */
export type ErrorCode = keyof typeof remedies;

const brand = Symbol.for('driftsense.error');

/** What an error may carry besides its message. */
export interface DriftSenseErrorOptions {
  /** The error that led here. */
  readonly cause?: unknown;
  /** Whether trying the same again may succeed. Default false. */
  readonly retryable?: boolean;
  /** Structured facts: path, expected, received, file, line, column, names. Never a secret, never a row. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** What to do about it, when more exact than the remedy of the code. */
  readonly remedy?: string;
}

/**
 * The one error class of the library.
 *
 * @example
 * try { profile([]) } catch (error) { if (DriftSenseError.is(error)) console.error(error.code, error.remedy) }
 */
export class DriftSenseError extends Error {
  override readonly name = 'DriftSenseError';
  /** What happened: one of the closed list `errorCodes`. */
  readonly code: ErrorCode;
  /** Whether trying the same again may succeed. */
  readonly retryable: boolean;
  /** Structured facts: path, expected, received, file, line, column, names. Never a secret, never a row. */
  readonly details: Readonly<Record<string, unknown>>;
  /** What to do about it. */
  readonly remedy: string;
  readonly [brand] = true;

  constructor(code: ErrorCode, message: string, options: DriftSenseErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
    this.remedy = options.remedy ?? remedies[code];
  }

  /** True for errors of this class, also when another copy of the package made them. */
  static is(error: unknown, code?: ErrorCode): error is DriftSenseError {
    return error instanceof Error && brand in error && (code === undefined || (error as DriftSenseError).code === code);
  }

  /** Plain data for logs: name, code, message, details, remedy; no stack and no cause. */
  toJSON(): Record<string, unknown> {
    const { name, code, message, retryable, details, remedy } = this;
    return { name, code, message, retryable, details, remedy };
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return typeof thrown; // an object without a prototype is no text
  }
}
