import { expect, it } from 'vitest';
import { logisticRegression, Monitor, rowBuffer } from '../../src/index.js';
import { schema, served, unlabelled } from '../monitor/served.js';

// A window longer than what is gathered at once is put together from several batches. Where no row of one of them named an
// id, the rows of the others lost theirs, and with these the labels that came later.
it('rows of a large window keep their ids for training where only some of them name one', async () => {
  const training = rowBuffer({ rows: 10_000 });
  const monitor = new Monitor({
    schema,
    reference: served(200, 'reference'),
    window: { rows: 4_100 },
    trainer: logisticRegression(),
    training,
  });
  const rows = served(4_100, 'day').map(unlabelled);
  rows.forEach((row, i) => monitor.observe(row, i < 10 ? { id: i } : {}));
  await monitor.settled();
  monitor.label(3, { label: 'yes' });
  const labelled: unknown[] = [];
  for await (const batch of training.rows({ labelled: true, signal: new AbortController().signal }))
    for (const [row, { label }] of [...batch].entries()) if (label) labelled.push([row, label]);
  expect(labelled).toEqual([[3, 'yes']]);
});
