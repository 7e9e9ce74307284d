import { expect } from 'vitest';
import type { Outcome } from './command-line.js';

/** A command as it can be typed: one of ours, of files, or an option of the command that failed. */
const knownCommand =
  /\b(?:driftsense [a-z-]+ \S|(?:mv|ls|ls -ld|chmod|sed -n|readlink -f|mount|export|sudo (?:chown|chgrp|mount)|iconv -f|npm install) \S)/;

/** An error as it is promised: a line of cause that holds the code, a line of remedy, exit code 2, no result, no stack. */
export function expectClearError({ code, out, err }: Outcome, expected: string): void {
  expect(code).toBe(2);
  const lines = err.trimEnd().split('\n');
  expect(lines[0]).toMatch(new RegExp(`^error\\[${expected}\\]: .{10,}`));
  expect(lines.at(-1)).toMatch(/^remedy: .{5,}/);
  expect(lines.at(-1)).toMatch(knownCommand);
  // Between the two only further problems of the same file.
  for (const line of lines.slice(1, -1)) expect(line).toMatch(/^ {7}\S/);
  expect(err).not.toMatch(/^\s+at /m);
  expect(out).not.toMatch(/^wrote .*report/m);
}
