import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/stats/random.js';
import { smtpServer } from '../ports/smtp-server.js';
import { folderWith, removeFolders, type Outcome } from './command-line.js';
import { workspaceIn, type Workspace } from './workspace.js';

afterAll(removeFolders);

/** People who do not exist, no two alike; so many that deciles of their numbers are the numbers of single people. */
const people = Array.from({ length: 1_001 }, (_, i) => {
  const n = String(i).padStart(4, '0');
  return { mail: `person${n}@sentinel.example`, card: `4929${n}0007${n}`, name: `Quirin${n} Zabel` };
});
const diagnoses = ['sentinel-flu', 'sentinel-gout', 'sentinel-none'];
const plans = ['plan-basic', 'plan-gold'];

interface Day {
  readonly from: number;
  readonly rows: number;
  readonly shift?: number;
  readonly flipped?: boolean;
}

/** Rows of people with two features, a diagnosis to be kept, a plan that is no secret, and a label. */
function rowsOf({ from, rows, shift = 0, flipped = false }: Day, seed: string): string {
  const random = seededRandom(seed);
  const lines = ['mail,card,name,age,amount,diagnosis,plan,label'];
  for (let i = 0; i < rows; i++) {
    const { mail, card, name } = people[(from + i) % people.length]!;
    const [age, x] = [random.normal(), random.normal() + shift];
    const label = random.uniform() < 1 / (1 + Math.exp((flipped ? -1 : 1) * (1 - 2 * x - age))) ? 'yes' : 'no';
    // Seven digits behind the point: whoever finds such a number in an output has found a row.
    const amount = (100 + 20 * x).toFixed(7);
    const diagnosis = shift === 0 ? diagnoses[random.integer(3)]! : 'sentinel-new';
    lines.push(
      [mail, card, name, Math.round(45 + 12 * age), amount, diagnosis, plans[random.integer(2)]!, label].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Everything under a folder but the data themselves. */
function outputsOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => !path.startsWith('data') && path !== 'config.yaml' && statSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
}

const yaml = (port: number, columns: string) => `
retraining: {mode: auto, strategy: replace, min_rows: 200}
${columns}
outputs: {charts: svg}
logging: {level: debug}
alerting:
  email:
    enabled: true
    smtp_host: 127.0.0.1
    smtp_port: ${port}
    from_addr: driftsense@sender.test
    to_addrs: ["on-call@receiver.test"]
    require_tls: false
`;

interface Played {
  readonly here: Workspace;
  readonly outcomes: readonly Outcome[];
  readonly mails: readonly string[];
}

/** The whole loop with real mail: train, drift of data and of concept, alerts, retraining, rollback, every command's output. */
async function play(columns: string): Promise<Played> {
  const server = await smtpServer({ authOptional: true, disabledCommands: ['STARTTLS'] });
  try {
    const here = workspaceIn(folderWith({ 'config.yaml': yaml(server.port, columns) }));
    here.write('data/train.csv', rowsOf({ from: 0, rows: 1_001 }, 'train'));
    for (let day = 1; day <= 6; day++)
      here.write(
        `data/stream/stream_${day}.csv`,
        rowsOf({ from: 170 * day, rows: 600, shift: day > 2 ? 1 : 0, flipped: day > 4 }, `day ${day}`),
      );
    const outcomes = [await here.run('doctor'), await here.run('init-model'), await here.run('run-monitor')];
    outcomes.push(await here.run('report'), await here.run('status', '--json'), await here.run('rollback'));
    outcomes.push(await here.run('check', here.path('data/stream/stream_5.csv')));
    outcomes.push(await here.run('check', here.path('data/stream/stream_5.csv'), '--json'));
    return { here, outcomes, mails: server.received.map(({ raw, mail }) => `${raw}\n${mail.text ?? ''}`) };
  } finally {
    await server.close();
  }
}

/** Where any of the texts stands. */
function foundIn({ here, outcomes, mails }: Played, texts: readonly string[]): string[] {
  const places: [string, string][] = [
    ...Object.entries(outputsOf(here.folder)),
    ...outcomes.map(({ out, err }, i): [string, string] => [`output of command ${i}`, out + err]),
    ...mails.map((mail, i): [string, string] => [`mail ${i}`, mail]),
  ];
  const found = new Set<string>();
  for (const [place, text] of places)
    for (const sentinel of texts) if (text.includes(sentinel)) found.add(`${place}: ${sentinel}`);
  return [...found];
}

const identifiers = people.flatMap(({ mail, card, name }) => [mail, card, name]);
const amountsOf = (here: Workspace) =>
  ['data/train.csv', ...readdirSync(here.path('data/stream')).map((name) => `data/stream/${name}`)].flatMap((path) =>
    here
      .read(path)
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[4]!),
  );

describe('identifiers of a thousand people', () => {
  let played: Played;
  beforeAll(async () => {
    played = await play('columns: {mail: {role: id}, card: {labels: redact}, diagnosis: {labels: redact}}');
  });

  it('go through drift, alerts by mail, retraining, registry and every command, so that there is something to find', () => {
    expect(played.outcomes.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
    expect(played.mails.length).toBeGreaterThanOrEqual(2);
    expect(played.mails.join('')).toContain('amount');
    const outputs = outputsOf(played.here.folder);
    for (const name of [
      'outputs/report.html',
      'outputs/flags.csv',
      'outputs/results.ndjson',
      'outputs/status.json',
      'logs/driftsense.ndjson',
      'models/model_v2.json',
      'models/registry.csv',
      'outputs/charts/diagnosis.svg',
    ])
      expect(Object.keys(outputs), name).toContain(name);
    // The search finds what is allowed to be there.
    expect(foundIn(played, ['plan-gold']).length).toBeGreaterThan(0);
    expect(outputs['outputs/results.ndjson']).toContain('"diagnosis"');
  });

  it('appear nowhere', () => {
    expect(foundIn(played, identifiers)).toEqual([]);
  });

  it('categories of a redacted column appear nowhere, and their drift is found all the same', () => {
    expect(foundIn(played, [...diagnoses, 'sentinel-new'])).toEqual([]);
    const report = played.here.reports()[3]!;
    expect(report.columns.find(({ column }) => column === 'diagnosis')!.verdict).toBe('drift');
  });

  it('no row appears anywhere: no amount as it stands in the data', () => {
    expect(foundIn(played, amountsOf(played.here))).toEqual([]);
  });
});

describe('without any redaction', () => {
  let played: Played;
  beforeAll(async () => {
    played = await play('');
  });

  it('texts that are nearly all different print no label and are not analysed, and of numbers no digit too many is said', () => {
    expect(foundIn(played, identifiers)).toEqual([]);
    for (const name of ['mail', 'name'])
      expect(played.here.reports()[3]!.columns.find(({ column }) => column === name)?.reason ?? 'not analysed').toMatch(
        /id-like|not analysed/,
      );
  });

  it('category labels are plain, as documented, and still no row appears', () => {
    expect(foundIn(played, diagnoses).length).toBeGreaterThan(0);
    expect(foundIn(played, amountsOf(played.here))).toEqual([]);
  });
});
