import { compare, defineSchema, memoryAlerter, merge, Monitor, profile, renderReport } from 'driftsense';
import { describe, expect, it } from 'vitest';
import { coerce } from '../../src/table/coerce.js';
import { fromColumns } from '../../src/table/batch.js';
import { redactCategories } from '../../src/profile/redact.js';

const card = (i: number) => Math.floor(4e15 + i * 7e11 + 5e11 * ((i * 0.618_033_988_749) % 1));
const mail = (i: number) => `person.${i}@mail.example`;
const people = (from: number, rows = 500) => ({
  card: Array.from({ length: rows }, (_, i) => card(from + i)),
  mail: Array.from({ length: rows }, (_, i) => mail(from + (i % 40))),
});
const schema = defineSchema({
  card: { type: 'numeric', labels: 'redact' },
  mail: { type: 'categorical', labels: 'redact' },
});
const found = (whole: unknown) =>
  Array.from({ length: 1_000 }, (_, i) => [String(card(i)), mail(i)])
    .flat()
    .filter((text) => JSON.stringify(whole).includes(text));

describe('redacted columns', () => {
  it('leave no value in profiles of any sort, nor in what adds up from them', () => {
    const reference = profile(people(0), { schema, sample: true, exactKs: true, range20: true });
    const window = profile(people(300), { on: reference });
    expect(found([reference, window, merge(window, window)])).toEqual([]);
    expect(found(people(0))).toHaveLength(540); // the search would find them
  });

  it('leave none in reports, alerts and states', async () => {
    const alerter = memoryAlerter();
    const monitor = new Monitor({ schema, reference: people(0), alerters: [alerter] });
    const report = await monitor.process(people(300));
    await monitor.settled();
    expect(report.verdict).toBe('drift');
    expect(alerter.messages.length).toBeGreaterThan(0);
    const html = renderReport({ monitor: 'm', reports: [report] });
    expect(found([report, alerter.messages, monitor.reference, monitor, html])).toEqual([]);
    await monitor.close();
  });

  it('have no mean of a cell in the profile that stands for fewer than ten rows', () => {
    const rare = [0, card(900), 9e15];
    const x = rare.concat(Array.from({ length: 400 }, (_, i) => (i < 200 ? 1 : 2)));
    const declared = defineSchema({ card: { type: 'numeric', labels: 'redact' } });
    const means = (labels: 'redact' | 'plain') => {
      const { columns } = profile({ card: x }, { schema: labels === 'plain' ? undefined : declared } as object);
      return JSON.stringify(columns[0]!.kind === 'numeric' ? columns[0]!.cellMeans : []);
    };
    expect(means('redact')).not.toContain(String(card(900)));
  });

  it('are the same to a window profiled apart as to one given as rows', () => {
    const reference = profile(people(0), { schema });
    const apart = compare(reference, profile(people(0, 300), { on: reference }));
    expect(apart).toEqual(compare(reference, people(0, 300)));
    expect(apart.columns.find(({ column }) => column === 'mail')!.verdict).not.toBe('undecided');
    expect(apart.quality.some(({ kind }) => kind === 'unseen')).toBe(false);
  });

  it('that hold one value on both sides are constant, and are not when another comes', () => {
    const one = (x: number) => ({ card: Array.from({ length: 100 }, () => x) });
    const declared = defineSchema({ card: { type: 'numeric', labels: 'redact' } });
    const reference = profile(one(card(1)), { schema: declared });
    expect(found(reference)).toEqual([]);
    expect(compare(reference, one(card(1))).columns[0]).toMatchObject({ reason: 'constant-on-both-sides' });
    expect(compare(reference, one(card(2))).columns[0]).toMatchObject({ verdict: 'drift' });
  });
});

describe('redactCategories', () => {
  const table = coerce(fromColumns({ mail: [mail(1), mail(2), mail(1), null], card: [1, 2, 3, 4] }), schema);

  it('gives equal categories equal hashes, keeps missing cells, and hashes nothing twice', () => {
    const once = redactCategories(table, schema);
    const cells = [...once.batch.column('mail')!] as (string | null)[];
    expect(cells[0]).toMatch(/^#[0-9a-f]{16}$/);
    expect(cells[0]).toBe(cells[2]);
    expect(cells[0]).not.toBe(cells[1]);
    expect(cells[3]).toBeNull();
    expect(redactCategories(once, schema).columns).toEqual(once.columns);
    expect(once.columns.get('card')).toBe(table.columns.get('card'));
  });

  it('leaves a table without such columns as it is', () => {
    expect(redactCategories(table, defineSchema({ mail: 'categorical', card: 'numeric' }))).toBe(table);
  });
});
