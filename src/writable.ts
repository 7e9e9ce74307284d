/**
 * A value that is still being made. Optional fields are set one by one where many values are made: an object that is put
 * together with `...(known && { field })` costs a hundred times as much.
 */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };
