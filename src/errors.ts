/**
 * The closed list of error codes. Each entry says what happened and what to do about it; the documentation page of
 * errors is generated from this table.
 */
export const errorCodes = {
  OPTION_INVALID: ['an option has a wrong name, type or value', 'correct the option named in the message'],
  CONFIG_NOT_FOUND: ['the configuration file does not exist', 'driftsense init'],
  CONFIG_INVALID: ['the configuration file has errors', 'correct the lines listed in the message'],
  SECRET_MISSING: ['a secret that an enabled channel needs is unset', 'set the variable named, or disable the channel'],
  UNKNOWN_DETECTOR: ['no concept detector has this name', 'use one of the names listed'],
  UNKNOWN_TEST: ['no data-drift test has this name', 'use one of the names listed'],
  UNKNOWN_TRAINER: ['no trainer has this name', 'use one of the names listed'],
  UNKNOWN_COLUMN: ['no column has this name', 'use the nearest known name given in the message'],
  REFERENCE_NOT_FOUND: ['the reference (baseline) data do not exist', 'driftsense generate-data --out data'],
  STREAM_EMPTY: ['no stream files match', 'driftsense generate-data --out data'],
  MODEL_NOT_FOUND: ['the registry holds no such model version', 'driftsense init-model --config config.yaml'],
  FILE_NOT_FOUND: ['the file does not exist', 'check the path'],
  FILE_UNREADABLE: ['the file cannot be read', 'check its permissions'],
  FILE_UNWRITABLE: [
    'the directory or file cannot be written',
    'give the running user write access to the directory named',
  ],
  FILE_EXISTS: ['the target exists already', 'choose another path or pass --force'],
  CSV_EMPTY: ['the file has no header', 'give a file whose first record names the columns'],
  CSV_RAGGED: [
    'a record has another number of fields than the header',
    "correct the record, or read with ragged: 'skip'",
  ],
  CSV_QUOTE: [
    'a quoted field never closes, or text follows its closing quote',
    'double the quotes inside quoted fields',
  ],
  CSV_DUPLICATE_HEADER: ['two columns have the same name', 'rename one of them'],
  CSV_ENCODING: ['the bytes are not valid in the expected encoding', 'pass the right encoding, for example latin1'],
  CSV_TOO_LARGE: [
    'a record, the number of columns or the expansion of a gzip file passes its limit',
    'check the delimiter and the quotes',
  ],
  TABLE_INVALID: [
    'a table has a shape that is not understood',
    'give rows, columns, typed arrays, a Batch or an Arrow-like table',
  ],
  VALUE_NESTED: ['a cell holds an object or an array', 'flatten the value, or give its column the role ignore'],
  VALUE_OUT_OF_DOMAIN: ['a value is outside the domain its receiver declares', 'give the value the message asks for'],
  WEIGHTS_UNSUPPORTED: ['row weights are not supported', 'remove the weight column or option'],
  SCHEMA_INVALID: ['the schema has errors', 'correct the columns listed in the message'],
  TIME_AMBIGUOUS: [
    'a time has no zone or an unknown form',
    'give ISO-8601 with offset, epoch milliseconds or a Date, or set timeZone',
  ],
  PROFILE_INVALID: ['this is not a profile this version can read', 'make the profile again from its rows'],
  PROFILE_MISMATCH: ['two profiles were made over different references', 'profile both over the same reference'],
  REFERENCE_EMPTY: ['the reference has no rows and no schema', 'give rows, or a schema with an empty reference'],
  STATE_INVALID: [
    'this is not a state this version can restore',
    'start without it, or restore it with the version that wrote it',
  ],
  STATE_NOT_JSON: [
    'a plugin holds state that is not plain JSON',
    'keep only finite numbers, strings, booleans, null, arrays and plain objects',
  ],
  TEST_FAILED: ['a data-drift test threw or returned something that is no result', 'correct the test named'],
  DETECTOR_FAILED: ['a concept detector threw or returned something that is no result', 'correct the detector named'],
  TRAINING_DATA: ['the rows cannot be trained on', 'provide the rows, labels or columns the message asks for'],
  TRAINING_ONE_CLASS: ['all training labels are the same', 'provide rows of every class'],
  TRAINING_NOT_FINITE: [
    'training met or produced a number that is not finite',
    'check the columns named for extreme values',
  ],
  TRAINING_FAILED: ['the trainer threw or returned something that is no model', 'correct the trainer named'],
  TRAINING_TIMEOUT: ['training took longer than allowed', 'raise retrain.timeoutMs or give fewer rows'],
  MODEL_INVALID: ['a model is not plain finite JSON of the expected form', 'train it again'],
  MODEL_TOO_LARGE: ['a model passes the size limit', 'store it elsewhere and register a reference to it'],
  REGISTRY_CORRUPT: [
    'a registry entry fails its checksum or schema',
    'move the file away; other versions stay readable',
  ],
  REGISTRY_FOREIGN: [
    'the registry directory holds files this library did not write',
    'use an empty directory, or move the files named away',
  ],
  REGISTRY_CONFLICT: ['another writer moved the alias first', 'read the alias again and decide anew'],
  REGISTRY_NAME: ['a name is not allowed in a registry', "use letters a-z, digits, '.', '_' and '-', at most 64"],
  REGISTRY_UNSAFE: [
    'the registry path is a symbolic link or no directory',
    'use a directory of your own with mode 0700',
  ],
  REGISTRY_WITHOUT_LINKS: [
    'the registry lies on a file system without hard links: directories take the place of files, and such systems (FAT, some network shares) may lose more with the power',
    'nothing must be done; a file system with hard links (ext4, XFS, APFS, NTFS, NFS) keeps more of its promises',
  ],
  REGISTRY_WORLD_WRITABLE: ['everyone may write in the registry directory', 'chmod 700 the directory named'],
  NO_PREVIOUS_VERSION: ['there is no previous version to go back to', 'promote a version explicitly'],
  NO_TRAINER: ['this needs a trainer and a training source', 'pass trainer and training to the Monitor'],
  IO_FAILED: ['the file system reported an error', 'see the cause; writing resumes once it is repaired'],
  IO_FULL: ['the disk or quota is full', 'free space; nothing that existed was damaged'],
  ALERT_UNKNOWN: ['no alert of this monitor has this key', 'use the nearest key given in the message'],
  ALERTER_FAILED: ['an alerter threw, or did not answer in time', 'correct the alerter named'],
  HTTP_REFUSED: ['the address is not allowed', 'use https and a public address, or set allowPrivate'],
  HTTP_FAILED: ['the request failed before an answer came', 'check the network; the message is sent again'],
  HTTP_TIMEOUT: ['no complete answer came in time', 'check the receiver; the message is sent again'],
  HTTP_STATUS: ['the receiver answered with an error', 'see the status in the message'],
  MAIL_FAILED: ['the mail server refused or broke off', 'check host, port and credentials'],
  MAIL_INSECURE: ['the mail server offers no TLS', 'use a server with STARTTLS, or set requireTls: false knowingly'],
  OPTIONAL_DEPENDENCY: ['an optional package is not installed', 'npm install the package named'],
  ABORTED: ['the work was aborted by its signal', 'nothing: partial work was discarded'],
  CLOSED: ['the monitor is closed', 'make a new Monitor'],
  INTERNAL: ['an invariant of the library does not hold', 'please report it with the message'],
} as const satisfies Record<string, readonly [meaning: string, remedy: string]>;

export type ErrorCode = keyof typeof errorCodes;

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
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;
  readonly remedy: string;
  readonly [brand] = true;

  constructor(code: ErrorCode, message: string, options: DriftSenseErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
    this.remedy = options.remedy ?? errorCodes[code][1];
  }

  /** True for errors of this class, also when another copy of the package made them. */
  static is(error: unknown, code?: ErrorCode): error is DriftSenseError {
    return error instanceof Error && brand in error && (code === undefined || (error as DriftSenseError).code === code);
  }

  /** Plain data for logs: name, code, message, details, remedy; no stack and no cause. */
  toJSON(): Record<string, unknown> {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      retryable: this.retryable,
      details: this.details,
      remedy: this.remedy,
    };
  }
}

/** The message of anything that was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
