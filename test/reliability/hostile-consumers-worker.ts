// Hands mutated models, profiles and states to what works with them, and writes what came of it as one line of JSON. Runs
// under flags that turn code generation from strings and the __proto__ accessor into errors.
import { isDeepStrictEqual } from 'node:util';
import { storedRegistry } from '../../src/act/registry/stored-registry.js';
import { predictLinear, type LinearModel } from '../../src/act/train/linear-model.js';
import { DriftSenseError } from '../../src/errors.js';
import {
  adwin,
  defineSchema,
  logisticRegression,
  memoryAlerter,
  memoryClock,
  Monitor,
  parseReference,
  parseWindowProfile,
  profile,
  trainInitialModel,
} from '../../src/index.js';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { assertPlainJson } from '../../src/plain-json.js';
import { seededRandom } from '../../src/stats/random.js';
import { storedCheckpoint } from '../../src/store/checkpoint.js';
import { encodeRecord, type RecordKind } from '../../src/store/record.js';
import { fromColumns } from '../../src/table/batch.js';
import { attempt, mostMs } from './attempt.js';
import { mutateText } from './hostile-text.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const kindOf = (name: RecordKind['name'], code: RecordKind['damaged']): RecordKind => ({
  name,
  maxBytes: 1e9,
  damaged: code,
  without: '',
});
const modelKind = kindOf('model', 'REGISTRY_CORRUPT');
const checkpointKind = kindOf('checkpoint', 'STATE_INVALID');

/** Rows whose label a linear model learns, with a share of labels turned round and amounts moved. */
function rowsOf(n: number, seed: string, shift = 0) {
  const random = seededRandom(seed);
  const amount = Float64Array.from({ length: n }, () => random.normal() + shift);
  const channel = Array.from({ length: n }, () => ['web', 'app', 'shop'][random.integer(3)]!);
  const label = Array.from(amount, (x, i) =>
    random.uniform() < 1 / (1 + Math.exp(-2 * x - Number(channel[i] === 'app'))) ? 'yes' : 'no',
  );
  return { amount, channel, label };
}
const columns = { label: { role: 'label' } } as const;
const rows = rowsOf(2_000, 'reference');
const moved = rowsOf(200, 'moved', 1.5);
const features = fromColumns({ amount: moved.amount, channel: moved.channel });
const trainer = logisticRegression();

// What is mutated: a version as it was registered, the state of a monitor in the middle of its work, and two profiles.
const fresh = () => memoryFileSystem();
const good = storedRegistry(fresh(), 'models');
const version = await trainInitialModel({ reference: rows, columns, trainer, registry: good });
const schema = defineSchema({ amount: 'numeric', channel: 'categorical', label: 'label' });
const reference = profile(rows, { schema });
const settings = () => ({
  reference,
  clock: memoryClock(1e12),
  alerters: [memoryAlerter()],
  window: { rows: 150 },
  concept: adwin(),
});
const before = new Monitor({ ...settings(), trainer, registry: good });
await before.process(moved, { id: 'w1' });
for (let i = 0; i < 170; i++) before.observe({ amount: moved.amount[i]!, channel: moved.channel[i]! }, { id: `r${i}` });
await before.settled();
const { version: _, ...entry } = version;
const texts = {
  model: JSON.stringify(entry.model),
  version: JSON.stringify(entry),
  state: JSON.stringify(before),
  reference: JSON.stringify(reference),
  window: JSON.stringify(profile(moved, { on: reference })),
};
const expected = predictLinear(entry.model, features);

/** P(yes) worked out from the coefficients alone, for a model that encodes as the one that was trained. */
function plainly({ columns: names, weights, intercepts, encoding }: LinearModel): number[] {
  const { center, scale } = encoding[0] as { readonly center: number; readonly scale: number };
  return Array.from(moved.amount, (amount, row) => {
    const cells = names.map((name) =>
      name === 'amount' ? (amount - center) / scale : Number(name === `channel=${moved.channel[row]}`),
    );
    const score = cells.reduce((sum, cell, j) => sum + weights[0]![j]! * cell, intercepts[0]!);
    return 1 / (1 + Math.exp(-score));
  });
}

const random = seededRandom('SEC-1 consumers');
const outcomes: Record<string, Record<string, number>> = {};
const untyped: string[] = [];
const wrong: string[] = [];
const slow: string[] = [];
let slowestMs = 0;

/** @param work - Takes nothing from `random`: it may be done several times. */
async function tryOut(kind: string, trial: number, work: () => unknown): Promise<void> {
  const { outcome, fault, ms } = await attempt(work);
  if (fault !== undefined) untyped.push(`${kind} ${trial}: ${fault}`);
  if (ms > mostMs) slow.push(`${kind} ${trial}: ${ms} ms`);
  slowestMs = Math.max(slowestMs, ms);
  ((outcomes[kind] ??= {})[outcome] as number) = (outcomes[kind][outcome] ?? 0) + 1;
}

/** A file of a good body, some bytes of which are changed, or whose end is missing. */
function damaged(kind: RecordKind, body: string): Uint8Array {
  const file = encodeRecord(kind, bytesOf(body));
  if (random.uniform() < 0.3) return file.slice(0, random.integer(file.length));
  for (let i = 0; i <= random.integer(3); i++) {
    const bit = random.integer(file.length * 8);
    file[bit >> 3]! ^= 1 << (bit & 7);
  }
  return file;
}

async function registryWith(file: Uint8Array) {
  const fs = fresh();
  const registry = storedRegistry(fs, 'models');
  await registry.append(entry);
  await registry.setAlias('champion', 1, undefined);
  fs.put('models/model_v1.json', file);
  return registry;
}

/** Predictions of a model that somebody else wrote: refused, or numbers that the file as it stands explains. */
function predict(model: unknown, where: string): void {
  const given = predictLinear(model, features);
  const { link, classes, encoding } = model as LinearModel;
  const wide = link === 'identity' || classes!.length <= 2 ? 1 : classes!.length;
  const bounded = link === 'identity' ? Number.isFinite : (p: number) => p >= 0 && p <= 1;
  if (given.length !== moved.amount.length * wide || !given.every((p) => bounded(p)))
    wrong.push(`${where}: ${given.slice(0, 5).join()}`);
  const { fitted } = model as LinearModel;
  if (link !== 'sigmoid' || !isDeepStrictEqual([encoding, classes, fitted], alike)) return;
  const right = plainly(model as LinearModel);
  const off = given.findIndex((p, i) => Number.isFinite(right[i]) && Math.abs(p - right[i]!) > 1e-9);
  if (off >= 0) wrong.push(`${where}: ${given[off]} for ${right[off]}`);
}
const trained = entry.model as unknown as LinearModel;
const alike = [trained.encoding, trained.classes, trained.fitted];

/** A report that JSON cannot keep is no refusal, though what looks for it throws. */
function notPlain(report: unknown): string[] {
  try {
    assertPlainJson(report, 'report');
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** Judges a window; what the monitor says must be typed, plain and of the closed list of verdicts. */
async function judge(monitor: Monitor, where: string, given: Parameters<Monitor['process']>[0] = moved): Promise<void> {
  monitor.on('error', ({ where: part, code, message }) => {
    if (code === 'INTERNAL') untyped.push(`${where}: ${part} told ${code}: ${message}`);
  });
  try {
    const report = await monitor.process(given, { id: 'w2' });
    await monitor.settled();
    wrong.push(...notPlain(report).map((fault) => `${where}: ${fault}`));
    if (!['stable', 'immaterial', 'warning', 'drift', 'undecided'].includes(report.verdict))
      wrong.push(`${where}: ${report.verdict}`);
  } finally {
    await monitor.close({ deadlineMs: 0 });
  }
}

const count = Number(process.argv[2]);
for (let i = 0; i < count; i++) {
  // The sum is right: all that follows the sum is reached. Every second time it is the model itself.
  const model = `{"model":${mutateText(texts.model, random)},${JSON.stringify({ ...entry, model: 0 })
    .replace('"model":0', '"notes":""')
    .slice(1)}`;
  const sealed = encodeRecord(modelKind, bytesOf(i % 2 === 0 ? model : mutateText(texts.version, random)));
  await tryOut('model', i, async () => predict((await (await registryWith(sealed)).read(1))!.model, `model ${i}`));
  const damagedModel = damaged(modelKind, texts.version);
  await tryOut('damaged model', i, async () => {
    const read = await (await registryWith(damagedModel)).read(1);
    if (!isDeepStrictEqual(predictLinear(read!.model, features), expected)) wrong.push(`damaged model ${i} was used`);
  });
  const state = mutateText(texts.state, random);
  const stored = (file: Uint8Array) => {
    const fs = fresh();
    fs.put('state/checkpoint_00000001.json', file);
    return storedCheckpoint(fs, 'state');
  };
  const damagedState = damaged(checkpointKind, texts.state);
  await tryOut('damaged checkpoint', i, async () => {
    const read = await stored(damagedState).load();
    if (new TextDecoder().decode(read) !== texts.state) wrong.push(`damaged checkpoint ${i} was used`);
  });
  const parsed = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new DriftSenseError('STATE_INVALID', 'no JSON, which is for the caller to see', { cause });
    }
  };
  const profiles = { reference: mutateText(texts.reference, random), window: mutateText(texts.window, random) };
  await tryOut('reference', i, () => void parseReference(parsed(profiles.reference)));
  await tryOut('window', i, () => void parseWindowProfile(parsed(profiles.window)));
  if (i % 5 > 0) continue;
  await tryOut('champion', i, async () =>
    judge(new Monitor({ ...settings(), trainer, registry: await registryWith(sealed) }), `champion ${i}`),
  );
  await tryOut('checkpoint', i, () =>
    judge(
      new Monitor({ ...settings(), checkpoint: stored(encodeRecord(checkpointKind, bytesOf(state))) }),
      `checkpoint ${i}`,
    ),
  );
  await tryOut('fromJSON', i, () => judge(Monitor.fromJSON(parsed(state), settings()), `fromJSON ${i}`));
  await tryOut('monitor over a reference', i, () =>
    judge(new Monitor({ ...settings(), reference: parsed(profiles.reference) as typeof reference }), `reference ${i}`),
  );
  await tryOut('window of a monitor', i, () =>
    judge(new Monitor(settings()), `window ${i}`, parsed(profiles.window) as typeof moved),
  );
}
const executed = 'pwned' in globalThis;
const polluted = 'polluted' in {} || Object.keys(Object.prototype).length > 0;
process.stdout.write(`${JSON.stringify({ outcomes, untyped, slow, wrong, executed, polluted, slowestMs })}\n`);
