/** Words that mean a missing cell in numeric columns, besides the empty CSV cell. In text columns they are text. */
export const missingWords: ReadonlySet<string> = new Set(['NA', 'N/A', 'NaN', 'null']);
