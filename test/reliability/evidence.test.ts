import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { record } from './evidence.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftsense-evidence-'));
  vi.spyOn(console, 'info').mockImplementation(() => {});
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it('what a harness saw is kept as JSON where EVIDENCE names a folder, each trial and control by itself', () => {
  vi.stubEnv('EVIDENCE', join(folder, 'kept'));
  record({ id: 'REL-0', seed: 7, trials: 300, bad: 0 });
  record({ id: 'REL-0', variant: 'half of them / slow', trials: 10, bad: 0 });
  record({ id: 'REL-0', control: 'M4', trials: 4, bad: 3 });
  expect(readdirSync(join(folder, 'kept')).toSorted()).toEqual([
    'REL-0-M4.json',
    'REL-0-half_of_them_slow.json',
    'REL-0.json',
  ]);
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, 'kept', name), 'utf8'));
  expect(read('REL-0.json')).toEqual({ id: 'REL-0', seed: 7, trials: 300, bad: 0, upperBound95: 0.01 });
  expect(read('REL-0-M4.json')).toEqual({ id: 'REL-0', control: 'M4', trials: 4, bad: 3 });
});

it('without EVIDENCE it is printed only', () => {
  vi.stubEnv('EVIDENCE', undefined);
  record({ id: 'REL-0', trials: 1, bad: 0 });
  expect(vi.mocked(console.info).mock.calls[0]![0]).toMatch(/^evidence \{"id":"REL-0"/);
  expect(existsSync(join(folder, 'kept'))).toBe(false);
});
