import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  columnSeries,
  compare,
  csvBatches,
  defineSchema,
  detectionDelay,
  DriftSenseError,
  drawColumnChart,
  fourRates,
  fromIterable,
  inferSchema,
  parseCsv,
  profile,
  rowBuffer,
  toEpoch,
} from '../../src/index.js';
import { csvFiles, readCsv, readLabels } from '../../src/node.js';
import * as stats from '../../src/stats.js';
import { seededRandom } from '../../src/stats/random.js';
import { fromRows } from '../../src/table/batch.js';
import { bernoulliStream, driftingStream, normalStream } from '../../src/testing.js';
import { everyOption, type OptionCase } from './every-option.js';
import { publicOptions } from './public-options.js';

/** Options of functions, which no schema lists: their names come from the published types. */
const published = publicOptions();
const test = new URL('../', import.meta.url);

type Settings = Readonly<Record<string, unknown>>;
type Call = (settings: never) => unknown;
/** For each option the settings in which it alone differs; one value is compared with its default. */
type Values = Readonly<Record<string, unknown>>;
const casesOf = (call: Call, values: Values, beside: Settings = {}): Readonly<Record<string, OptionCase>> =>
  Object.fromEntries(
    Object.entries(values).map(([option, value]) => [
      option,
      { one: beside, other: { ...beside, [option]: value }, observe: call },
    ]),
  );

const random = seededRandom('function options');
const draw = (n: number, by = 0) => Array.from({ length: n }, () => Math.round(8 * (random.normal() + by)));
const [x, y] = [draw(40), draw(30, 0.4)];
const [a, b] = [
  [60, 30, 20, 6],
  [30, 30, 22, 11],
];

const series = (): ReturnType<typeof columnSeries>[number] =>
  columnSeries([compare({ x: draw(300) }, { x: draw(100, 1) })])[0]!;
const drawn = series();
const told = compare({ x: draw(90), z: draw(90) }, { x: draw(50), z: draw(50) });

const sixty = Float64Array.from({ length: 60 }, (_, i) => i);
const quartered = (rows: number, rates: readonly [number, number]) => {
  const outcomes = seededRandom('four rates');
  return Array.from({ length: rows }, () => {
    const label = outcomes.uniform() < 0.4 ? 1 : 0;
    const right = outcomes.uniform() < rates[label];
    const wrong = label === 1 ? 0 : 1;
    return { label, prediction: right ? label : wrong } as const;
  });
};
const validation = { truePositives: 360, falseNegatives: 40, falsePositives: 60, trueNegatives: 540 };
const rates = (settings: object) => {
  const watch = fourRates({ rowsPerFalseAlarm: 2_000, ...settings });
  return [...quartered(400, [0.9, 0.9]), ...quartered(700, [0.9, 0.6]), ...quartered(700, [0.6, 0.97])].map((outcome) =>
    watch.observe(outcome),
  );
};

const bytes = (text: string, encoding: BufferEncoding = 'utf8'): AsyncIterable<Uint8Array> =>
  (async function* () {
    yield Buffer.from(text, encoding);
  })();
const refusal = (error: unknown) => (error as { code?: string }).code;
type ReadText = (text: string, encoding?: BufferEncoding) => Call;
const csv: ReadText = (text, encoding) => async (settings) => {
  const batch = await parseCsv(bytes(text, encoding), settings).catch(refusal);
  return typeof batch === 'object' ? [batch.names, [...batch]] : batch;
};
const inBatches: ReadText = (text, encoding) => async (settings) => {
  const found: unknown[] = [];
  try {
    for await (const batch of csvBatches(bytes(text, encoding), settings)) found.push([batch.names, [...batch]]);
  } catch (error) {
    found.push(refusal(error));
  }
  return found;
};
/** The same through the three readers of files. */
const inFiles =
  (reader: (path: string, settings: never) => Promise<unknown>): ReadText =>
  (text, encoding) =>
  async (settings: never) => {
    const path = join(mkdtempSync(join(tmpdir(), 'driftsense-')), 'rows.csv');
    writeFileSync(path, Buffer.from(text, encoding));
    return reader(path, settings).catch(refusal);
  };
const files = {
  CsvFileOptions: inFiles(async (path, settings) => {
    const batch = await readCsv(path, settings);
    return [batch.names, [...batch]];
  }),
  CsvFilesOptions: inFiles(async (path, settings) => {
    const found: unknown[] = [];
    for await (const batch of csvFiles(path, { ...(settings as object), settleMs: 0 }))
      found.push([batch.names, [...batch]]);
    return found;
  }),
  ReadLabelsOptions: inFiles(async (path, settings) => {
    const labels = await readLabels(path, { id: 'x', label: 'y', ...(settings as object), settleMs: 0 });
    return ['1', '1,5', '1.5', '3', '-999'].map((id) => labels.get(id));
  }),
};
const csvCases = (read: ReadText): Readonly<Record<string, OptionCase>> => ({
  ...casesOf(read('x;y\n1;2\n'), { delimiter: ';' }),
  ...casesOf(read('x;y\n1,5;2\n'), { decimal: ',' }, { delimiter: ';' }),
  ...casesOf(read('x,y\n-999,2\n'), { missing: ['-999'] }),
  ...casesOf(read('größe\n1\n', 'latin1'), { encoding: 'latin1' }),
  ...casesOf(read('x,y\n1,2\n3\n'), { ragged: 'skip' }),
  ...casesOf(read(`x,y\n${'1'.repeat(50)},2\n`), { maxRecordBytes: 20 }),
  ...casesOf(read('x,y,z\n1,2,3\n'), { maxColumns: 2 }),
  ...casesOf(read('x\n1\n'), {
    signal: AbortSignal.abort(),
    onProgress: () => {
      throw new Error('no more');
    },
  }),
});

const table = fromRows([
  { id: 'a1', when: 1_714_557_600_000, y: 1, guess: 0.3, price: 2 },
  { id: 'a2', when: 1_714_561_200_000, y: 0, guess: 0.8, price: 4 },
  { id: 'a3', when: 1_714_564_800_000, y: 1, guess: 0.5, price: 8 },
]);
const zoneless = fromRows([{ at: '2024-05-01T10:00:00' }, { at: '2024-05-01T11:00:00' }]);
const inferred = (settings: object, of = table) => {
  try {
    return inferSchema(of, settings);
  } catch (error) {
    return refusal(error);
  }
};

const shops = { shop: Array.from({ length: 900 }, (_, i) => `shop ${Math.floor(40 * ((i % 97) / 97) ** 2)}`) };
const walk = (rows: number) => {
  let last = 0;
  return { x: Array.from({ length: rows }, () => (last = 0.9 * last + random.normal())) };
};
const wandering = walk(2_000);

const functions: Readonly<Record<string, Readonly<Record<string, OptionCase>>>> = {
  KsTestOptions: casesOf((s) => stats.ksTest(x, y, s), { method: 'exactTies', alternative: 'greater' }),
  CramerVonMisesOptions: casesOf((s) => stats.cramerVonMisesTest(x.slice(0, 9), y.slice(0, 8), s), {
    method: 'asymptotic',
  }),
  MannWhitneyOptions: casesOf((s) => stats.mannWhitneyTest(x, y, s), { alternative: 'less' }),
  KsBinnedOptions: casesOf((s) => stats.ksBinned(a, b, s), { tolerance: 0.01, dispersion: 3 }),
  ChiSquareTestOptions: casesOf((s) => stats.chiSquareTest([30, 70], [45, 55], s), { correction: 'yates' }),
  FisherTestOptions: casesOf(
    (s) =>
      stats.fisherTest(
        [
          [30, 70],
          [45, 55],
        ],
        s,
      ),
    { alternative: 'less' },
  ),
  McnemarTestOptions: casesOf((s) => stats.mcnemarTest(10, 25, s), { alternative: 'less' }),
  BinomialIntervalOptions: casesOf((s) => [stats.wilson(7, 40, s), stats.clopperPearson(7, 40, s)], {
    level: 0.8,
    side: 'upper',
  }),
  ConfidenceSequenceOptions: casesOf(
    (s) =>
      stats.confidenceSequence(
        sixty.map((i) => (i % 3) / 3),
        s,
      ),
    { alpha: 0.2 },
  ),
  NormalMixtureBoundaryOptions: casesOf((s) => stats.normalMixtureBoundary(50, s), { alpha: 0.2, best: 7 }),
  StitchedBoundaryOptions: casesOf((s) => stats.stitchedBoundary(50, s), { alpha: 0.2, from: 9, scale: 2 }),
  SmoothingOptions: casesOf((s) => [stats.populationStabilityIndex(a, b, s), stats.psiContributions(a, b, s)], {
    smoothing: 2,
  }),
  DeciderOptions: {
    ...casesOf((s) => stats.deciderTest(a, b, s), {
      tolerance: 0,
      ordered: false,
      dispersion: 2,
      referenceError: 0.05,
    }),
    ...casesOf((s) => stats.deciderTest(a, b, s), { dispersionDf: 9 }, { dispersion: 2 }),
  },
  JensenShannonOptions: casesOf((s) => [stats.jensenShannonDivergence(a, b, s), stats.jensenShannonDistance(a, b, s)], {
    base: 'e',
  }),
  PoolOptions: casesOf((s) => stats.poolCategories([500, 40, 8], [90, 16, 5], s), {
    unseen: 3,
    otherCell: 1,
    minimum: 10,
  }),
  ShareTestOptions: casesOf((s) => stats.shareTest(30, 1_000, 70, 1_000, s), {
    tolerance: 0,
    alternative: 'increase',
    dispersion: 4,
  }),

  DriftSenseErrorOptions: casesOf(
    (s) => {
      const { cause, retryable, details, remedy } = new DriftSenseError('OPTION_INVALID', 'no', s);
      return { cause, retryable, details, remedy };
    },
    { cause: 'a reason', retryable: true, details: { what: 1 }, remedy: 'another way' },
  ),

  CsvOptions: csvCases(csv),
  CsvBatchOptions: { ...csvCases(inBatches), ...casesOf(inBatches('x\n1\n2\n3\n'), { rows: 2 }) },
  FromIterableOptions: casesOf(
    async (s) => {
      const sizes: number[] = [];
      for await (const { size } of fromIterable(
        Array.from({ length: 9 }, (_, i) => ({ i })),
        s,
      ))
        sizes.push(size);
      return sizes;
    },
    { rows: 4 },
  ),
  InferOptions: {
    ...casesOf((s: object) => inferred(s), {
      columns: { price: 'categorical' },
      label: 'y',
      prediction: 'y',
      score: 'guess',
      id: 'id',
      timestamp: 'when',
    }),
    ...casesOf((s: object) => inferred(s, zoneless), { timeZone: 'Europe/Berlin' }, { timestamp: 'at' }),
  },
  TimeOptions: casesOf(
    (s) => {
      try {
        return toEpoch('2024-05-01T10:00:00', s);
      } catch (error) {
        return refusal(error);
      }
    },
    { timeZone: 'Europe/Berlin' },
  ),
  ProfileOptions: {
    ...casesOf((s) => profile(wandering, s), { sample: true, range20: true, exactKs: true, ordered: false }),
    ...casesOf((s) => profile(shops, s), { maxCategories: 10, schema: defineSchema({ shop: 'ignore' }) }),
    ...casesOf((s) => profile(shops, s), { seed: 4 }, { maxCategories: 10 }),
  },
  RowBufferOptions: {
    rows: {
      one: { rows: 3 },
      other: { rows: 9 },
      observe: (settings: { rows: number }) => {
        const buffer = rowBuffer(settings);
        buffer.add('w1', fromRows(Array.from({ length: 6 }, (_, i) => ({ i }))));
        buffer.add('w2', fromRows(Array.from({ length: 2 }, (_, i) => ({ i }))));
        return JSON.stringify(buffer);
      },
    },
  },
  DetectionDelayOptions: casesOf(
    (s) => detectionDelay({ shift: 0.6 }, s),
    {
      rowsPerFalseAlarm: 5_000,
      columns: 20,
      tolerance: 0.05,
      reference: 300,
      inflation: 3,
      within: 30,
      streams: 14,
      seed: 2,
    },
    { streams: 10, within: 400 },
  ),
  FourRatesOptions: casesOf(rates, {
    rowsPerFalseAlarm: 50,
    validation,
    importances: { recall: 1 },
    direction: 'both',
    seed: 5,
  }),
  ChartOptions: casesOf((s) => drawColumnChart(drawn, s), { width: 900, height: 400, standalone: false }),
  SeriesOptions: casesOf((s) => columnSeries([told], s), {
    columns: ['z'],
    truth: { features: [{ column: 'x', onset: told.window.id }] },
    promotions: [{ window: told.window.id, version: 2 }],
  }),
  BernoulliStreamOptions: casesOf((s) => bernoulliStream(s), {
    rows: 5,
    rate: 0.7,
    changes: [{ at: 3, rate: 0.9 }],
    seed: 2,
  }),
  NormalStreamOptions: casesOf((s) => [...normalStream(s)], {
    rows: 5,
    mean: 2,
    sd: 3,
    changes: [{ at: 3, mean: 9 }],
    seed: 2,
  }),
  DriftingStreamOptions: casesOf((s) => driftingStream(s), {
    rows: 5,
    noise: 0.4,
    data: { at: 3, shift: 2 },
    concept: { at: 3 },
    seed: 2,
  }),
};

for (const [name, read] of Object.entries(files))
  everyOption(`CSV by ${name}`, published['CsvOptions'] ?? [], csvCases(read));
for (const [name, cases] of Object.entries(functions)) everyOption(name, published[name] ?? [], cases);

/** Options of schemas, each with cases in a file beside this one, made from the schema. */
const ofSchemas =
  /^(Monitor|Column|MonitorColumn|Retrain|Label|Alert|Compare|Backtest|Calibration|MinimumDetectableEffect|SequentialMonitor)(Options|Settings)$/;
const ofPlugins =
  /^(Psi|Ks|JsDivergence|ChiSquare|Wasserstein|MissingShare|UnseenCategories|DistanceTest|PValueTest|Adwin|Ddm|Kswin|PageHinkley|Cusum|Ecdd|Eddm|Fhddm|GeometricMovingAverage|HddmA|HddmW|Rddm|ShiryaevRoberts|Stepd|LogisticRegression|LinearRegression|MlLogisticRegression)Options$/;

/** What takes options that reach files, the network, threads, a clock or a test runner: a test sets each of them. */
const makers: Readonly<Record<string, RegExp>> = {
  CutOptions: /cutWindows\(/,
  SourceFilesOptions: /sourceFiles\(/,
  GateSettings: /\b(gate|continueGate)\(/,
  MemoryRegistryOptions: /memoryRegistry\(/,
  MoveOptions: /(promote|rollback)\(/,
  PromoteOptions: /promote\(/,
  ConsoleAlerterOptions: /consoleAlerter\(/,
  MemoryAlerterOptions: /memoryAlerter\(/,
  SlackOptions: /slack\(/,
  EmailOptions: /email\(/,
  SmtpEmailOptions: /email\(|nodemailerMail\(/,
  WebhookOptions: /webhook\(/,
  AcknowledgeOptions: /acknowledge\(/,
  ExplainOptions: /explain\(/,
  InitialModelOptions: /trainInitialModel\(/,
  ScheduleOptions: /schedule\(/,
  ObserveOptions: /observe\(/,
  RebaselineOptions: /rebaseline\(/,
  NodemailerMailOptions: /nodemailerMail\(/,
  WorkerExecutorOptions: /workerExecutor\(/,
  CsvFilesOptions: /csvFiles\(|parseCsv\(|readCsv\(/,
  CsvFileOptions: /readCsv\(|parseCsv\(/,
  ReadLabelsOptions: /readLabels\(|csvFiles\(|parseCsv\(|readCsv\(/,
  WorkerTrainerOptions: /workerTrainer\(/,
  FileRegistryOptions: /fileRegistry\(/,
  FileCheckpointOptions: /fileCheckpoint\(/,
  PngOptions: /renderPng\(/,
  LoadMonitorOptions: /loadMonitor\(/,
  AlerterKitOptions: /alerterKit\(/,
  ConceptDetectorKitOptions: /conceptDetectorKit\(/,
  DataDriftTestKitOptions: /dataDriftTestKit\(/,
  ModelTrainerKitOptions: /modelTrainerKit\(/,
  TrainingSourceKitOptions: /trainingSourceKit\(/,
};

describe('every public option', () => {
  it('has cases here, in a file made from its schema, or a test that sets it', () => {
    const unknown = Object.keys(published).filter(
      (name) => !(name in functions) && !(name in makers) && !ofSchemas.test(name) && !ofPlugins.test(name),
    );
    expect(unknown).toEqual([]);
    expect([...Object.keys(functions), ...Object.keys(makers)].filter((name) => !(name in published))).toEqual([]);
  });

  const texts = readdirSync(test, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('options/function-options'))
    .map((name) => readFileSync(new URL(name, test), 'utf8'));

  it.each(Object.entries(makers))('of %s is set by a test of what takes it', (name, maker) => {
    const own = texts.filter((text) => maker.test(text));
    const csvOnes = name in files ? published['CsvOptions']! : [];
    const unset = published[name]!.filter(
      (option) =>
        !csvOnes.includes(option) && !own.some((text) => new RegExp(`\\b${option}\\b\\s*[:,}]|'${option}'`).test(text)),
    );
    expect(unset).toEqual([]);
  });
});
