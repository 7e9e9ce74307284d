import { errorMeanings } from './error-meanings.js';
import { remedyOf, type ErrorCode } from './errors.js';

const codes = {} as Record<ErrorCode, readonly [meaning: string, remedy: string]>;
for (const [code, meaning] of Object.entries(errorMeanings) as [ErrorCode, string][])
  codes[code] = [meaning, remedyOf(code)];

/**
 * The closed list of error codes. Each entry says what happened and what to do about it; the documentation page of
 * errors is generated from this table.
 */
export const errorCodes: Readonly<typeof codes> = codes;
