import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { fileLinks, opensLinks } from '../../src/cli/file-links.ts';
import { main } from '../../src/cli/main.ts';
import { readerFiles } from '../../src/cli/result-files.ts';
import { exhibitKinds } from '../../src/estimate/exhibit.ts';
import { resultsJson } from '../../src/report.ts';
import { parseResult } from '../../src/study/read/parse-result.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { bare, hold, labelled, launch } from '../report/study-result.ts';

const folder = mkdtempSync(join(tmpdir(), 'estimand-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, 'results.json');
const json = JSON.parse(resultsJson(launch)) as StudyResult;

/** Runs `estimand report` on a text and gives exit code and what was said. */
async function reported(text: string, ...flags: readonly string[]): Promise<{ readonly code: number; readonly said: string; readonly told: string }> {
  writeFileSync(path, text);
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const code = await main(['report', path, ...flags]);
    return { code, told: out.mock.calls.join(''), said: err.mock.calls.join('') };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

describe('estimand report', () => {
  it.each(Object.entries({ launch, hold, bare, labelled }))('writes %s anew as it was told', async (name, result) => {
    const out = join(folder, name);
    expect((await reported(resultsJson(result), '--out', out, '--csv', '--figures')).code).toBe(0);
    for (const [file, text] of readerFiles(parseResult(resultsJson(result), path), { csv: true, figures: true }))
      expect(readFileSync(join(out, file), 'utf8')).toBe(text);
    const memo = readerFiles(result, {})[0][1];
    expect(readFileSync(join(out, 'memo.md'), 'utf8')).toBe(memo);
    expect(readdirSync(join(out, 'figures'))).toContain('effects.svg');
  });

  it.each(exhibitKinds)('reads a figure of the kind %s as it was written', (kind) => {
    const result = { ...launch, exhibits: launch.exhibits.map((exhibit) => ({ ...exhibit, kind, part: 'time' as const, level: 0.9 })) };
    const text = resultsJson(result);
    expect(resultsJson(parseResult(text, path))).toBe(text);
  });

  it.each<readonly [string, string, string]>([
    ['no JSON', '{"study":', 'it is no JSON'],
    ['another file', '{"a": 1}', 'at schemaVersion'],
    ['nothing', 'null', 'is not a result of estimand'],
    ['a wrong type', JSON.stringify({ ...json, estimates: [{ ...json.estimates[0], value: '1' }] }), 'at estimates.0.value'],
    ['an estimate that is gone', JSON.stringify({ ...json, estimates: json.estimates.slice(1) }), 'it names the estimate "resolved", which is not there'],
    ['deep nesting', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'it is nested too deeply'],
  ])('refuses %s in a sentence, and writes nothing', async (name, text, why) => {
    const out = join(folder, 'none', name);
    const { code, said } = await reported(text, '--out', out);
    expect(code).toBe(2);
    expect(said).toContain(why);
    expect(said).not.toMatch(/bug|\n\s+at /);
    expect(existsSync(out)).toBe(false);
  });

  it('says that a file is not there', async () => {
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(await main(['report', join(folder, 'missing.json')])).toBe(2);
    expect(err.mock.calls.join('')).toContain('there is no such file');
    err.mockRestore();
  });
});

describe('links to files', () => {
  it('are for terminals that open them', () => {
    const tty = { isTTY: true };
    expect(opensLinks(tty, { TERM_PROGRAM: 'iTerm.app' })).toBe(true);
    expect(opensLinks(tty, { VTE_VERSION: '6003' })).toBe(true);
    for (const env of [{}, { VTE_VERSION: '4000' }, { TERM: 'dumb', WT_SESSION: '1' }, { CI: '1', TERM_PROGRAM: 'vscode' }])
      expect(opensLinks(tty, env)).toBe(false);
    expect(opensLinks({}, { TERM_PROGRAM: 'iTerm.app' })).toBe(false);
  });

  it('hold no sign that a terminal would obey', () => {
    const [{ href }] = fileLinks(['out/\u001b]0;x\u0007 é/report.html'], { isTTY: true }, { WT_SESSION: '1' });
    expect(href).toMatch(/^file:\/\/[!-~]+\/out\/%1B/);
  });
});
