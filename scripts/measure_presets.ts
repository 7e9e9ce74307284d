import { writeFileSync } from 'node:fs';
import { presetRates } from '../test/calibration/preset-rates.js';

/** Measures the table of docs/presets.md and keeps it in docs/preset-rates.json; some minutes. */
const rates = [1, 2, 5, 10, 20, 50].map((features) => {
  const measured = presetRates(features, { references: 20, windows: 400 });
  console.error(measured);
  return measured;
});
writeFileSync(new URL('../docs/preset-rates.json', import.meta.url), `${JSON.stringify(rates, null, 2)}\n`);
