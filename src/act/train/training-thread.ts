/** What a training thread is told. Columns of doubles and codes lie in memory that both threads see. */
export interface ThreadTask {
  /** Address of the trainer's module, what it exports the trainer as, and the trainer's name. */
  readonly module: string;
  readonly exported: string;
  readonly name: string;
  readonly columns: readonly (readonly [name: string, column: ThreadColumn])[];
  readonly labels: Float64Array;
  readonly classes?: readonly (string | number | boolean)[];
  readonly size: number;
  readonly seed: number;
}

/** A column without its methods. */
export type ThreadColumn =
  | { readonly kind: 'coded'; readonly codes: Int32Array; readonly categories: readonly string[] }
  | { readonly kind: 'parsed'; readonly values: Float64Array; readonly texts: ReadonlyMap<number, string> }
  | { readonly kind: 'plain'; readonly values: Float64Array | readonly unknown[] };

/** What a training thread answers. */
export type ThreadAnswer =
  | { readonly trained: unknown; readonly error?: undefined }
  | {
      readonly error: {
        readonly message: string;
        readonly stack?: string;
        /** Of a `DriftSenseError`. */
        readonly code?: string;
        readonly details?: Readonly<Record<string, unknown>>;
      };
    };

/**
 * What runs there: imports the trainer's module, trains, and hands back what came out. Text and not a file, so that it is
 * found whether the package is bundled or not; driftsense itself is found from the trainer's module.
 */
export const trainingThread = `
const { createRequire } = require('node:module');
const { parentPort, workerData } = require('node:worker_threads');
const { module, exported, name, columns, labels, classes, size, seed } = workerData;

async function train() {
  const { codedColumn, parsedColumn, toBatch } = createRequire(module)('driftsense');
  const trainer = (await import(module))[exported];
  if (trainer?.name !== name) throw new Error("expected trainer '" + name + "' exported as '" + exported + "' by " + module);
  const valuesOf = (column) =>
    column.kind === 'coded' ? codedColumn(column.codes, column.categories)
    : column.kind === 'parsed' ? parsedColumn(column.values, column.texts)
    : column.values;
  const table = Object.create(null);
  for (const [column, values] of columns) table[column] = valuesOf(values);
  const features = toBatch(table);
  const { signal } = new AbortController();
  return trainer.train({ features, labels, size, ...(classes && { classes }) }, { signal, seed });
}

const told = (error) => {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack, code, details } = error;
  return error.name === 'DriftSenseError' ? { message, stack, code, details } : { message, stack };
};
train()
  .then((trained) => parentPort.postMessage({ trained }))
  .catch((error) => parentPort.postMessage({ error: told(error) }));
`;
