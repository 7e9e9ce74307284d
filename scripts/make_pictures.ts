// Makes docs/drift_chart.svg and .png from the demo's own output. Run `make demo` first, then: npm run docs:pictures
import { readFileSync, writeFileSync } from 'node:fs';
import { renderPng } from 'driftsense/node';

const svg = readFileSync('outputs/charts/income.svg', 'utf8');
writeFileSync('docs/drift_chart.svg', svg);
writeFileSync('docs/drift_chart.png', await renderPng(svg));
