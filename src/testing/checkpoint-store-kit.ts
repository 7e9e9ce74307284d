import type { CheckpointStore } from '../contracts/checkpoint-store.js';
import { runnerOf, type TestRunner } from './test-runner.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const everyByte = Uint8Array.from({ length: 512 }, (_, i) => i % 256);

/**
 * Checks that a checkpoint store keeps the contract, as tests of your own runner: what was saved last is what is loaded,
 * byte for byte.
 *
 * @param make - Gives a new, empty store each time.
 * @param runner - `describe`, `it` and `expect` of vitest, jest or bun.
 */
export function checkpointStoreKit(make: () => CheckpointStore | Promise<CheckpointStore>, runner: TestRunner): void {
  const { describe, it, expect } = runnerOf('checkpointStoreKit', make, runner);
  describe('checkpoint store', () => {
    it('loads undefined before anything was saved', async () => {
      expect(await (await make()).load()).toBe(undefined);
    });

    it('loads what was saved, of every byte', async () => {
      for (const bytes of [everyByte, bytesOf('{"rows": 1}'), new Uint8Array()]) {
        const store = await make();
        await store.save(bytes);
        expect(Array.from((await store.load())!)).toEqual(Array.from(bytes));
      }
    });

    it('loads what was saved last', async () => {
      const store = await make();
      for (let n = 1; n <= 5; n++) await store.save(bytesOf(`state ${n}`));
      expect(new TextDecoder().decode(await store.load())).toBe('state 5');
    });

    it('is not changed by what its caller does to the bytes afterwards', async () => {
      const store = await make();
      const bytes = bytesOf('saved');
      await store.save(bytes);
      bytes.fill(0);
      (await store.load())!.fill(0);
      expect(new TextDecoder().decode(await store.load())).toBe('saved');
    });

    it('keeps a megabyte whole', async () => {
      const store = await make();
      const bytes = Uint8Array.from({ length: 1_048_576 }, (_, i) => (i * 31) % 251);
      await store.save(bytes);
      const loaded = (await store.load())!;
      expect(loaded.length === bytes.length && loaded.every((byte, i) => byte === bytes[i])).toBe(true);
    });
  });
}
