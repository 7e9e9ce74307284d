import type { CountingColumn } from './counting-task.js';

type Values = CountingColumn['values'];

/** Memory that threads see too, in a fixed number of places: who wants one waits until one is given back. */
export class SharedRoom {
  readonly #free: SharedPlace[];
  readonly #waiting: ((place: SharedPlace) => void)[] = [];

  constructor(places: number) {
    this.#free = Array.from({ length: places }, () => new SharedPlace());
  }

  async take(): Promise<SharedPlace> {
    const place = this.#free.pop() ?? (await new Promise<SharedPlace>((resolve) => void this.#waiting.push(resolve)));
    place.clear();
    return place;
  }

  give(place: SharedPlace): void {
    const next = this.#waiting.shift();
    if (next) next(place);
    else this.#free.push(place);
  }

  /** Lets go of the memory of the places that are free. */
  empty(): void {
    for (const place of this.#free) place.free();
  }
}

const bytesAtFirst = 2 ** 21;

/** One piece of shared memory, used again and again; it grows to what it has to hold. */
export class SharedPlace {
  #memory: SharedArrayBuffer | undefined;
  #used = 0;

  clear(): void {
    this.#used = 0;
  }

  free(): void {
    this.#memory = undefined;
  }

  /** The same values in shared memory: copied, unless they lie there already. */
  hold(values: Values): Values {
    if (values.kind === 'numeric') {
      if (isShared(values.values)) return { ...values };
      const { buffer, at } = this.#room(values.values.byteLength);
      const copy = new Float64Array(buffer, at, values.values.length);
      copy.set(values.values);
      return { ...values, values: copy };
    }
    if (isShared(values.codes)) return { ...values };
    const { buffer, at } = this.#room(values.codes.byteLength);
    const copy = new Int32Array(buffer, at, values.codes.length);
    copy.set(values.codes);
    return { ...values, codes: copy };
  }

  #room(bytes: number): { readonly buffer: SharedArrayBuffer; readonly at: number } {
    // What is held already stays in the memory of before.
    let buffer = this.#memory;
    if (buffer === undefined || this.#used + bytes > buffer.byteLength) {
      buffer = this.#memory = new SharedArrayBuffer(Math.max(bytesAtFirst, bytes));
      this.#used = 0;
    }
    const at = this.#used;
    this.#used += Math.ceil(bytes / 8) * 8;
    return { buffer, at };
  }
}

const isShared = ({ buffer }: Float64Array | Int32Array): boolean => buffer instanceof SharedArrayBuffer;
