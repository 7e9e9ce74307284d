// Loads mutated registry and checkpoint files and writes what came of it as one line of JSON. Runs under flags that turn
// code generation from strings and the __proto__ accessor into errors.
import { storedRegistry } from '../../src/act/registry/stored-registry.js';
import { gate, replayGate } from '../../src/act/train/gate.js';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { type SeededRandom, seededRandom } from '../../src/stats/random.js';
import { storedCheckpoint } from '../../src/store/checkpoint.js';
import { encodeRecord, type RecordKind } from '../../src/store/record.js';
import { attempt, mostMs } from './attempt.js';
import { mutateText } from './hostile-text.js';

const kinds: Record<string, RecordKind> = {
  'models/model_v1.json': { name: 'model', maxBytes: 1e9, damaged: 'REGISTRY_CORRUPT', without: '' },
  'models/aliases/champion/00000001.json': { name: 'alias', maxBytes: 1e9, damaged: 'REGISTRY_CORRUPT', without: '' },
  'models/decisions/00000001.json': { name: 'decision', maxBytes: 1e9, damaged: 'REGISTRY_CORRUPT', without: '' },
  'state/checkpoint_00000001.json': { name: 'checkpoint', maxBytes: 1e9, damaged: 'STATE_INVALID', without: '' },
};

const bodies: Record<string, string> = {
  'models/model_v1.json': JSON.stringify({
    trainer: 'logisticRegression',
    createdAt: 1,
    rows: 10,
    metrics: { auc: 0.9 },
    trainingWindow: { from: 'a', to: 'b' },
    features: [{ name: 'amount', type: 'numeric' }],
    classes: [false, true],
    parent: 1,
    gate: { verdict: 'promote' },
    validation: { rows: 1, meanLoss: 0.1, sd: 0.1 },
    model: { weights: [0.1, -2], nested: { deep: [{ x: null }] } },
  }),
  'models/aliases/champion/00000001.json': JSON.stringify({
    alias: 'champion',
    sequence: 1,
    version: 1,
    at: 1,
    reason: 'because',
    after: { sequence: 1, sha256: '00' },
  }),
  'models/decisions/00000001.json': JSON.stringify({
    at: 1,
    kind: 'gate',
    version: 2,
    against: 1,
    verdict: 'continue',
    reason: 'evidence-open',
    actor: 'monitor a',
    gate: gate(
      {
        labels: Float64Array.of(0, 1, 1),
        champion: Float64Array.of(0.1, 0.2, 0.9),
        challenger: Float64Array.of(0.1, 0.8, 0.9),
      },
      { classes: 2 },
      { trigger: 'confirmed-data-drift', champion: 1, actor: 'monitor a' },
    ),
  }),
  'state/checkpoint_00000001.json': '{"kind":"monitor","windows":[1,2,3]}',
};

/** Sealed again: the sum is right, so that all that follows the sum is reached. Else some bytes of the file are changed. */
function mutate(path: string, random: SeededRandom): Uint8Array {
  const kind = kinds[path]!;
  if (random.uniform() < 0.7) return encodeRecord(kind, new TextEncoder().encode(mutateText(bodies[path]!, random)));
  const file = encodeRecord(kind, new TextEncoder().encode(bodies[path]));
  for (let i = 0; i <= random.integer(4); i++) file[random.integer(file.length)] = random.integer(256);
  return file.slice(0, random.uniform() < 0.2 ? random.integer(file.length) : file.length);
}

const count = Number(process.argv[2]);
const random = seededRandom('SEC-1');
const prototypeBefore = Object.getOwnPropertyNames(Object.prototype).join();
const paths = Object.keys(kinds);
const outcomes: Record<string, number> = {};
const untyped: string[] = [];
const slow: string[] = [];
let slowestMs = 0;

/** What is done with the files of one folder, each time in a folder of its own with nothing read yet. */
function loadsOf(files: Readonly<Record<string, Uint8Array>>, path: string, all: boolean) {
  const fs = memoryFileSystem();
  for (const [name, bytes] of Object.entries(files)) fs.put(name, bytes);
  const registry = storedRegistry(fs, 'models');
  const nearest: Record<string, () => Promise<unknown>> = {
    'models/model_v1.json': () => registry.read(1),
    'models/aliases/champion/00000001.json': () => registry.alias('champion'),
    'models/decisions/00000001.json': async () => {
      for await (const decision of registry.decisions()) replayGate(decision.gate);
    },
    'state/checkpoint_00000001.json': () => storedCheckpoint(fs, 'state').load(),
  };
  const others: Record<string, () => Promise<unknown>> = {
    list: async () => {
      for await (const version of registry.list()) JSON.stringify(version);
    },
    history: async () => {
      for await (const move of registry.history('champion')) JSON.stringify(move);
    },
    problems: () => registry.problems(),
    // Exports what it read.
    append: () => registry.append({ trainer: 'a', model: 1, metrics: {}, createdAt: 0, rows: 0 }),
  };
  return { nearest: nearest[path]!, ...(all && others) };
}

for (let i = 0; i < count; i++) {
  const path = paths[i % paths.length]!;
  const files: Record<string, Uint8Array> = {};
  for (const good of paths)
    files[good] =
      good === path ? mutate(good, random) : encodeRecord(kinds[good]!, new TextEncoder().encode(bodies[good]));
  const loads = (): Record<string, () => Promise<unknown>> => loadsOf(files, path, i % 20 < paths.length);
  for (const name of Object.keys(loads())) {
    const { outcome, fault, ms } = await attempt(() => loads()[name]!());
    const where = `${name} of mutation ${i} of ${path}`;
    if (fault !== undefined) untyped.push(`${where}: ${fault}`);
    if (ms > mostMs) slow.push(`${where}: ${ms} ms`);
    slowestMs = Math.max(slowestMs, ms);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
}
const executed = 'pwned' in globalThis;
const polluted = Object.getOwnPropertyNames(Object.prototype).join() !== prototypeBefore || 'polluted' in {};
process.stdout.write(`${JSON.stringify({ count, outcomes, untyped, slow, executed, polluted, slowestMs })}\n`);
