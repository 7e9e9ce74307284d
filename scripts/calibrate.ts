// npm run calibrate: how often every concept detector alarms without a change, and how late with one, as docs/calibration.json.
import { writeFileSync } from 'node:fs';
import { detectorRates, detectors } from '../test/calibration/detector-rates.js';
import { calibrationPage } from './pages/calibration-page.js';
import { sourceCommit } from './source_commit.js';

const nightly = process.env['NIGHTLY'] !== undefined;
/** `NIGHTLY=0.2` is a fifth of the nightly streams. */
const part = Number(process.env['NIGHTLY']) || 1;
const size = nightly ? { runs: Math.round(200 * part), rows: 50_000 } : { runs: 40, rows: 10_000 };

const rates = Object.keys(detectors).map((name) => detectorRates(name, size));
const measured = {
  ...size,
  date: new Date().toISOString().slice(0, 10),
  seed: 'detectors/{stream} {run}',
  commit: sourceCommit(),
  detectors: rates,
};
const docs = new URL('../docs/', import.meta.url);
writeFileSync(new URL('calibration.json', docs), `${JSON.stringify(measured, undefined, 2)}\n`);
writeFileSync(new URL('calibration.md', docs), calibrationPage());
