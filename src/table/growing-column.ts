const leastRoom = 64;
const none = new Float64Array();

/** Cells of one column that come one by one: doubles as long as all are numbers, else values as they are. */
export class GrowingColumn {
  #length = 0;
  #numbers: Float64Array = none;
  readonly #room: number;
  /** All cells, from the first one that is no number. */
  #cells: unknown[] | undefined;

  /** @param room - Cells expected. */
  constructor(room: number) {
    this.#room = Math.max(leastRoom, room);
  }

  get length(): number {
    return this.#length;
  }

  pushNumber(cell: number): void {
    if (this.#cells === undefined) {
      if (this.#length === this.#numbers.length) this.#grow();
      this.#numbers[this.#length] = cell;
    } else this.#cells.push(cell);
    this.#length++;
  }

  /** A cell that is no number. */
  push(cell: unknown): void {
    this.#cells ??= Array.from(this.#numbers.subarray(0, this.#length));
    this.#cells.push(cell);
    this.#length++;
  }

  /** Missing cells up to `length`. */
  pad(length: number): void {
    while (this.#length < length) this.push(undefined);
  }

  /** All cells. Later ones may still be pushed. */
  values(): Float64Array | readonly unknown[] {
    return this.#cells ?? this.#numbers.subarray(0, this.#length);
  }

  #grow(): void {
    const numbers = new Float64Array(Math.max(this.#room, 2 * this.#numbers.length));
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }
}
