import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch } from '../src/contracts/batch.js';
import { fromColumns } from '../src/table/batch.js';
import { codedColumn } from '../src/table/columns.js';

/** Numbers, and codes of categories, by column. */
export interface SharedTable {
  readonly doubles: Readonly<Record<string, Float64Array>>;
  readonly codes?: Readonly<Record<string, Int32Array>>;
}

/** Writes tables where a peer in Python reads them (`Shared` of `peers/serve.py`); the folder goes with this process. */
export function shareTables(
  tables: Readonly<Record<string, SharedTable>>,
  categories: Readonly<Record<string, readonly string[]>> = {},
): string {
  const folder = mkdtempSync(join(tmpdir(), 'driftsense-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const layout: Record<string, unknown> = { categories, windows: windowsOf(tables) };
  for (const [name, { doubles, codes = {} }] of Object.entries(tables)) {
    layout[name] = { doubles: Object.keys(doubles), codes: Object.keys(codes) };
    writeFileSync(join(folder, `${name}.f64`), Buffer.concat(Object.values(doubles).map(bytesOf)));
    writeFileSync(join(folder, `${name}.i32`), Buffer.concat(Object.values(codes).map(bytesOf)));
  }
  writeFileSync(join(folder, 'layout.json'), JSON.stringify(layout));
  return folder;
}

const windowsOf = (tables: object): number => Object.keys(tables).filter((name) => name.startsWith('window')).length;

const bytesOf = (values: Float64Array | Int32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** The same table as ours take it. */
export const batchOf = (
  { doubles, codes = {} }: SharedTable,
  categories: Readonly<Record<string, readonly string[]>> = {},
): Batch =>
  fromColumns({
    ...doubles,
    ...Object.fromEntries(Object.entries(codes).map(([name, of]) => [name, codedColumn(of, categories[name]!)])),
  });
