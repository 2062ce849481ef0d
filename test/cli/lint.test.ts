import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { pageAt, root } from '../../scripts/docs/pages.ts';
import { supportRollout } from '../../src/scenarios.ts';
import type { LintReport } from '../../src/study.ts';
import { estimand, filesIn, folderWith, remove, tickets } from '../support/command-line.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) remove(folder);
});

function folder(files: Readonly<Record<string, string>>): string {
  const made = folderWith(files);
  folders.push(made);
  return made;
}

const examples = join(root, 'examples/lint');
const rules = readdirSync(examples).sort();
const linted = async (path: string): Promise<LintReport> => JSON.parse((await estimand(examples, 'lint', `@${path}`, '--json')).stdout);

describe('the examples of the linter', () => {
  it('are there for each of the ten rules, and docs/lint.md explains them', async () => {
    const report = await linted(`${rules[0]}/good.yaml`);
    expect(report.rules.map(({ id }) => id).sort()).toEqual(rules);
    expect(rules).toHaveLength(10);
    const { text } = pageAt('docs/lint.md');
    for (const { id, reads } of report.rules) {
      expect(text).toContain(`\n## ${id}\n`);
      for (const key of reads) expect(text, id).toContain(`\`${key}\``);
    }
  });

  it.each(rules)('%s is found in the bad study, at its line and with a mend, and nothing in the good one', async (rule) => {
    const bad = await linted(`${rule}/bad.yaml`);
    expect(bad.findings.map((f) => f.rule)).toEqual([rule]);
    const [{ file, line, says, mend, docs }] = bad.findings;
    expect(file).toBe(`${rule}/bad.yaml`);
    expect(line).toBeGreaterThan(1);
    expect(says).toMatch(/\.$/);
    expect(mend).toMatch(/\.$/);
    expect(docs).toBe(`docs/lint.md#${rule}`);
    expect((await linted(`${rule}/good.yaml`)).findings).toEqual([]);
  });

  it('differ in what the rule is about only', () => {
    for (const rule of rules) {
      const [bad, good] = ['bad', 'good'].map((kind) =>
        readFileSync(join(examples, rule, `${kind}.yaml`), 'utf8')
          .split('\n')
          .slice(1),
      );
      expect(bad.filter((l) => !good.includes(l)).length + good.filter((l) => !bad.includes(l)).length, rule).toBeLessThanOrEqual(8);
    }
  });
});

const unwrapped = (printed: string): string => printed.replace(/\s+/g, ' ');

describe('estimand lint', () => {
  const study = supportRollout.study('tickets.csv');
  const moved = study.replace('pre_period_resolution]', 'retrieval_hit]').replace('mediators: [retrieval_hit]', 'mediators: []');

  it('prints what it found with place, reason and mend, writes nothing, and exits 0', async () => {
    const at = folder({ 'study.yaml': study.replace('model: large-2026-03', 'model: latest') });
    const { exitCode, stdout, stderr } = await estimand(at, 'lint', '@study.yaml');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(unwrapped(stdout)).toContain(
      'LINT rag-support-assistant: 1 to correct, 2 to think about; 7 rules of 10 passed; no data were looked at, because tickets.csv is not there',
    );
    expect(stdout).toContain('✗ fail  study.yaml:15:14  unversioned-treatment\n    treatments.1.model is "latest", a name for whatever runs at the moment');
    expect(stdout).toContain('    docs/lint.md#unversioned-treatment\n');
    expect(stdout.split('\n').every((line) => line.length <= 110)).toBe(true);
    expect(filesIn(at)).toEqual(['study.yaml']);
  });

  it('with --gate exits 12 where a rule fails, and 0 where it only warns', async () => {
    const at = folder({ 'study.yaml': study, 'moving.yaml': study.replace('model: large-2026-03', 'model: latest') });
    expect((await estimand(at, 'lint', '@study.yaml', '--gate')).exitCode).toBe(0);
    expect((await estimand(at, 'lint', '@moving.yaml', '--gate')).exitCode).toBe(12);
  });

  it('looks at covariates by arm where the data are there: one that assignment moves is a warning', async () => {
    const at = folder({ 'study.yaml': moved, 'fine.yaml': study, 'tickets.csv': tickets(3000) });
    const { findings, data }: LintReport = JSON.parse((await estimand(at, 'lint', '@study.yaml', '--json')).stdout);
    expect(data).toBe('tickets.csv');
    const found = findings.filter(({ rule }) => rule === 'post-treatment');
    expect(found.map(({ verdict, key }) => [verdict, key])).toEqual([
      ['warn', 'covariates[2]'],
      ['warn', 'covariates[2]'],
    ]);
    expect(found[1].says).toMatch(
      /^"retrieval_hit" is a covariate and moves with assigned_ai \(standardised difference 0\.\d\d, p < 0\.001 after correction for 3 covariates\)/,
    );
    expect((await estimand(at, 'lint', '@fine.yaml')).stdout).not.toContain('post-treatment');
    expect((await estimand(at, 'lint', '@study.yaml', '--no-data')).stdout).toContain('no data were looked at');
  });

  it('passes over data that have no arms yet, and over a covariate that cannot be asked', async () => {
    const noArms = tickets(200, ({ assigned_ai: _, ...row }) => row);
    const at = folder({ 'study.yaml': study, 'tickets.csv': noArms });
    expect(unwrapped((await estimand(at, 'lint', '@study.yaml')).stdout)).toContain('no data were looked at, because tickets.csv has no column assigned_ai');
    const constant = folder({ 'study.yaml': moved, 'tickets.csv': tickets(3000, (row) => ({ ...row, case_complexity: '1' })) });
    expect((await estimand(constant, 'lint', '@study.yaml')).stdout).toContain('"retrieval_hit" is a covariate and moves with assigned_ai');
  });

  it('counts human labels by arm', async () => {
    const measured = '  helpful: {role: secondary, better: higher, measured: {judge: agent_experience, human: human, sampling: chance, version: 1}}\nanalysis:';
    const judged = study.replace('covariates: [agent_experience, ', 'covariates: [').replace('analysis:', measured);
    const labelled = tickets(600, (row, i) => ({ ...row, human: i < 300 && (row.assigned_ai === '0' || i < 20) ? '1' : '', chance: '0.5' }));
    const at = folder({ 'study.yaml': judged, 'tickets.csv': labelled });
    const { findings }: LintReport = JSON.parse((await estimand(at, 'lint', '@study.yaml', '--json')).stdout);
    expect(findings.filter(({ rule }) => rule === 'uncalibrated-judge').map(({ says }) => says)).toEqual([
      expect.stringMatching(/^Arm "1" has \d+ human labels in human, fewer than 30:/),
    ]);
  });

  it.each([
    ['no study', {}, 'There is no file study.yaml.'],
    ['a study that cannot be read', { 'study.yaml': study.replace('unit:', 'units:') }, '"units" is not a key of the study. Did you mean "unit"?'],
    [
      'a graph with a node that is no column',
      { 'study.yaml': `${study}dag: assigned_ai -> usd_ai -> resolved\n`, 'tickets.csv': tickets(60) },
      'study.yaml:27:21  "usd_ai" is a node of the graph, but nothing in tickets.csv has that name. Did you mean "used_ai"?',
    ],
    [
      'a graph that goes in a circle',
      { 'study.yaml': `${study}dag: assigned_ai -> resolved -> assigned_ai\n` },
      'study.yaml:27:33  The graph goes in a circle:',
    ],
  ])('says what is wrong with %s', async (_, files, says) => {
    const { exitCode, stdout, stderr } = await estimand(folder(files), 'lint', '@study.yaml');
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
  });
});
