import { runCli } from '../../src/cli/program.js';
import { systemClock } from '../../src/ports/system-clock.js';

const head = `# Command line

<!-- Made by \`npm run docs:generate\` from what the commands say of themselves. -->

Results go to standard output, progress and warnings to standard error. Exit code 0: in order. 1: \`check\` found drift.
2: an error, told in a line of cause and a line of remedy.
`;

/** docs/cli.md: the help of the program and of each of its commands. */
export async function cliPage(): Promise<string> {
  const program = await help();
  const commands = [...program.matchAll(/^ {2}([a-z]+(?:-[a-z]+)*) .*\[options\]/gm)].map(([, name]) => name!);
  const sections = [];
  for (const name of commands) sections.push(`\n## ${name}\n\n\`\`\`text\n${await help(name)}\n\`\`\`\n`);
  return `${head}\n\`\`\`text\n${program}\n\`\`\`\n${sections.join('')}`;
}

async function help(...command: string[]): Promise<string> {
  const lines: string[] = [];
  const out = (line: string) => lines.push(line);
  const io = {
    out,
    err: out,
    environment: {},
    colour: false,
    clock: systemClock,
    signal: new AbortController().signal,
  };
  await runCli([...command, '--help'], io);
  return lines.join('\n');
}
