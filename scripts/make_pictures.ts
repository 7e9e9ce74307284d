// Makes every picture of README, docs and examples from real runs: the demo in a terminal and one of its charts, and, where the
// folder with their data is given, the pages of the examples. Run: npm run build && npm run docs:pictures [-- <folder>]
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderReport } from 'driftsense';
import { renderPng } from 'driftsense/node';
import { loop } from '../examples/electricity/main.js';
import { byMonth } from '../examples/flights/main.js';
import { sameSeason } from '../examples/weather/main.js';
import { demoGif, terminalSize } from './pictures/demo_gif.js';
import { accuracyChart, weatherChart } from './pictures/example_charts.js';
import { recordDemo } from './pictures/record_demo.js';
import { screenshot } from './pictures/screenshot.js';

const { folder, pieces } = await recordDemo(terminalSize);
const svg = readFileSync(join(folder, 'outputs/charts/income.svg'), 'utf8');
writeFileSync('docs/demo.gif', demoGif(pieces));
writeFileSync('docs/drift_chart.svg', svg);
writeFileSync('docs/drift_chart.png', await renderPng(svg));
rmSync(folder, { recursive: true });

writeFileSync('examples/weather/weather.png', await renderPng(weatherChart(await sameSeason())));

const data = process.argv[2];
if (data !== undefined) {
  const { reports } = await loop(data);
  writeFileSync('examples/electricity/accuracy.png', await renderPng(accuracyChart(reports)));
  const flights = renderReport({ monitor: 'flights', reports: await byMonth(data) });
  screenshot(flights, 'examples/flights/report.png', { width: 1280, height: 1080 });
}
