// npm run calibrate: how often every concept detector alarms without a change, how late with one and whether once, as
// docs/calibration.json. Names of parts measure these alone: npx tsx scripts/calibrate.ts episodes
import { writeFileSync } from 'node:fs';
import { detectorEpisodes } from '../test/calibration/detector-episodes.js';
import { detectorRates, detectors } from '../test/calibration/detector-rates.js';
import { builtIns } from '../test/judge/concept-drift/built-ins.js';
import { calibration, calibrationPage } from './pages/calibration-page.js';
import { sourceCommit } from './source_commit.js';

const nightly = process.env['NIGHTLY'] !== undefined;
/** `NIGHTLY=0.2` is a fifth of the nightly streams. */
const part = Number(process.env['NIGHTLY']) || 1;
const size = nightly ? { runs: Math.round(200 * part), rows: 50_000 } : { runs: 40, rows: 10_000 };
const streams = nightly ? Math.round(2_000 * part) : 200;
const asked = process.argv.slice(2);

const measuredNow = { date: new Date().toISOString().slice(0, 10), commit: sourceCommit() };
const rates = () => ({
  ...size,
  ...measuredNow,
  seed: 'detectors/{stream} {run}',
  detectors: Object.keys(detectors).map((name) => detectorRates(name, size)),
});
const episodes = () => ({
  ...measuredNow,
  seed: 'detectors/episodes {delays, others} {stream}',
  // kswin sorts 400 numbers for each row.
  detectors: Object.keys(builtIns).map((name) => detectorEpisodes(name, name === 'kswin' ? 0.4 * streams : streams)),
});

const wants = (name: string): boolean => asked.length === 0 || asked.includes(name);
const now = { ...(wants('rates') && rates()), ...(wants('episodes') && { episodes: episodes() }) };
// Read when all is measured: another part may have been measured meanwhile.
const measured = { ...calibration(), ...now };
const docs = new URL('../docs/', import.meta.url);
writeFileSync(new URL('calibration.json', docs), `${JSON.stringify(measured, undefined, 2)}\n`);
writeFileSync(new URL('calibration.md', docs), calibrationPage());
