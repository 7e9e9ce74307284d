import { beforeAll, describe, expect, it } from 'vitest';
import { memoryCheckpoint, Monitor } from '../../src/index.js';
import type { ConceptDetector, MonitorEvents, MonitorJson } from '../../src/index.js';
import { memoryClock, type MemoryClock } from '../../src/ports/clock.js';
import { seededRandom } from '../../src/stats/random.js';
import { fromColumns, makeBatch } from '../../src/table/batch.js';

const [hour, day] = [3_600_000, 86_400_000];
const start = 100 * day;
/** So many that ids are noted, rows taken and periods judged in several steps. */
const [rows, labelled] = [20_000, 18_000];
const columns = { score: { role: 'score' }, label: { role: 'label' } } as const;

const random = seededRandom('labels in turns');
const scored = (size: number) => {
  const x = Float64Array.from({ length: size }, () => random.normal());
  const score = x.map((value) => 1 / (1 + Math.exp(-value)));
  return { x, score, label: Array.from(score, (p) => (random.uniform() < p ? 'yes' : 'no')) };
};
const reference = fromColumns(scored(3_000));
const { label: labels, ...predicted } = scored(rows);
const ids = labels.map((_, row) => `row ${row}`);
const large = makeBatch({
  size: rows,
  ids,
  times: new Float64Array(rows).fill(start),
  columns: Object.entries(predicted),
});
const { x: few } = scored(200);

/** Turns are those of code that is compiled: the first windows of a process take more. */
beforeAll(async () => {
  const monitor = new Monitor({ reference, columns, concept: false, retrain: false });
  for (let window = 0; window < 3; window++) await monitor.process(fromColumns({ x: few }));
});

/** Losses as a detector was fed with them. */
let fed: number[] = [];
const listener: ConceptDetector<{ rows: number }> = {
  name: 'listener',
  input: 'error',
  order: 'prediction',
  initialState: () => ({ rows: 0 }),
  update(state, loss) {
    fed.push(loss);
    state.rows++;
    return { drift: state.rows % 7_000 === 0 };
  },
};

function watch(clock: MemoryClock, json?: MonitorJson, more: object = {}) {
  const options = {
    reference,
    columns,
    concept: listener,
    retrain: false,
    random: seededRandom('key'),
    labels: { graceMs: 2 * hour },
    clock,
    ...more,
  } as const;
  const monitor = json ? Monitor.fromJSON(json, options) : new Monitor(options);
  const told: unknown[] = [];
  monitor.on('performance', (performance: MonitorEvents['performance']) => told.push(performance));
  monitor.on('window', ({ window, concept, performance }) => told.push({ rows: window.rows, concept, performance }));
  monitor.on('concept', (concept) => told.push(concept));
  return { monitor, told };
}

/** What is done, one after another, and what the time is then. */
const stages = [
  { at: start, work: (monitor: Monitor) => monitor.process(large) },
  { at: start + hour, work: (monitor: Monitor) => monitor.process(fromColumns({ x: few })) },
  { at: start + 3 * day, work: (monitor: Monitor) => monitor.tick() },
];
type During = (stage: number, monitor: Monitor, turn: number) => unknown;

/** All stages from one on, each with something done at every turn of the event loop in it. */
async function go(from = 0, json?: MonitorJson, during: During = () => undefined) {
  const clock = memoryClock(stages[from]!.at);
  const { monitor, told } = watch(clock, json);
  const turns: number[] = [];
  if (json === undefined) monitor.label('of nobody', 'yes');
  for (const [k, { at, work }] of stages.entries()) {
    if (k < from) continue;
    await clock.advance(at - clock.now());
    if (k === 1 && (k > from || json === undefined))
      for (const [row, id] of ids.entries()) if (row < labelled) monitor.label(id, labels[row]);
    turns[k] = await withTurns(work(monitor), (turn) => during(k, monitor, turn));
  }
  return { monitor, told, turns, counts: monitor.labelCounts()! };
}

/** Does something at every turn until the work is done; how many there were. */
async function withTurns(work: Promise<unknown>, during: (turn: number) => unknown): Promise<number> {
  let [turns, isOver] = [0, false];
  const turn = (): void => {
    if (isOver) return;
    during(turns++);
    setImmediate(turn);
  };
  setImmediate(turn);
  await work.finally(() => (isOver = true));
  return turns;
}

describe('ids of many rows, many late labels and large periods', () => {
  it('are gone through with turns of the event loop in between', async () => {
    const { turns, told, counts } = await go();
    for (const count of turns) expect(count).toBeGreaterThan(4);
    expect(counts.records.waiting).toBe(rows);
    expect(counts.feed).toEqual({ fed: labelled, skipped: rows - labelled, otherVersion: 0, correctedAfter: 0 });
    expect(told).toContainEqual(expect.objectContaining({ rows, labelled, coverage: 0.9 }));
  });

  it.each([0, 1, 2])(
    'leave a state, saved at any of these turns, that goes on as if it had been saved before: stage %i',
    async (stage) => {
      const saved: string[] = [];
      const whole = await go(0, undefined, (k, monitor) => k === stage && saved.push(JSON.stringify(monitor)));
      expect(saved.length).toBeGreaterThan(4);
      for (const json of [saved[0]!, saved[Math.floor(saved.length / 2)]!, saved.at(-1)!]) {
        const again = await go(stage, JSON.parse(json) as MonitorJson);
        expect(again.told).toEqual(whole.told.slice(whole.told.length - again.told.length));
        expect(again.told.length).toBeGreaterThan(0);
        const { duplicate, ...records } = again.counts.records;
        expect({ ...again.counts, records: { ...records, duplicate: 0 } }).toEqual(whole.counts);
        expect(duplicate).toBeLessThan(stage === 0 ? rows : 1);
        expect(JSON.parse(JSON.stringify(again.monitor.toJSON().labels!.ledger.cohorts))).toEqual(
          whole.monitor.toJSON().labels!.ledger.cohorts,
        );
      }
    },
  );

  it('take labels, corrections and rows that come at any of these turns: each once, before its row or after it', async () => {
    const other = (row: number): string => (labels[row] === 'yes' ? 'no' : 'yes');
    const outcomes = new Set<string>();
    const corrected = new Set<number>();
    let observed = 0;
    fed = [];
    const { counts, told } = await go(0, undefined, (stage, monitor, turn) => {
      // A label of a row that is noted, and of one that may not be; other rows come by.
      if (stage === 0 && (monitor.labelCounts()?.records.waiting ?? 0) > 0) {
        for (const row of [observed, rows - 1 - observed]) outcomes.add(monitor.label(ids[row]!, labels[row]));
        monitor.observe({ x: turn, score: 0.5 }, { id: `observed ${observed++}`, at: start + 1 });
      }
      if (stage !== 1 || turn >= 300) return;
      for (let row = turn; row < labelled; row += 300) {
        if (monitor.label(ids[row]!, other(row)) !== 'corrected') throw new Error(`row ${row}`);
        corrected.add(row);
      }
    });
    expect(outcomes).toEqual(new Set(['unmatched', 'joined']));
    expect(counts.records.waiting + counts.records.joined).toBe(rows + observed);
    expect(observed).toBeGreaterThan(2);
    const late = observed; // rows at the end whose labels came with the first stage
    expect(counts.labels.unmatched + counts.labels.joined).toBe(labelled + late + 1);
    // The losses are those of the labels that were known when the row was handed out.
    const loss = (row: number, label: string): number => Number(predicted.score[row]! >= 0.5 !== (label === 'yes'));
    const before = Array.from({ length: labelled }, (_, row) => fed[row] === loss(row, labels[row]!));
    expect(fed.slice(0, labelled)).toEqual(
      before.map((isBefore, row) => loss(row, corrected.has(row) && !isBefore ? other(row) : labels[row]!)),
    );
    const old = before.filter((isBefore, row) => isBefore && corrected.has(row)).length;
    expect(old).toBe(counts.feed.correctedAfter);
    expect(old).toBeGreaterThan(0);
    expect(old).toBeLessThan(corrected.size);
    // Performance is that of the labels in the end.
    const right = ids.filter((_, row) => {
      if (row >= labelled && row < rows - late) return false;
      return loss(row, corrected.has(row) ? other(row) : labels[row]!) === 0;
    });
    const performance = told.at(-1) as MonitorEvents['performance'];
    expect(performance.labelled).toBe(labelled + late);
    expect(performance.metrics['accuracy']!.value).toBe(right.length / (labelled + late));
  });

  it('are saved in turns, too: as they were at one moment, whatever comes meanwhile', async () => {
    const saved: string[] = [];
    const save = async (bytes: Uint8Array): Promise<void> => void saved.push(new TextDecoder().decode(bytes));
    const checkpoint = { load: async () => undefined, save };
    const { monitor } = watch(memoryClock(start), undefined, { checkpoint, checkpointEvery: { windows: 100 } });
    monitor.label('of nobody', 'yes');
    await monitor.process(large);
    const moments: string[] = [];
    await withTurns(monitor.checkpoint(), (turn) => {
      moments.push(JSON.stringify(monitor));
      // The first row, one at the end, one that nothing is known of, and another window.
      monitor.label(ids[turn]!, 'yes');
      monitor.label(ids[rows - 1 - turn]!, 'no');
      monitor.label(`of nobody ${turn}`, 'yes');
      monitor.observe({ x: turn, score: 0.5 }, { id: `observed ${turn}`, at: start + day });
    });
    expect(saved).toHaveLength(1);
    const turn = moments.indexOf(saved[0]!);
    expect(turn).not.toBe(-1);
    expect(moments.length - turn).toBeGreaterThan(3);
    await monitor.checkpoint();
    expect(saved[1]).toBe(JSON.stringify(monitor));
  });

  it('are as if they had not begun where the monitor is closed before they are through', async () => {
    const whole = await go();
    await whole.monitor.close(); // what ends a monitor is loaded
    for (const stage of [0, 1, 2]) {
      const checkpoint = memoryCheckpoint();
      const clock = memoryClock(start);
      const { monitor } = watch(clock, undefined, { checkpoint, checkpointEvery: { windows: 100 } });
      monitor.label('of nobody', 'yes');
      let saved: Uint8Array | undefined;
      for (const [k, { at, work }] of stages.entries()) {
        await clock.advance(at - clock.now());
        if (k === 1) for (let row = 0; row < labelled; row++) monitor.label(ids[row]!, labels[row]);
        if (k < stage) {
          await work(monitor);
          continue;
        }
        await monitor.checkpoint();
        const closing: Promise<void>[] = [];
        let isOver = false;
        const during = (turn: number): void => {
          // While ids are noted, which comes behind all that is asked of the rows, or labels taken.
          const isIn = stage === 0 ? monitor.labelCounts()!.records.waiting > 0 : turn >= 5;
          if (!isIn || closing.length > 0) return;
          const closed = monitor.close({ deadlineMs: 0 }).then(async () => {
            saved = await checkpoint.load();
            expect(isOver).toBe(false); // the window is judged to its end, and may be saved then
          });
          closing.push(closed, clock.advance(0)); // the deadline is over
        };
        await withTurns(work(monitor), during).then(() => (isOver = true));
        expect(await Promise.all(closing)).toHaveLength(2);
        break;
      }
      const again = await go(stage, JSON.parse(new TextDecoder().decode(saved)) as MonitorJson);
      const { duplicate, ...records } = again.counts.records;
      expect(again.told, String(stage)).toEqual(whole.told.slice(-again.told.length));
      expect({ ...again.counts, records: { ...records, duplicate: 0 } }).toEqual(whole.counts);
      expect(duplicate > 0).toBe(stage === 0);
    }
  });

  it('are taken with turns in between where they came before the state was read, and what comes meanwhile after them', async () => {
    const checkpoint = memoryCheckpoint();
    const clock = memoryClock(start);
    const before = watch(clock, undefined, { checkpoint });
    await stages[0]!.work(before.monitor);
    await before.monitor.close();
    await clock.advance(hour);
    const { monitor } = watch(clock, undefined, { checkpoint });
    for (let row = 0; row < labelled; row++) monitor.label(ids[row]!, labels[row]);
    const joined = new Set<number | undefined>();
    const outcomes: string[] = [];
    await withTurns(stages[1]!.work(monitor), () => {
      const known = monitor.labelCounts()?.labels.joined ?? 0;
      joined.add(known);
      // A correction of the last one, of which nothing is known yet.
      if (known > 0 && outcomes.length < 2) outcomes.push(monitor.label(ids[labelled - 1]!, `no ${outcomes.length}`));
    });
    joined.delete(0);
    expect([...joined]).toEqual([...Array.from({ length: 17 }, (_, i) => 1_024 * (i + 1)), labelled]);
    expect(outcomes).toEqual(['unmatched', 'unmatched']);
    // The window waited for all of them.
    expect(monitor.labelCounts()).toMatchObject({
      labels: { joined: labelled, 'invalid-label': 2, unmatched: 0 },
      feed: { fed: labelled, correctedAfter: 0 },
    });
  });

  it('are handed out again where the window that they came with is given up', async () => {
    const whole = await go(0, undefined);
    const clock = memoryClock(start);
    const { monitor, told } = watch(clock);
    monitor.label('of nobody', 'yes');
    await stages[0]!.work(monitor);
    await clock.advance(hour);
    for (let row = 0; row < labelled; row++) monitor.label(ids[row]!, labels[row]);
    const given = new AbortController();
    const window = monitor.process(fromColumns(predicted), {}, { signal: given.signal });
    const refused = expect(window).rejects.toMatchObject({ code: 'ABORTED' });
    await withTurns(refused, (turn) => turn === 3 && given.abort());
    expect(monitor.labelCounts()!.feed.fed).toBe(0);
    await stages[1]!.work(monitor);
    await clock.advance(3 * day - hour);
    await stages[2]!.work(monitor);
    expect(told).toEqual(whole.told);
    expect(monitor.labelCounts()).toEqual(whole.counts);
  });
});

describe('a checkpoint of many predictions and labels', () => {
  const storeOf = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    const saves: Uint8Array[] = [];
    return { saves, load: async () => bytes, save: async (newer: Uint8Array) => void saves.push(newer) };
  };
  const saved = async (size: number): Promise<string> => {
    const checkpoint = memoryCheckpoint();
    const { monitor } = watch(memoryClock(start), undefined, { checkpoint });
    await monitor.process(size === rows ? large : fromColumns({ x: few }));
    for (let row = 0; row < size; row += 2) monitor.label(ids[row]!, labels[row]);
    for (let row = 0; row < size; row += 4) monitor.label(`of nobody ${row}`, labels[row]);
    await monitor.close();
    return new TextDecoder().decode(await checkpoint.load());
  };

  let whole: string;
  beforeAll(async () => {
    whole = await saved(rows);
  });

  it('is read with turns in between, seen once all of it is read, and gone on with as if it had been read at once', async () => {
    const read = async (checkpoint: ReturnType<typeof storeOf>) => {
      const { monitor } = watch(memoryClock(start), undefined, { checkpoint });
      const seen = new Set<string>();
      const told: string[] = [];
      const turns = await withTurns(monitor.settled(), (turn) => {
        seen.add(JSON.stringify([monitor.toJSON().state.windows, monitor.labelCounts()?.records.waiting ?? 'nothing']));
        if (turn === 3) told.push(monitor.observe({ x: 1, score: 0.5 }, { id: 'meanwhile', at: start }));
        if (turn === 6) for (const row of [1, 2]) told.push(monitor.label(ids[row]!, 'no'));
      });
      return { monitor, turns, seen: [...seen], told };
    };
    const small = await read(storeOf(await saved(0)));
    const atOnce = watch(memoryClock(start), JSON.parse(whole) as MonitorJson).monitor;
    atOnce.observe({ x: 1, score: 0.5 }, { id: 'meanwhile', at: start });
    for (const row of [1, 2]) atOnce.label(ids[row]!, 'no');
    // Also as `JSON.stringify` writes it with spaces, in another order, or without a mark at its rows.
    const { labels: known, ...others } = JSON.parse(whole) as MonitorJson;
    for (const json of [
      whole,
      JSON.stringify({ labels: known, ...others }, undefined, 1),
      whole.replaceAll('A', '\\u0041'),
    ]) {
      const { monitor, turns, seen, told } = await read(storeOf(json));
      expect(turns - small.turns).toBeGreaterThan(rows / 2_048);
      expect(seen).toEqual(['[0,"nothing"]']);
      expect(told).toEqual(['taken', 'unmatched', 'unmatched']);
      expect(JSON.stringify(monitor)).toBe(JSON.stringify(atOnce));
    }
  });

  it.each<[string, (text: string) => string]>([
    ['a letter of its rows', (text) => text.replace(/("rows":".{200000}).(?=.)/, '$1*')],
    ['rows that are cut', (text) => text.replace(/("rows":".{200000})[^"]*/, '$1')],
    ['rows that are there twice', (text) => text.replace(/"rows":"([^"]*)"/, '"rows":"$1$1"')],
    ['a quote among its rows', (text) => text.replace(/("rows":".{200000}).(?=.)/, '$1"')],
    ['a letter of labels without prediction', (text) => text.replace(/("unmatched":".{20000}).(?=.)/, '$1-')],
    ['its coverage', (text) => text.replace('"coverage":{', '"coverage":{"more":1,')],
    ['its end', (text) => text.slice(0, -1)],
  ])('is refused where it is damaged, none of it taken, and stays as it is: %s', async (_, damage) => {
    expect(damage(whole)).not.toBe(whole);
    const checkpoint = storeOf(damage(whole));
    const { monitor } = watch(memoryClock(start), undefined, { checkpoint });
    const began = JSON.stringify(watch(memoryClock(start)).monitor);
    await expect(monitor.process(fromColumns({ x: few }))).rejects.toMatchObject({ code: 'STATE_INVALID' });
    expect(JSON.stringify(monitor)).toBe(began);
    await monitor.close();
    expect(checkpoint.saves).toEqual([]);
  });

  it('is left as it is by a monitor that is closed while it is read', async () => {
    const checkpoint = storeOf(whole);
    const clock = memoryClock(start);
    const { monitor } = watch(clock, undefined, { checkpoint });
    const settled = monitor.settled();
    const closed: Promise<unknown>[] = [];
    await withTurns(settled, (turn) => {
      if (turn !== 4) return;
      closed.push(
        monitor.close({ deadlineMs: 0 }).then(() => monitor.labelCounts()),
        clock.advance(0),
      );
    });
    expect(await Promise.all(closed)).toEqual([undefined, undefined]);
    expect(checkpoint.saves).toEqual([]);
    expect(monitor.label(ids[0]!, 'no')).toBe('closed');
  });
});
