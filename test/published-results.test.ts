import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../src/freeze.js';
import { GuardedEmitter } from '../src/monitor/events.js';
import { memoryClock } from '../src/ports/clock.js';
import { silentLogger } from '../src/ports/logger.js';
import { compare } from '../src/index.js';
import { demoReports } from './fixtures/reports.js';

// What published-results.ts does for every test: these fail after they have ended, which is what is wanted of them.
describe('a test in which a result arises', () => {
  const [good] = demoReports();
  const tell = (report: object) => new GuardedEmitter(silentLogger, memoryClock()).emit('window', report as never);

  it('passes with a report as published', () => tell(good!));
  it.fails('fails with a NaN in it', () => tell({ ...good, schemaVersion: Number.NaN }));
  it.fails('fails with an undefined in a list', () => tell({ ...good, notes: [undefined] }));
  it.fails('fails with a field that is not published', () => tell({ ...good, score: 1 }));
  it.fails('fails with an alert that is none', () => void deepFreeze({ nextStep: 'wait', transition: 'firing' }));

  it('has that of compare() frozen, which is when it is looked at', () => {
    const x = Float64Array.from({ length: 100 }, (_, i) => i);
    expect(Object.isFrozen(compare({ x }, { x }).columns)).toBe(true);
  });
});
