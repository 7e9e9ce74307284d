import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { driftsense, folderWith, removeFolders } from './command-line.js';

afterAll(removeFolders);

describe('driftsense init', () => {
  it('writes a configuration that loads, chooses the budget, and names the next command', async () => {
    const config = join(folderWith(), 'new', 'config.yaml');
    const { code, out, err } = await driftsense(['init', '--config', config]);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: `wrote ${config}\nnext: driftsense doctor --config ${config}\n`,
      err: '',
    });
    const printed = await driftsense(['status', '--config', config, '--print-config']);
    expect(printed.code).toBe(0);
    expect(printed.out).toMatch(/^preset: budget # .*config\.yaml:2$/m);
    expect(printed.out).toMatch(/^ {2}mode: candidate # .*config\.yaml:\d+$/m);
  });

  it('says every default that it writes as the default it is', async () => {
    const folder = folderWith({ 'empty.yaml': '{}' });
    await driftsense(['init', '--config', join(folder, 'config.yaml')]);
    const values = async (name: string) =>
      (await driftsense(['status', '--config', join(folder, name), '--print-config'])).out
        .split('\n')
        .slice(1)
        .map((line) => line.replace(/ # .*/, ''))
        // Addresses and secrets stand in the file as the variables they come from.
        .filter((line) => !/\$\{|username|password|smtp_host|smtp_port|from_addr|to_addrs|webhook_url/.test(line));
    expect(await values('config.yaml')).toEqual(await values('empty.yaml'));
  });

  it('leaves a file that is there alone, and replaces it with --force', async () => {
    const folder = folderWith({ 'config.yaml': 'name: mine\n' });
    const config = join(folder, 'config.yaml');
    const { code, err } = await driftsense(['init', '--config', config]);
    expect(code).toBe(2);
    expect(err).toBe(
      `error[FILE_EXISTS]: '${config}' exists already\nremedy: driftsense init --config ${config} --force replaces it; or choose another --config\n`,
    );
    expect(readFileSync(config, 'utf8')).toBe('name: mine\n');
    expect((await driftsense(['init', '--config', config, '--force'])).code).toBe(0);
    expect(readFileSync(config, 'utf8')).toContain('preset: budget');
  });

  it('says the same as JSON', async () => {
    const config = join(folderWith(), 'c.yaml');
    const { out } = await driftsense(['init', '--config', config, '--json']);
    expect(JSON.parse(out)).toEqual({ wrote: config, next: `driftsense doctor --config ${config}` });
  });
});
