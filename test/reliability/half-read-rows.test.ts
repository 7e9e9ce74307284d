import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  logisticRegression,
  memoryClock,
  memoryRegistry,
  Monitor,
  rowBuffer,
  sourceFiles,
  trainInitialModel,
  type Batch,
  type TrainingSource,
} from '../../src/index.js';
import { readCsv } from '../../src/node.js';
import { csvText } from '../../src/store/csv-text.js';
import { sliceBatch } from '../../src/table/batch.js';
import { rowsOf } from '../monitor/loop.js';

const folder = mkdtempSync(join(tmpdir(), 'driftsense-half-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const moved = { shift: 1, flipped: true };
const window = rowsOf(2_000, 'window', moved);

/** A source that gives half the rows of a window, and then does something else. */
const halfThen = (next: () => Promise<Batch>): TrainingSource => ({
  async *rows() {
    yield sliceBatch(window, 0, 1_000);
    yield await next();
  },
});

const cells = (batch: Batch) =>
  Array.from({ length: batch.size }, (_, row) =>
    batch.names.map((name) => batch.column(name)!.at(row) as string | number),
  );
const cut = join(folder, 'window.csv');

/** Time passes for the run that hangs, and for no other: how fast the machine is, is no matter. */
const clock = memoryClock();
const hanging = async (): Promise<Batch> => {
  void clock.advance(2_000);
  return new Promise(() => undefined);
};

const sources: Readonly<Record<string, readonly [TrainingSource, code: string]>> = {
  'a query that breaks off': [halfThen(() => Promise.reject(new Error('the connection was reset'))), 'TRAINING_DATA'],
  'a query that hangs': [halfThen(hanging), 'TRAINING_TIMEOUT'],
  'a file cut in the middle of a record': [sourceFiles([cut], { read: readCsv }), 'CSV_RAGGED'],
};

describe('rows to train on of which only half can be read (REL-16)', () => {
  it.each(Object.entries(sources))(
    '%s: nothing is trained, the champion serves on, and the next run is begun',
    async (_name, [broken, code]) => {
      writeFileSync(cut, csvText(window.names, cells(window)));
      truncateSync(cut, readFileSync(cut).lastIndexOf(',', 30_000));
      const registry = memoryRegistry();
      const settings = {
        reference: rowsOf(8_000, 'reference'),
        columns: { label: { role: 'label' } } as const,
        registry,
        trainer: logisticRegression(),
      };
      await trainInitialModel(settings);
      let source = broken;
      const sound = rowBuffer({ rows: 20_000 });
      const training: TrainingSource = {
        rows: (query) => source.rows(query),
        add: (id, rows) => sound.add(id, rows),
      };
      const monitor = new Monitor({
        ...settings,
        clock,
        training,
        retrain: {
          on: 'data',
          confirm: { windows: 1, of: 1 },
          mode: 'auto',
          strategy: 'replace',
          minRows: 400,
          cooldown: { windows: 0 },
          timeoutMs: 2_000,
        },
      });
      const phases: string[] = [];
      monitor.on('retrain', ({ phase, code: found }) => phases.push(found === undefined ? phase : `${phase} ${found}`));
      await monitor.process(rowsOf(2_000, 'before'));
      await monitor.process(window, { id: 'window.csv' });
      await monitor.settled();
      expect(phases).toEqual(['started', `failed ${code}`]);
      expect(await registry.read(2)).toBeUndefined();
      expect(await registry.alias('champion')).toBe(1);

      source = sound;
      for (const id of ['a', 'b', 'c', 'd']) await monitor.process(rowsOf(2_000, id, moved), { id });
      await monitor.settled();
      expect(phases.slice(2, 4)).toEqual(['started', 'trained']);
      expect(await registry.alias('champion')).toBe(2);
      await monitor.close();
    },
  );
});
