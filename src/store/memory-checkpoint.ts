import type { CheckpointStore } from '../contracts/checkpoint-store.js';

/** A checkpoint store that lives and dies with the process: for tests, and where a restart may start afresh. */
export function memoryCheckpoint(): CheckpointStore {
  let newest: Uint8Array | undefined;
  return {
    load: async () => newest?.slice(),
    async save(bytes) {
      newest = bytes.slice();
    },
  };
}
