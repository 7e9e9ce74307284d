import { errorMeanings } from './error-meanings.js';
import { remedies, type ErrorCode } from './errors.js';

/** What happened, for those that are met before a monitor runs, or by who calls it. */
const others: Readonly<Record<Exclude<ErrorCode, keyof typeof errorMeanings>, string>> = {
  CONFIG_NOT_FOUND: 'the configuration file does not exist',
  CONFIG_INVALID: 'the configuration file has errors',
  SECRET_MISSING: 'a secret that an enabled channel needs is unset',
  UNKNOWN_DETECTOR: 'no concept detector has this name',
  UNKNOWN_TEST: 'no data-drift test has this name',
  UNKNOWN_TRAINER: 'no trainer has this name',
  REFERENCE_NOT_FOUND: 'the reference (baseline) data do not exist',
  STREAM_EMPTY: 'no stream files match',
  FILE_EXISTS: 'the target exists already',
  WEIGHTS_UNSUPPORTED: 'row weights are not supported',
  REFERENCE_EMPTY: 'the reference has no rows and no schema',
  REGISTRY_WITHOUT_LINKS: 'the registry lies on a file system without hard links (FAT, some network shares)',
  REGISTRY_WORLD_WRITABLE: 'everyone may write in the registry',
  NO_PREVIOUS_VERSION: 'there is no previous version to go back to',
  NO_TRAINER: 'this needs a trainer and a training source',
  ALERT_UNKNOWN: 'no alert of this monitor has this key',
  MAIL_INSECURE: 'the mail server offers no TLS',
};
const meanings: Readonly<Record<ErrorCode, string>> = { ...errorMeanings, ...others };

const codes = {} as Record<ErrorCode, readonly [meaning: string, remedy: string]>;
for (const [code, remedy] of Object.entries(remedies) as [ErrorCode, string][]) codes[code] = [meanings[code], remedy];

/**
 * The closed list of error codes. Each entry says what happened and what to do about it; the documentation page of
 * errors is generated from this table.
 */
export const errorCodes: Readonly<typeof codes> = codes;
