import { describe, expect, it } from 'vitest';
import { Monitor, type ConceptDetector } from '../../src/index.js';
import { fileCheckpoint } from '../../src/node.js';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { schema, served } from './served.js';

const bad: readonly (readonly [what: string, value: unknown])[] = [
  ['a function', () => 1],
  ['NaN', Number.NaN],
  ['a Map', new Map([[1, 2]])],
  ['a date', new Date(0)],
  ['a typed array', new Float64Array(2)],
];

describe.each(bad)('a detector whose state comes to hold %s', (_what, value) => {
  it('is named by the checkpoint, which is refused: the last good one stays, and a restart goes on from there', async () => {
    const fs = memoryFileSystem();
    const concept: ConceptDetector<{ seen: number; held: unknown }> = {
      name: 'holder',
      input: 'error',
      initialState: () => ({ seen: 0, held: 0 }),
      update(state) {
        state.seen++;
        if (state.seen > 300) state.held = value;
        return { drift: false };
      },
    };
    const options = {
      schema,
      reference: served(2_000, 'reference'),
      concept,
      checkpoint: fileCheckpoint('/s', { fs }),
    };
    const monitor = new Monitor(options);
    const errors: string[] = [];
    monitor.on('error', ({ where, code }) => errors.push(`${where} ${code}`));
    await monitor.process(served(200, 'one'));
    expect(errors).toEqual([]);
    const report = await monitor.process(served(200, 'two')); // the report is told all the same
    expect(report.concept).toMatchObject({ rows: 200 });
    expect(errors).toEqual(['checkpoint STATE_NOT_JSON']);
    await expect(monitor.checkpoint()).rejects.toMatchObject({
      code: 'STATE_NOT_JSON',
      message: expect.stringContaining("detector 'holder'") as string,
    });
    const resumed = new Monitor({ ...options, checkpoint: fileCheckpoint('/s', { fs }) });
    await resumed.settled();
    const { windows, concept: kept } = resumed.toJSON().state;
    expect([windows, kept!.run.state]).toEqual([1, { seen: 200, held: 0 }]);
  });
});
