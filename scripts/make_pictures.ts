// Plays the demo and makes of it docs/demo.gif (the terminal), docs/drift_chart.svg and docs/drift_chart.png.
// Run: npm run build && npm run docs:pictures
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPng } from 'driftsense/node';
import { demoGif, terminalSize } from './pictures/demo_gif.js';
import { recordDemo } from './pictures/record_demo.js';

const { folder, pieces } = await recordDemo(terminalSize);
const svg = readFileSync(join(folder, 'outputs/charts/income.svg'), 'utf8');
writeFileSync('docs/demo.gif', demoGif(pieces));
writeFileSync('docs/drift_chart.svg', svg);
writeFileSync('docs/drift_chart.png', await renderPng(svg));
rmSync(folder, { recursive: true });
