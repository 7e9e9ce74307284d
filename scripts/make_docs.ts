import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { calibrationPage } from './pages/calibration-page.js';
import { cliPage } from './pages/cli-page.js';
import { configPage } from './pages/config-page.js';
import { evidencePage } from './pages/evidence-page.js';
import { errorsPage } from './pages/errors-page.js';
import { jsonSchema } from './pages/json-schemas.js';
import { levelsPage } from './pages/levels-page.js';
import { sequentialPage } from './pages/sequential-page.js';
import { parityPage } from './pages/parity-page.js';
import { realDataPage } from './pages/real-data-page.js';
import { performancePage } from './pages/performance-page.js';

/** The pages that are made from the code; `test/docs/generated.test.ts` compares them with what is committed. */
export const pages: Readonly<Record<string, () => string | Promise<string>>> = {
  'errors.md': errorsPage,
  'config.md': configPage,
  'cli.md': cliPage,
  'sequential-measured.md': sequentialPage,
  'parity.md': parityPage,
  'calibration.md': calibrationPage,
  'levels.md': levelsPage,
  'real-data.md': realDataPage,
  'performance.md': performancePage,
  'evidence.md': evidencePage,
  'schemas/window-report.schema.json': () => jsonSchema('Report'),
  'schemas/alert.schema.json': () => jsonSchema('Alert'),
  'schemas/reference-profile.schema.json': () => jsonSchema('Reference'),
  'schemas/window-profile.schema.json': () => jsonSchema('Window'),
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [name, make] of Object.entries(pages))
    writeFileSync(new URL(`../docs/${name}`, import.meta.url), await make());
