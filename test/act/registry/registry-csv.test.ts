import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { memoryRegistry } from '../../../src/act/registry/memory-registry.js';
import { isRegistryCsv, registryCsv } from '../../../src/act/registry/registry-csv.js';
import type { ModelVersion } from '../../../src/contracts/registry.js';

const bare = { trainer: 'majority', model: 1, metrics: {}, createdAt: 0, rows: 0 };
const rowsOf = (text: string): Record<string, string>[] => parse(text, { columns: true });

describe('registryCsv', () => {
  it('begins with version, metrics, timestamp, data size and notes', async () => {
    const version: ModelVersion = {
      ...bare,
      version: 3,
      metrics: { auc: 0.91, accuracy: 0.8 },
      createdAt: Date.UTC(2026, 2, 1, 12),
      rows: 2_000,
      notes: 'days 1–7, "clean"',
    };
    const [header, row] = parse(registryCsv([version]));
    expect(header!.slice(0, 5)).toEqual(['version', 'metrics', 'timestamp', 'data_size', 'notes']);
    expect(row!.slice(0, 5)).toEqual([
      '3',
      '{"auc":0.91,"accuracy":0.8}',
      '2026-03-01T12:00:00.000Z',
      '2000',
      'days 1–7, "clean"',
    ]);
  });

  it('shows every other fact but the model and the reference of its scores', async () => {
    const registry = memoryRegistry();
    const version = await registry.append({
      ...bare,
      name: 'fraud',
      trainerVersion: '1.2',
      libVersion: '0.1.0',
      parent: 2,
      reason: 'confirmed-data-drift',
      trainingWindow: { from: 'w1', to: 'w7' },
      referenceHash: 'abc',
      features: [{ name: 'amount', type: 'numeric' }],
      classes: [false, true],
      validation: { rows: 10, meanLoss: 0.1, sd: 0.2 },
      gate: { verdict: 'promote' },
    });
    expect(rowsOf(registryCsv([version]))[0]).toMatchObject({
      name: 'fraud',
      trainer: 'majority',
      trainer_version: '1.2',
      lib_version: '0.1.0',
      parent: '2',
      reason: 'confirmed-data-drift',
      training_from: 'w1',
      training_to: 'w7',
      reference_hash: 'abc',
      features: '{"amount":"numeric"}',
      classes: '[false,true]',
      validation_rows: '10',
      validation_mean_loss: '0.1',
      validation_sd: '0.2',
      gate: '{"verdict":"promote"}',
    });
  });

  it('has one column per metric of any version, exact and empty where a version lacks it', () => {
    const rows = rowsOf(
      registryCsv([
        { ...bare, version: 1, metrics: { auc: 0.1 + 0.2, gain: -1e-7 } },
        { ...bare, version: 2, metrics: { 'log loss': 0 } },
      ]),
    );
    expect(rows.map((row) => [row['metric_auc'], row['metric_gain'], row['metric_log loss']])).toEqual([
      ['0.30000000000000004', '-1e-7', ''],
      ['', '', '0'],
    ]);
  });

  it('evaluates in no spreadsheet, whatever the trainer calls things (SEC-5)', () => {
    const text = registryCsv([
      {
        ...bare,
        version: 1,
        trainer: '=cmd|calc',
        notes: '@SUM(A1)',
        metrics: { '=x': 1 },
        reason: '\t=1',
        name: '-2',
      },
    ]);
    const [row] = rowsOf(text);
    expect([row!['trainer'], row!['notes'], row!['reason'], row!['name']]).toEqual([
      "'=cmd|calc",
      "'@SUM(A1)",
      "'\t=1",
      "'-2",
    ]);
    expect(row!['metric_=x']).toBe('1');
  });

  it('keeps a time that no calendar has as the number it is', () => {
    expect(rowsOf(registryCsv([{ ...bare, version: 1, createdAt: 9e15 }]))[0]!['timestamp']).toBe('9000000000000000');
  });

  it('knows its own exports, also empty ones', () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    expect(isRegistryCsv(bytes(registryCsv([])))).toBe(true);
    expect(isRegistryCsv(bytes(registryCsv([{ ...bare, version: 1, metrics: { a: 1 } }])))).toBe(true);
    expect(isRegistryCsv(bytes('version,metrics,timestamp,data_size,notes\r\n'))).toBe(false);
  });
});
