// A process that judges the windows of the scenario and posts what it tells to a sink, until it is done or killed.
import { request } from 'node:http';
import { writeSync } from 'node:fs';
import type { Alerter, AlertMessage } from '../../src/contracts/alerter.js';
import type { CheckpointStore } from '../../src/contracts/checkpoint-store.js';
import { fileCheckpoint } from '../../src/store/file-checkpoint.node.js';
import { runToTheEnd, underAlertControl, type AlertControl } from './alert-scenario.js';

const [directory, port, control, point, count] = process.argv.slice(2) as [
  string,
  string,
  AlertControl,
  string,
  string,
];
const seen = new Map<string, number>();

/** Kills this process, with no chance to tidy up, at the n-th time it comes to the point that was planned. */
function comesTo(here: 'saved' | 'sending' | 'sent'): void {
  seen.set(here, (seen.get(here) ?? 0) + 1);
  if (here === point && seen.get(here) === Number(count)) process.kill(process.pid, 'SIGKILL');
}

function post(message: AlertMessage, key: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sending = request(
      { port, host: '127.0.0.1', method: 'POST', headers: { 'idempotency-key': key } },
      (response) => {
        response.resume().on('end', () => resolve());
      },
    );
    sending.on('error', reject);
    sending.end(JSON.stringify(message));
  });
}

const alerter: Alerter = {
  name: 'sink',
  async send(message, { idempotencyKey }) {
    comesTo('sending');
    await post(message, idempotencyKey);
    comesTo('sent');
  },
};
const disk = underAlertControl(fileCheckpoint(directory), control);
const store: CheckpointStore = {
  load: () => disk.load(),
  async save(bytes) {
    await disk.save(bytes);
    comesTo('saved');
  },
};
await runToTheEnd(store, alerter, (id) => writeSync(1, `${id}\n`));
