import { readFileSync } from 'node:fs';
import { parseReference, profile, readCsv } from 'driftsense/node';

// One of many processes: counts its rows over the cells of the shared reference, and ships the counts. No row leaves it.
const [referenceFile, rowsFile] = process.argv.slice(2);
const reference = parseReference(JSON.parse(readFileSync(referenceFile!, 'utf8')));
process.stdout.write(JSON.stringify(profile(await readCsv(rowsFile!), { on: reference })));
