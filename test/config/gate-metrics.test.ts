import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadMonitor } from '../../src/node.js';
import { folderOf } from './folder.js';

const rows = Array.from({ length: 200 }, (_, i) => `${i},${i % 2 ? 'yes' : 'no'},${'abc'[i % 3]},${i / 7}`);
const past = ['x,two,three,number', ...rows, ''].join('\n');

/** What is said of a gate where the label is this column. */
async function said(label: string, gate: string): Promise<string> {
  const text = `data: { reference: past.csv, label: ${label} }\nretraining:\n  gate: ${gate}\n`;
  const folder = folderOf({ 'c.yaml': text, 'past.csv': past });
  const monitor = await loadMonitor(join(folder, 'c.yaml'), { environment: {} }).catch((error: unknown) => error);
  if (monitor instanceof Error)
    return `${(monitor as { code?: string }).code}: ${monitor.message.replaceAll(`${folder}/`, '')}`;
  return 'nothing';
}

describe('metrics of the gate in a file', () => {
  it.each([
    [
      'two',
      '{ once: { min_improvement: { mae: 0.1 } } }',
      'CONFIG_INVALID: c.yaml:3:38: retraining.gate.once.min_improvement.mae: expected one of accuracy, log_loss, macro_f1, auc, brier',
    ],
    [
      'three',
      '{ segments: { columns: [two], max_regression: { auc: 0.1, accuracy: 0.1 } } }',
      'CONFIG_INVALID: c.yaml:3:57: retraining.gate.segments.max_regression.auc: expected one of accuracy, log_loss, macro_f1',
    ],
    [
      'number',
      '{ once: { max_regression: { bias: 1 } }, segments: { columns: [two], min_improvement: { brier: 0 } } }',
      'CONFIG_INVALID: c.yaml:3:97: retraining.gate.segments.min_improvement.brier: expected one of mae, rmse, bias, r_squared',
    ],
    ['number', '{ once: { min_improvement: { r_squared: 0.01 } } }', 'nothing'],
    ['two', '{ once: { min_improvement: 0.01, max_regression: { log_loss: 0.1 } } }', 'nothing'],
  ])('of %s: %s', async (label, gate, message) => {
    expect(await said(label, gate)).toBe(message);
  });

  it('that there are not at all are named by the schema', async () => {
    expect(await said('two', '{ once: { min_improvement: { acuracy: 0.1 } } }')).toMatch(
      /^CONFIG_INVALID: c\.yaml:3:\d+: .*min_improvement/,
    );
    expect(await said('two', '{ once: { min_improvement: {} } }')).toContain('min_improvement: expected a metric');
  });
});
