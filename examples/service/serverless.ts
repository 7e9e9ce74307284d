import { Monitor, type CheckpointStore, type MonitorOptions, type Row } from 'driftsense';

/**
 * A function that lives for one call: the state is in a store with two methods, such as an object in a bucket or a row in
 * a table. No timer, no file, no memory between calls.
 */
export function makeHandler(options: MonitorOptions, store: CheckpointStore) {
  return async (rows: readonly Row[]): Promise<{ verdicts: string[] }> => {
    const monitor = new Monitor({ ...options, checkpoint: store });
    const verdicts: string[] = [];
    monitor.on('window', ({ window, verdict }) => verdicts.push(`${window.id} ${verdict}`));
    for (const row of rows) monitor.observe(row);
    await monitor.close();
    return { verdicts };
  };
}
