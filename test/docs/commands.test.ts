import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fencesOf, pages, root } from '../../scripts/docs/pages.ts';
import { exits, exitText } from '../../src/cli/exit-codes.ts';
import { program } from '../../src/cli/program.ts';

const { commands } = program({ exitCode: 0 });
interface Package {
  readonly name: string;
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
}

const { name, version, scripts }: Package = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Fetching this very checkout. */
const fetching: ReadonlySet<string> = new Set(['git clone <this repository> estimand', 'cd estimand']);

/** Commands in shell blocks, and those that stand in a sentence or table as code. */
const written = pages().flatMap((page) => {
  const blocks = fencesOf(page).flatMap(({ language, text, line }) =>
    language === 'sh' ? text.split('\n').map((command, i) => ({ command, line: line + 1 + i })) : [],
  );
  const spans = page.text
    .split('\n')
    .flatMap((text, i) => [...text.matchAll(/`((?:npx|npm|python|bash|Rscript|estimand) [^`]+)`/g)].map(([, command]) => ({ command, line: i + 1 })));
  return [...blocks, ...spans].flatMap(({ command, line }) =>
    command
      .replace(/\s+#.*$/, '')
      .split('&&')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => ({ where: `${page.path}:${line}`, command: part })),
  );
});

/** What is wrong with a command, if anything. */
function fault(command: string): string | undefined {
  if (fetching.has(command)) return undefined;
  const [first, ...rest] = command.replace(/^npx /, '').split(/\s+/);
  if (first === 'estimand') return estimandFault(rest);
  if (first === 'npm') return npmFault(rest);
  if (!['tsx', 'vitest', 'python', 'Rscript', 'bash'].includes(first)) return `unknown program ${first}`;
  const path = rest.find((word) => /[/.]/.test(word));
  return path !== undefined && existsSync(join(root, path)) ? undefined : `no file ${path}`;
}

function npmFault([verb, script]: readonly string[]): string | undefined {
  if (verb === 'ci' || verb === 'pack') return undefined;
  if (verb === 'install') return script?.endsWith(`/${name}-${version}.tgz`) ? undefined : `npm pack writes no ${script}`;
  if (verb === 'run') return script in scripts ? undefined : `no script ${script}`;
  return verb in scripts ? undefined : `no script ${verb}`;
}

function estimandFault([name, ...words]: readonly string[]): string | undefined {
  const command = commands.find((c) => c.name() === name);
  if (!command) return `no command ${name}`;
  const unknown = words.filter((word) => word.startsWith('-')).find((flag) => !command.options.some((o) => o.long === flag || o.short === flag));
  return unknown && `no option ${unknown} of ${name}`;
}

describe('the commands of the documentation', () => {
  it('are there', () => expect(written.length).toBeGreaterThan(10));

  it.each(written)('$where: $command', ({ command }) => expect(fault(command)).toBeUndefined());

  it.each([
    'estimand lunch study.yaml',
    'estimand analyze study.yaml --gates',
    'npm run nothing',
    'npm install other-9.tgz',
    'npx tsx scripts/nothing.ts',
    'make it',
  ])('would be found out: %s', (command) => expect(fault(command)).toBeTypeOf('string'));

  it('README names every command', () => {
    for (const command of commands) expect(pages()[0].text).toMatch(new RegExp(`(estimand|npm run) ${command.name()}`));
  });

  it('the pages say of exit codes what the command line does', () => {
    const textOf = (path: string): string => pages().find((page) => page.path === path)!.text;
    expect(textOf('README.md').replaceAll('`', '')).toContain(`Exit codes: ${exitText}.`);
    const rows = [...textOf('docs/errors.md').matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, code, words]) => ({ code: Number(code), words }));
    expect(rows.map(({ code }) => code).toSorted((a, b) => a - b)).toEqual(
      [...new Set(Object.values(exits).map(({ code }) => code))].toSorted((a, b) => a - b),
    );
    for (const { code, means } of [exits.launch, exits.hold, exits.doNotLaunch, exits.bug])
      expect(rows.find((row) => row.code === code)?.words).toContain(means);
    expect(textOf('docs/lint.md')).toContain(`exit code ${exits.toCorrect.code} when a rule fails`);
  });
});
