import { errorCodes } from '../../src/error-codes.js';

const head = `# Errors

<!-- Made by \`npm run docs:generate\` from src/errors.ts. -->

Everything that fails throws a \`DriftSenseError\`. Its \`code\` is one of those below and stays the same between versions; its
\`message\` says what was expected, what came, and where; its \`remedy\` says what to do; \`details\` holds the facts as data,
never a secret and never a row; \`retryable\` says whether the same call may succeed later. \`DriftSenseError.is(error)\` also knows errors
of another copy of the package.

\`\`\`ts
import { compare, DriftSenseError } from 'driftsense';

const table = { price: [1, 2, 3] };
try {
  compare(table, table, { correction: 'hlom' as 'holm' });
} catch (error) {
  if (!DriftSenseError.is(error, 'OPTION_INVALID')) throw error;
  console.log(error.code, error.remedy);
}
\`\`\`

What is wrong *inside* data (missing values, strings among numbers, a column that is not there) is no error but a line in the
report.
`;

/** docs/errors.md: every code with its meaning and remedy. */
export function errorsPage(): string {
  const rows = Object.entries(errorCodes).map(
    ([code, [meaning, remedy]]) => `| \`${code}\` | ${meaning} | ${remedy} |`,
  );
  return `${head}\n| Code | What happened | What to do |\n|---|---|---|\n${rows.join('\n')}\n`;
}
