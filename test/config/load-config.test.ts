import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.node.js';
import { loadParts, pathFrom } from '../../src/config/load-parts.node.js';
import { folderOf } from './folder.js';

const load = (files: Parameters<typeof folderOf>[0], environment = {}) =>
  loadConfig(join(folderOf(files), 'c.yaml'), environment);

describe('the file of a configuration', () => {
  it('that is not there is said so, with the command that makes one', async () => {
    const path = join(folderOf({}), 'c.yaml');
    await expect(loadConfig(path)).rejects.toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      message: `no configuration file '${path}'`,
      remedy: `driftsense init --config ${path}`,
    });
  });

  it.runIf(process.getuid?.() !== 0)('that may not be read is said so', async () => {
    const folder = folderOf({ 'c.yaml': 'name: x' });
    chmodSync(join(folder, 'c.yaml'), 0);
    await expect(loadConfig(join(folder, 'c.yaml'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('that is a directory, or a link to nothing, is an error of its own', async () => {
    const folder = folderOf({});
    mkdirSync(join(folder, 'c.yaml'));
    await expect(loadConfig(join(folder, 'c.yaml'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    symlinkSync(join(folder, 'nowhere'), join(folder, 'd.yaml'));
    await expect(loadConfig(join(folder, 'd.yaml'))).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' });
  });

  it('is read as UTF-8, with or without a byte order mark, and as nothing else', async () => {
    const text = 'name: Größe\n';
    expect((await load({ 'c.yaml': text })).config.name).toBe('Größe');
    expect((await load({ 'c.yaml': `\ufeff${text}` })).config.name).toBe('Größe');
    for (const encoding of ['latin1', 'utf16le'] as const)
      await expect(load({ 'c.yaml': Buffer.from(`\ufeff${text}`, encoding) })).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringMatching(
          /c\.yaml:1:1: the bytes are not UTF-8: save the file in this encoding$/,
        ) as string,
      });
  });

  it('is read up to its limit, whatever there is behind it', async () => {
    const most = 2 ** 20;
    expect((await load({ 'c.yaml': `name: x\n#${'x'.repeat(most - 9)}` })).config.name).toBe('x');
    await expect(load({ 'c.yaml': `name: x\n#${'x'.repeat(most - 8)}` })).rejects.toThrow(
      'expected at most 1048576 bytes',
    );
    await expect(loadConfig('/dev/zero')).rejects.toThrow('/dev/zero:1:1: expected at most 1048576 bytes');
  });

  it('may be JSON', async () => {
    expect(
      (await load({ 'c.yaml': '{"name": "x", "seed": 3, "columns": {"a": {"enabled": false}}}' })).config,
    ).toMatchObject({
      name: 'x',
      seed: 3,
      columns: { a: { enabled: false } },
    });
  });

  it('takes secrets from the files that variables name', async () => {
    const folder = folderOf({
      'c.yaml': 'alerting: { slack: { enabled: true, webhook_url: "${URL}" } }',
      url: 'https://hooks.slack.com/services/x\n',
    });
    const { config, interpolated } = await loadConfig(join(folder, 'c.yaml'), { URL_FILE: join(folder, 'url') });
    expect(config.alerting.slack.webhook_url).toMatchObject({});
    expect(interpolated.missing).toEqual([]);
    const other = await loadConfig(join(folder, 'c.yaml'), { URL_FILE: join(folder, 'none') });
    expect(other.interpolated.missing).toMatchObject([{ name: 'URL', why: 'unreadable-file' }]);
  });

  it('takes variables from the process unless others are given', async () => {
    const text = 'name: "${DRIFTSENSE_TEST_NAME:-none}"';
    process.env['DRIFTSENSE_TEST_NAME'] = 'fraud';
    try {
      const path = join(folderOf({ 'c.yaml': text }), 'c.yaml');
      expect((await loadConfig(path)).config.name).toBe('fraud');
      expect((await loadConfig(path, {})).config.name).toBe('none');
    } finally {
      delete process.env['DRIFTSENSE_TEST_NAME'];
    }
  });
});

describe('paths', () => {
  it('start at the folder of the file, from wherever it is loaded; absolute ones stay', async () => {
    const folder = folderOf({
      'deep/er/c.yaml': 'data: { reference: ../r.csv }\noutputs: { path: /tmp/out }',
      'deep/r.csv': 'a\n1\n2\n',
    });
    const absolute = await loadConfig(join(folder, 'deep/er/c.yaml'), {});
    const relativePath = relative(process.cwd(), join(folder, 'deep/er/c.yaml'));
    const file = await loadConfig(relativePath, {});
    expect(file.directory).toBe(absolute.directory);
    expect(file.file).toBe(relativePath);
    expect(pathFrom(file, file.config.data.reference)).toBe(join(folder, 'deep/r.csv'));
    expect(pathFrom(file, file.config.outputs.path)).toBe('/tmp/out');
    expect((await loadParts(file)).reference.size).toBe(2);
  });
});
