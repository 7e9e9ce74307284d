import { expect, it, vi } from 'vitest';
import { threadPool } from '../../src/ports/thread-pool.node.js';

let loaded = 0;
vi.mock('tinypool', () => ({
  get Tinypool() {
    loaded++;
    throw new Error('threads cannot be had here');
  },
}));

it('fails each task where threads cannot be had, tries anew with the next, and is closed without an error', async () => {
  const pool = threadPool(1);
  const task = () => pool.run(new URL('file:///task.js'), {});
  await expect(task()).rejects.toThrow('threads cannot be had here');
  await expect(task()).rejects.toThrow('threads cannot be had here');
  expect(loaded).toBe(2);
  await pool.close();
});

it('is closed without an error while threads that cannot be had are being started', async () => {
  const pool = threadPool(1);
  const task = expect(pool.run(new URL('file:///task.js'), {})).rejects.toThrow('threads cannot be had here');
  await pool.close();
  await task;
});

it('is refused under Deno', () => {
  vi.stubGlobal('Deno', {});
  expect(() => threadPool(1)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  vi.unstubAllGlobals();
});
