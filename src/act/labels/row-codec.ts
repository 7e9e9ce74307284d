import { base64, fromBase64 } from './base64.js';
import { ByteReader, ByteWriter, isShort } from './byte-io.js';
import { bits, savedBits, type Chain, type RowArrays, type Slots } from './slots.js';

// Bits of the first byte of a row beyond those of its flags: how its numbers are written.
/** Prediction, label: a whole number below 128 in one byte, else eight. */
const shortPrediction = 16;
const shortLabel = 32;
/** There is a score. */
const scored = 64;
/** The time of the label in force is known. */
const timed = 128;

/** Rows that are encoded or decoded at once: some milliseconds. */
const rowsOfBlock = 2_048;

/** The letters of a text of rows, one byte each. */
export type LettersOf = (text: string) => Uint8Array;

/** The rows of a chain, from the first one on, as base64 text. */
export function encodeRows(rows: RowArrays, first: number): string {
  let text = '';
  for (const block of rowBlocks(rows, first)) text += new TextDecoder().decode(base64(block));
  return text;
}

/**
 * The rows of a chain as bytes, some 15 to 40 each, whatever the byte order of the machine. Times and turns as differences
 * from the row before, in bytes of seven bits. In blocks of which the base64 texts put together are that of the whole.
 */
export function* rowBlocks(rows: RowArrays, first: number): Generator<Uint8Array, void> {
  const bytes = new ByteWriter();
  let [at, turn] = [0, 0];
  for (let slot = first, row = 1; slot >= 0; slot = rows.next.of(slot), row++) {
    const prediction = rows.prediction.of(slot);
    const label = rows.label.of(slot);
    const score = rows.score.of(slot);
    const labelAt = rows.labelAt.of(slot);
    const labelFirst = rows.labelFirst.of(slot);
    const flags = rows.flags.of(slot);
    const labelled = (flags & bits.labelled) !== 0;
    const time = rows.at.of(slot);
    bytes.byte(
      (flags & savedBits) |
        (isShort(prediction) ? shortPrediction : 0) |
        (labelled && isShort(label) ? shortLabel : 0) |
        (Number.isNaN(score) ? 0 : scored) |
        (Number.isNaN(labelAt) ? 0 : timed),
    );
    bytes.word(rows.high.of(slot));
    bytes.word(rows.low.of(slot));
    bytes.signed(time - at);
    bytes.signed(rows.turn.of(slot) - turn);
    bytes.number(prediction);
    if (!Number.isNaN(score)) bytes.double(score);
    if (labelled) {
      bytes.number(label);
      if (!Number.isNaN(labelAt)) bytes.signed(labelAt - time);
      // 0: the first label has no time; else its time before that of the label in force, plus one.
      if (!Number.isNaN(labelAt)) bytes.unsigned(Number.isNaN(labelFirst) ? 0 : labelAt - labelFirst + 1);
    }
    at = time;
    turn = rows.turn.of(slot);
    if (row % rowsOfBlock === 0) yield bytes.take(3);
  }
  yield bytes.take(1);
}

/**
 * Adds the rows of a text to a chain, in steps of a few milliseconds.
 *
 * @param text - Its letters as bytes.
 * @param room - Called before each row: makes room when there is none, or says that the row is to be left out.
 * @param added - Told of each slot.
 * @returns Whether the text was one that `encodeRows` wrote.
 */
export function* decodeRows(
  text: Uint8Array,
  slots: Slots,
  chain: Chain,
  room: () => boolean,
  added: (slot: number) => void,
): Generator<undefined, boolean> {
  const data = yield* fromBase64(text);
  if (data === undefined) return false;
  const bytes = new ByteReader(data);
  let [at, turn] = [0, 0];
  for (let row = 1; bytes.left > 0; row++) {
    if (row % rowsOfBlock === 0) yield;
    const first = bytes.byte();
    const high = bytes.word();
    const low = bytes.word();
    at += bytes.signed();
    turn += bytes.signed();
    const prediction = bytes.number((first & shortPrediction) !== 0);
    const score = (first & scored) === 0 ? Number.NaN : bytes.double();
    let label = Number.NaN;
    let labelAt = Number.NaN;
    let labelFirst = Number.NaN;
    const isLabelled = (first & bits.labelled) !== 0;
    if (isLabelled) {
      label = bytes.number((first & shortLabel) !== 0);
      if ((first & timed) !== 0) {
        labelAt = at + bytes.signed();
        const before = bytes.unsigned();
        if (before > 0) labelFirst = labelAt - before + 1;
      }
    }
    const sound = Number.isFinite(at + turn + prediction) && Number.isFinite(label) === isLabelled;
    if (bytes.failed || !sound || slots.find(high, low) !== undefined) return false;
    if (!room()) continue;
    const slot = slots.add(high, low, chain);
    slots.flags.put(slot, first & savedBits);
    slots.at.put(slot, at);
    slots.turn.put(slot, turn);
    slots.prediction.put(slot, prediction);
    slots.score.put(slot, score);
    slots.label.put(slot, label);
    slots.labelAt.put(slot, labelAt);
    slots.labelFirst.put(slot, labelFirst);
    added(slot);
  }
  return true;
}
