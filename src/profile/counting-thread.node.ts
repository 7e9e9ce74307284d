// What runs in the threads of `workerExecutor`: counts columns over the cells of their reference.
import type { ReferenceColumn, WindowColumn } from '../contracts/profiles.js';
import { allSteps } from '../all-steps.js';
import { cellCounter } from './cell-counts.js';
import type { CountingTask, SharedReference } from './counting-task.js';
import { countInSteps } from './profile-window.js';

/** Columns of references that a thread remembers; then it reads them anew. */
const mostColumns = 20_000;
const references = new Map<number, ReferenceColumn>();

// oxlint-disable-next-line import/no-default-export -- what the pool of threads calls
export default function count({ columns }: CountingTask): WindowColumn[] {
  return columns.map(({ reference, ...column }) =>
    allSteps(countInSteps({ ...column, reference: read(reference) }, cellCounter)),
  );
}

function read({ key, json }: SharedReference): ReferenceColumn {
  let column = references.get(key);
  if (column === undefined) {
    if (references.size === mostColumns) references.clear();
    // Text decoders take no shared memory.
    column = JSON.parse(new TextDecoder().decode(json.slice())) as ReferenceColumn;
    references.set(key, column);
  }
  return column;
}
