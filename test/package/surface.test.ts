import * as core from 'driftsense';
import * as node from 'driftsense/node';
import * as stats from 'driftsense/stats';
import * as testing from 'driftsense/testing';
import { describe, expect, it } from 'vitest';
import { exportedTypes } from './exported-types.js';

/** A change here is a change of the public surface: it needs a changeset. */
describe('the public surface', () => {
  it.each(Object.entries({ core, node, stats, testing }))(
    'exports from %s what it exported before',
    async (entry, exported) => {
      const names = Object.keys(exported).toSorted();
      await expect(`${names.join('\n')}\n`).toMatchFileSnapshot(`surface/${entry}.txt`);
    },
  );

  it('has the types and signatures that it had before', async () => {
    const typesOf = exportedTypes();
    const ofCore = new Set(typesOf('index'));
    for (const [entry, file] of Object.entries({ core: 'index', node: 'node', stats: 'stats', testing: 'testing' })) {
      // Of driftsense/node, what it has beyond the core.
      const lines = typesOf(file).filter((line) => entry !== 'node' || !ofCore.has(line));
      await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`surface/${entry}-types.txt`);
    }
  });

  it('contains everything of the core in driftsense/node', () => {
    expect(Object.keys(core).filter((name) => !(name in node))).toEqual([]);
  });

  it('has every memory double of the core in driftsense/testing too', () => {
    const doubles = Object.entries(core).filter(([name]) => name.startsWith('memory'));
    expect(Object.fromEntries(doubles)).toEqual(
      Object.fromEntries(Object.entries(testing).filter(([name]) => name.startsWith('memory'))),
    );
    expect(doubles.length).toBeGreaterThan(7);
  });
});
