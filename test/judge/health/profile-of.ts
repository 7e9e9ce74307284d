import { profile } from '../../../src/profile/profile.js';
import { fromColumns } from '../../../src/table/batch.js';

const rows = (n: number, isMissing: (row: number) => boolean) =>
  fromColumns({ x: Float64Array.from({ length: n }, (_, row) => (isMissing(row) ? Number.NaN : Math.sin(row ** 2))) });

const reference = (n: number, isMissing: (row: number) => boolean) => profile(rows(n, isMissing)).columns[0]!;
const grid = profile(rows(100, () => false));
const window = (n: number, missing: number) =>
  profile(
    rows(n, (row) => row < missing),
    { on: grid },
  ).columns[0]!;

/** Profiles of one numeric column by which of its rows are missing. */
export const profileOf = { reference, window };
