/**
 * Spellings by row as a map that costs four bytes a row: `codes[row]` points into `texts`, -1 where the number prints as
 * it was written. `slice` shares the memory.
 */
export class Spellings implements ReadonlyMap<number, string> {
  readonly codes: Int32Array;
  readonly texts: readonly string[];
  #size: number | undefined;

  constructor(codes: Int32Array, texts: readonly string[]) {
    this.codes = codes;
    this.texts = texts;
  }

  get size(): number {
    this.#size ??= this.codes.reduce((sum, code) => sum + (code < 0 ? 0 : 1), 0);
    return this.#size;
  }

  get(row: number): string | undefined {
    return this.texts[this.codes[row] ?? -1];
  }

  has(row: number): boolean {
    return this.get(row) !== undefined;
  }

  *entries(): MapIterator<[number, string]> {
    for (let row = 0; row < this.codes.length; row++) {
      const text = this.get(row);
      if (text !== undefined) yield [row, text];
    }
    return undefined;
  }

  *keys(): MapIterator<number> {
    for (const [row] of this.entries()) yield row;
    return undefined;
  }

  *values(): MapIterator<string> {
    for (const [, text] of this.entries()) yield text;
    return undefined;
  }

  forEach(call: (text: string, row: number, map: ReadonlyMap<number, string>) => void): void {
    for (const [row, text] of this.entries()) call(text, row, this);
  }

  [Symbol.iterator](): MapIterator<[number, string]> {
    return this.entries();
  }

  slice(from: number, to: number): Spellings {
    return new Spellings(this.codes.subarray(from, to), this.texts);
  }
}
