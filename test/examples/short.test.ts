import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = (name: string): string => fileURLToPath(new URL(`../../examples/${name}/`, import.meta.url));
const examples = ['service', 'replicas', 'custom'].flatMap((name) =>
  readdirSync(folder(name))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [name, file] as const),
);

describe('the examples of services, replicas and custom parts', () => {
  it('are those for Fastify, Express, a queue, a serverless function, Prometheus, two replicas and every contract', () => {
    expect(examples.map((path) => path.join('/')).toSorted()).toEqual([
      'custom/error-run.ts',
      'custom/majority.ts',
      'custom/map-registry.ts',
      'custom/median-shift.ts',
      'custom/pager.ts',
      'replicas/judge.ts',
      'replicas/replica.ts',
      'service/express.ts',
      'service/fastify.ts',
      'service/prometheus.ts',
      'service/queue-worker.ts',
      'service/serverless.ts',
    ]);
  });

  it.each(examples)('%s/%s has at most 30 lines, and its page tells of it', (name, file) => {
    const lines = readFileSync(folder(name) + file, 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.length).toBeLessThanOrEqual(30);
    // Parts of one thing share a page.
    const page = name === 'service' ? file.replace('.ts', '.md') : 'README.md';
    expect(readFileSync(folder(name) + page, 'utf8')).toContain(file);
  });
});
