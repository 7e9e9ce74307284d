import { expect, it } from 'vitest';
import { nodeFileSystem } from '../../src/ports/file-system.node.js';
import { sha256 } from '../../src/stats/sha256.js';

it('the digest of the disk is that of records written anywhere else', async () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 1_000, 4_194_305]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) % 256);
    expect(await nodeFileSystem.sha256!(bytes)).toBe(sha256(bytes));
  }
});
