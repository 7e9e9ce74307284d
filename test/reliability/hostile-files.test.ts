import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { nightly, record } from './evidence.js';
import { bundle, scratch, startWorker } from './worker-processes.js';

const disk = scratch('hostile');
afterAll(() => disk.remove());
const sources = fileURLToPath(new URL('../../src/', import.meta.url));

/** Source lines without comments, of every file. */
function* sourceLines(): Generator<{ readonly place: string; readonly line: string }> {
  for (const file of readdirSync(sources, { recursive: true }).map(String))
    if (file.endsWith('.ts'))
      for (const [i, line] of readFileSync(join(sources, file), 'utf8').split('\n').entries())
        if (!/^\s*(?:\*|\/\/|\/\*)/.test(line)) yield { place: `${file}:${i + 1}`, line };
}

/** Ways to run text as code, or to load code under a name that is not written down. */
const banned = [
  /\beval\s*\(/,
  /\bnew\s+Function\b/,
  /(?<![.\w])Function\s*\(/,
  /['"](?:node:)?vm['"]/,
  /\bimport\s*\(\s*(?!['"])/,
  /\brequire\s*\(\s*(?!['"])/,
  /\bset(?:Timeout|Interval)\s*\(\s*['"`]/,
];
const bannedIn = (line: string): boolean => banned.some((pattern) => pattern.test(line));

describe('stored files (SEC-1)', () => {
  it(
    'run no code, pollute nothing, take at most 100 ms of the processor and fail only in typed ways, whatever is in them',
    { timeout: 600_000 },
    async () => {
      const count = nightly ? 1_000_000 : 1_000;
      const worker = startWorker(
        bundle('hostile-files-worker.ts', disk.path),
        [String(count)],
        ['--disallow-code-generation-from-strings', '--disable-proto=throw'],
      );
      const { code, errors } = await worker.ended;
      expect([code, errors]).toEqual([0, '']);
      const seen = JSON.parse(worker.lines[0]!) as Record<'count' | 'slowestMs', number> &
        Record<'executed' | 'polluted', boolean> & {
          untyped: string[];
          slow: string[];
          outcomes: Record<string, number>;
        };
      const { untyped, slow, executed, polluted, outcomes, slowestMs } = seen;
      const bad = untyped.length + slow.length + Number(executed) + Number(polluted);
      record({ id: 'SEC-1', trials: count, bad, details: { outcomes, slowestMs: Math.round(slowestMs) } });
      expect({ untyped, slow, executed, polluted }).toEqual({
        untyped: [],
        slow: [],
        executed: false,
        polluted: false,
      });
      // The mutations reach all the way: some load, some are refused.
      expect(Object.keys(outcomes).toSorted()).toEqual(['MODEL_INVALID', 'REGISTRY_CORRUPT', 'STATE_INVALID', 'fine']);
    },
  );

  it(
    'are refused by what works with them, or explain what it says: models, states, profiles; damage is never used',
    { timeout: 600_000 },
    async () => {
      const count = nightly ? 20_000 : 300;
      const worker = startWorker(
        bundle('hostile-consumers-worker.ts', disk.path),
        [String(count)],
        ['--disallow-code-generation-from-strings', '--disable-proto=throw'],
      );
      const { code, errors } = await worker.ended;
      expect([code, errors]).toEqual([0, '']);
      const seen = JSON.parse(worker.lines[0]!) as Record<'executed' | 'polluted', boolean> & {
        slowestMs: number;
        untyped: string[];
        slow: string[];
        wrong: string[];
        outcomes: Record<string, Record<string, number>>;
      };
      const { untyped, slow, wrong, executed, polluted, outcomes, slowestMs } = seen;
      const trials = Object.values(outcomes).flatMap((counts) => Object.values(counts));
      record({
        id: 'SEC-1',
        variant: 'nor what works with it',
        trials: trials.reduce((sum, n) => sum + n, 0),
        bad: untyped.length + slow.length + wrong.length + Number(executed) + Number(polluted),
        details: { outcomes, slowestMs: Math.round(slowestMs) },
      });
      expect({ untyped, slow, wrong, executed, polluted }).toEqual({
        untyped: [],
        slow: [],
        wrong: [],
        executed: false,
        polluted: false,
      });
      // The mutations reach all the way: of each kind some are worked with, and some refused by what it is for.
      for (const kind of ['model', 'reference', 'window', 'checkpoint', 'fromJSON', 'window of a monitor'])
        expect(outcomes[kind]!['fine'], kind).toBeGreaterThan(0);
      for (const [kind, refusal] of [
        ['model', 'MODEL_INVALID'],
        ['reference', 'PROFILE_INVALID'],
        ['window', 'PROFILE_INVALID'],
        ['checkpoint', 'STATE_INVALID'],
        ['fromJSON', 'STATE_INVALID'],
      ] as const)
        expect(outcomes[kind]![refusal], kind).toBeGreaterThan(0);
      expect(outcomes['damaged model']).toEqual({ REGISTRY_CORRUPT: count });
      expect(outcomes['damaged checkpoint']).toEqual({ STATE_INVALID: count });
    },
  );

  it('cannot be run: the source holds nothing that turns text into code', () => {
    const lines = [...sourceLines()];
    expect(lines.length).toBeGreaterThan(1_000);
    // But for the module that the caller of `workerTrainer` names; no file has a say in that.
    const places = lines.filter(({ line }) => bannedIn(line)).map(({ place }) => place.split(':')[0]);
    expect(places).toEqual(['act/train/training-thread.node.ts']);
  });

  it('are read by code that imports nothing while it runs', () => {
    const readers = [...sourceLines()].filter(({ place }) => /^(?:store|act\/registry)\//.test(place));
    expect(readers.length).toBeGreaterThan(300);
    expect(readers.filter(({ line }) => /\bimport\s*\(|\brequire\s*\(/.test(line)).map(({ place }) => place)).toEqual(
      [],
    );
  });

  it('the search for such code finds it', () => {
    const samples = [
      'eval(x)',
      'new Function(x)',
      'Function (x)',
      "from 'node:vm'",
      'import(x)',
      'require(x)',
      "setTimeout('x')",
    ];
    expect(samples.filter((line) => !bannedIn(line))).toEqual([]);
    expect(["import('@resvg/resvg-js')", 'isFunction(x)', 'evaluate(x)', 'vm = 1'].filter(bannedIn)).toEqual([]);
  });
});
