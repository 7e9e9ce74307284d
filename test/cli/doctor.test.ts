import { chmodSync, rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { removeFolders } from './command-line.js';
import { trainedWorkspace, workspace, type Workspace } from './workspace.js';

afterAll(removeFolders);

interface Finding {
  readonly level: 'ok' | 'warning' | 'error';
  readonly code?: string;
  readonly text: string;
  readonly remedy?: string;
}

async function findings(here: Workspace) {
  const { code, out } = await here.run('doctor', '--json');
  const told = JSON.parse(out) as { ok: boolean; findings: Finding[] };
  return { code, ...told, of: (level: string) => told.findings.filter((finding) => finding.level === level) };
}

describe('driftsense doctor', () => {
  it('finds all in order once a model serves, and says what windows see', async () => {
    const here = await trainedWorkspace();
    const { code, out, err } = await here.run('doctor');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = here.plain(out).trimEnd().split('\n');
    expect(lines.map((line) => line.slice(0, 8))).toEqual(lines.map(() => 'ok      '));
    expect(lines).toEqual(
      expect.arrayContaining([
        'ok      configuration <folder>/config.yaml: preset budget',
        'ok      reference: 2,100 rows, 7 columns',
        'ok      stream: 14 files',
        'ok      <folder>/outputs can be made',
        'ok      <folder>/models can be written',
        'ok      version 1 serves',
        expect.stringMatching(
          /^ok {6}false alarms to expect: under 0\.1 % of windows \(9 tested columns, about 300 rows a window\)$/,
        ),
        expect.stringMatching(
          /^ok {6}windows of 300 rows see, four times in five: a shift of 0\.\d\d(?: to 0\.\d\d)? sd; the share of the most common category moved by 0\.\d\d/,
        ),
      ]),
    );
    expect(here.exists('outputs')).toBe(false);
  });

  it('sees less in smaller windows, and less with a smaller budget', async () => {
    const shiftsOf = async (yaml: string) => {
      const here = await workspace(yaml);
      const { of } = await findings(here);
      return of('ok').flatMap(({ text }) => {
        const [, rows, shift] = /^windows of ([\d,]+) rows see.*: a shift of ([\d.]+)/.exec(text) ?? [];
        return rows === undefined ? [] : [[Number(rows.replace(',', '')), Number(shift)] as const];
      });
    };
    const usual = await shiftsOf('name: shop\n');
    expect(usual.map(([rows]) => rows)).toEqual([50, 200, 300, 1_000, 5_000, 20_000]);
    const shifts = usual.map(([, shift]) => shift);
    expect(shifts).toEqual(shifts.toSorted((a, b) => b - a));
    const strict = await shiftsOf('alarm_budget: {per: {windows: 100000}}\n');
    for (const [i, [, shift]] of strict.entries()) expect(shift).toBeGreaterThan(shifts[i]!);
  });

  it('promises no sight under fixed thresholds, but says what false alarms to expect', async () => {
    const { of } = await findings(await workspace('preset: thresholds\n'));
    const texts = of('ok').map(({ text }) => text);
    expect(texts.filter((text) => text.startsWith('windows of'))).toEqual([]);
    expect(texts.find((text) => text.startsWith('false alarms'))).toMatch(
      /^false alarms to expect: \d+ % of windows on average, over \d+ % for one monitor in twenty/,
    );
  });

  it('ends with 2 when something would stop a run, and says all of it at once, with codes and remedies', async () => {
    const here = await workspace();
    rmSync(here.path('data'), { recursive: true });
    here.write('outputs', 'a file');
    here.write('models', 'a file');
    const { code, ok, of } = await findings(here);
    expect({ code, ok }).toEqual({ code: 2, ok: false });
    expect(of('error').map((finding) => finding.code)).toEqual([
      'REFERENCE_NOT_FOUND',
      'FILE_UNWRITABLE',
      'REGISTRY_UNSAFE',
    ]);
    for (const { remedy } of of('error')) expect(remedy!.length).toBeGreaterThan(5);
    const { out } = await here.run('doctor');
    expect(here.plain(out)).toContain(
      "error   '<folder>/outputs' is a file, not a directory\n        remedy: mv <folder>/outputs <folder>/outputs.kept, or choose another directory",
    );
  });

  it('warns of what stops nothing: dry runs, no label, one class, odd labels, strange files, no model', async () => {
    const dry = await workspace('alerting: {slack: {enabled: true}}\n');
    dry.write('models/model_v1.joblib', 'x');
    const { code, of } = await findings(dry);
    expect(code).toBe(0);
    expect(of('warning').map(({ text }) => dry.plain(text))).toEqual([
      'slack is a dry run: webhook_url unset or a placeholder',
      "'<folder>/models/model_v1.joblib' was not written by driftsense",
      'no model serves yet',
    ]);

    const few = await findings(await workspace('name: shop\nwindow: {rows: 500}\n', { rows: 200 }));
    expect(few.of('warning')).toContainEqual({
      level: 'warning',
      code: 'REFERENCE_SMALL',
      text: "windows of about 500 rows, more than a fifth of the reference's 1,400: its own error shows in all of them alike",
      remedy: 'give a reference of 2,500 rows or more, or smaller windows, or set reference_mode: pooled',
    });
    const joining = await findings(
      await workspace('name: shop\nwindow: {rows: 500}\nreference_mode: pooled\n', { rows: 200 }),
    );
    expect(joining.of('warning').map(({ text }) => text)).toEqual(['no model serves yet']);
    expect(joining.of('ok').map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^false alarms to expect: .*once 10 windows have joined the reference\)$/),
    );
    const unlabelled = await findings(await workspace('columns: {label: {role: ignore}}\n'));
    expect(unlabelled.of('warning').map(({ text }) => text)).toEqual([
      "no label column 'label' with values: no model, no concept drift",
    ]);

    const one = await workspace();
    one.write('data/train.csv', one.read('data/train.csv').replaceAll(/,[01]$/gm, ',1'));
    expect((await findings(one)).of('warning').map(({ text }) => text)).toContain(
      "label column 'label' has one class only: no model can be trained",
    );

    const odd = await workspace();
    odd.write('data/train.csv', odd.read('data/train.csv').replaceAll(/,1$/gm, ',N/A').replaceAll(/,0$/gm, ',no'));
    expect((await findings(odd)).of('warning').map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^label column 'label': 'N\/A' \(\d[\d,]* rows\) counts as a class/),
    );
  });

  it('names a damaged version as what would stop a run', async () => {
    const here = await trainedWorkspace();
    here.write('models/model_v1.json', '{');
    chmodSync(here.path('models'), 0o777);
    const { code, of } = await findings(here);
    expect(code).toBe(2);
    expect(of('error').map((finding) => finding.code)).toEqual(['REGISTRY_CORRUPT']);
    expect(of('warning').map((finding) => finding.code)).toContain('REGISTRY_WORLD_WRITABLE');
  });

  it('names damaged files that nobody serves, with the command that puts each aside', async () => {
    const here = await trainedWorkspace();
    await here.run('init-model');
    here.write('models/model_v1.json', here.read('models/model_v1.json').slice(0, 300));
    here.write('models/aliases/champion/00000001.json', '{');
    const { of } = await findings(here);
    const aside = (name: string) => `mv ${here.path(name)} ${here.path(name)}.kept`;
    expect(of('error').map(({ code, remedy }) => [code, remedy])).toEqual([
      ['REGISTRY_CORRUPT', `${aside('models/model_v1.json')}; the other versions stay readable`],
      [
        'REGISTRY_CORRUPT',
        `${aside('models/aliases/champion/00000001.json')}; the alias then points where the record before it says`,
      ],
      [
        'REGISTRY_CORRUPT',
        `a record was changed, removed or put aside; compare with a backup: ls -l ${here.path('models/aliases/champion')}`,
      ],
    ]);
    expect(of('ok').map(({ text }) => text)).toContain('version 2 serves');
  });

  it('looks at the settings of columns', async () => {
    const { code, of } = await findings(await workspace('columns: {incom: {tolerance: 0.1}}\n'));
    expect(code).toBe(2);
    expect(of('error')).toEqual([
      expect.objectContaining({
        code: 'UNKNOWN_COLUMN',
        text: expect.stringMatching(
          /config\.yaml:1:11: columns\.incom: .*no column 'incom'; did you mean 'income'\?$/,
        ) as string,
        remedy: expect.stringMatching(/^correct the name in .*config\.yaml$/) as string,
      }),
    ]);
  });
});
