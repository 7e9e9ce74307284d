import { describe, expect, it } from 'vitest';
import { knownWindows, type KnownWindow } from '../../benchmarks/parity/real/columns.js';
import { alarmRows, alarmsOf, detectors } from '../../benchmarks/parity/real/ours.js';
import { scoreColumns, scoreStream } from '../../benchmarks/parity/real/score.js';
import { knownStreams } from '../../benchmarks/parity/real/streams.js';
import { realData } from '../../scripts/pages/real-data-page.js';
import { sharedData } from '../shared-data.js';

const { columns, concepts } = realData();
const folder = sharedData('elec2.csv.gz')?.replace('/elec2.csv.gz', '');

describe('the page of verdicts on real data', () => {
  it.skipIf(folder === undefined)('says of columns what compare says of them now', async () => {
    const windows = await knownWindows(folder!);
    for (const [name, ordered] of [
      ['driftsense', true],
      ['driftsense, `ordered: false`', false],
    ] as const)
      expect(columns.filter((score) => score.package === name)).toEqual(
        scoreColumns(
          name,
          windows,
          windows.map((window) => alarmsOf(window, ordered)),
        ),
      );
  });

  it.skipIf(folder === undefined)(
    'says of streams what our detectors say of them now',
    { timeout: 600_000 },
    async () => {
      const streams = await knownStreams(folder!);
      for (const [name, make] of Object.entries(detectors))
        expect(concepts.filter(({ detector }) => detector === `driftsense ${name}`)).toEqual(
          streams.map((stream) => scoreStream(`driftsense ${name}`, stream, alarmRows(make, stream.errors))),
        );
    },
  );

  it('has the same windows and streams for every package', () => {
    const packages = [...new Set(columns.map((score) => score.package))];
    expect(packages).toEqual(['driftsense', 'driftsense, `ordered: false`', 'evidently', 'NannyML']);
    const cases = (name: string) =>
      columns.flatMap(({ package: of, data, windows, drifted, quiet }) =>
        of === name ? [[data, windows, drifted, quiet]] : [],
      );
    for (const name of packages) expect(cases(name)).toEqual(cases('driftsense'));
    const streamsOf = (name: string) => concepts.filter(({ detector }) => detector === name).map(({ data }) => data);
    for (const { detector } of concepts) expect(streamsOf(detector)).toEqual(streamsOf('driftsense adwin'));
  });

  it('shows river’s ADWIN and ours as one', () => {
    const of = (name: string) =>
      concepts.filter(({ detector }) => detector === name).map((score) => ({ ...score, detector: '' }));
    expect(of('driftsense adwin')).toEqual(of('river ADWIN'));
  });

  it('shows no false alarm of ours where nothing drifted', () => {
    const ours = columns.filter((score) => score.package.startsWith('driftsense'));
    expect(ours.filter((score) => score.false > 0)).toEqual([]);
    expect(ours.filter(({ drifted }) => drifted === 0).map(({ windows }) => windows)).toEqual(
      Array.from({ length: 12 }, () => 10),
    );
  });
});

describe('the scores', () => {
  it('count a change as found by the first alarm before the next one, all others as false', () => {
    const stream = { data: 'made', errors: Array.from({ length: 100 }, () => 0), changes: [20, 50] };
    expect(scoreStream('some', stream, [10, 25, 30, 99])).toEqual({
      data: 'made',
      detector: 'some',
      rows: 100,
      changes: 2,
      found: 2,
      delay: 27,
      false: 2,
    });
    expect(scoreStream('some', stream, [60])).toMatchObject({ found: 1, delay: 10, false: 0 });
    expect(scoreStream('some', stream, [])).not.toHaveProperty('delay');
  });

  it('count a column without an answer as silent', () => {
    const column = (drifted: boolean) => ({ kind: 'number' as const, drifted, reference: [], window: [] });
    const window: KnownWindow = {
      data: 'made',
      window: '1',
      columns: { a: column(true), b: column(true), c: column(false), d: column(false) },
    };
    expect(
      scoreColumns(
        'some',
        [window, window],
        [
          { a: true, b: null, c: true, d: null },
          { a: true, b: true, c: false, d: false },
        ],
      ),
    ).toEqual([
      {
        data: 'made',
        package: 'some',
        windows: 2,
        drifted: 4,
        found: 3,
        delay: 0.5,
        quiet: 4,
        false: 1,
        falseWindows: 1,
      },
    ]);
    const [none] = scoreColumns('some', [window], [{ a: false, b: null, c: false, d: false }]);
    expect(none).not.toHaveProperty('delay');
  });
});
