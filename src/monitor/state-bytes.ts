import { base64 } from '../act/labels/base64.js';
import type { LabelLedger } from '../act/labels/ledger.js';
import { rowBlocks } from '../act/labels/row-codec.js';
import type { RowArrays } from '../act/labels/slots.js';
import { joinedBytes } from '../store/joined-bytes.js';
import type { Labelling } from './labelling.js';
import type { MonitorJson } from './state.js';

/** Bytes of rows that are encoded between two turns of the event loop: some milliseconds. */
const bytesOfStep = 65_536;

const utf8 = new TextEncoder();

/**
 * What `JSON.stringify(monitor.toJSON())` is at the first step, as bytes. Rows that wait for labels may be a million: they
 * are encoded in steps of a few milliseconds, as they were at the first one.
 *
 * @param saved - All but the labels, which are its last member.
 */
export function* stateBytes(saved: MonitorJson, labelling: Labelling): Generator<undefined, Uint8Array> {
  const { ledger, coverage, fed: version } = labelling;
  if (ledger === undefined) return utf8.encode(JSON.stringify(saved));
  const parts: Uint8Array[] = [utf8.encode(`${open(saved)},"labels":{"ledger":`)];
  const behind = utf8.encode(`,${JSON.stringify({ coverage, version }).slice(1)}}`);
  let size = 0;
  for (const part of ledgerParts(ledger)) {
    parts.push(part);
    size += part.length;
    if (size < bytesOfStep) continue;
    size = 0;
    yield;
  }
  return yield* joinedBytes([...parts, behind]);
}

/** The members of an object as JSON, to which others are added. */
const open = (members: object): string => JSON.stringify(members).slice(0, -1);

/** A ledger as JSON, as it was when it was asked for. */
function* ledgerParts(ledger: LabelLedger): Generator<Uint8Array, void> {
  const { slots } = ledger;
  const rows = Object.fromEntries(arrays.map((name) => [name, slots[name].frozen()])) as RowArrays;
  const { cohorts, unmatched, ...members } = ledger.stateWith(({ head }) => rowBlocks(rows, head));
  try {
    yield utf8.encode(`${open(members)},"cohorts":[`);
    for (const [i, { rows: blocks, ...cohort }] of cohorts.entries()) {
      yield utf8.encode(`${i > 0 ? ',' : ''}${open(cohort)},"rows":"`);
      for (const block of blocks) yield base64(block);
      yield utf8.encode('"}');
    }
    yield utf8.encode('],"unmatched":"');
    for (const block of unmatched) yield base64(block);
    yield utf8.encode('"}');
  } finally {
    for (const name of arrays) slots[name].thaw();
  }
}

const arrays = [
  ...(['at', 'turn', 'prediction', 'score', 'label', 'labelFirst', 'labelAt'] as const),
  ...(['high', 'low', 'flags', 'next'] as const),
];
