const firstRoom = 64;

/** Cells of one column that come one by one: doubles as long as all are numbers, else values as they are. */
export class GrowingColumn {
  #length = 0;
  #numbers: Float64Array;
  /** All cells, from the first one that is no number. */
  #cells: unknown[] | undefined;

  /** @param room - Cells expected. */
  constructor(room: number) {
    this.#numbers = new Float64Array(Math.max(firstRoom, room));
  }

  get length(): number {
    return this.#length;
  }

  push(cell: unknown): void {
    if (this.#cells === undefined && typeof cell === 'number') {
      if (this.#length === this.#numbers.length) this.#grow();
      this.#numbers[this.#length] = cell;
    } else {
      this.#cells ??= Array.from(this.#numbers.subarray(0, this.#length));
      this.#cells.push(cell);
    }
    this.#length++;
  }

  /** Missing cells up to `length`. */
  pad(length: number): void {
    while (this.#length < length) this.push(undefined);
  }

  /** Forgets what came after the first `length` cells. */
  cut(length: number): void {
    this.#length = Math.min(this.#length, length);
    if (this.#cells) this.#cells.length = this.#length;
  }

  /** The cells, the first `length` of them; later ones may still be pushed. */
  values(): Float64Array | readonly unknown[] {
    return this.#cells ?? this.#numbers.subarray(0, this.#length);
  }

  #grow(): void {
    const numbers = new Float64Array(2 * this.#numbers.length);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }
}
