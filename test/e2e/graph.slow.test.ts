import { afterAll, describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/index.ts';
import { memoAppendix, reportHtml, resultsJson } from '../../src/report.ts';
import { supportRollout } from '../../src/scenarios.ts';
import { analyze, parseStudy } from '../../src/study.ts';
import { estimand, folderWith, remove, tickets } from '../support/command-line.ts';
import { messageOf } from '../support/small-study.ts';

const study = supportRollout.study('tickets.csv', 3000);
const after = `${study.replace('pre_period_resolution]', 'retrieval_hit]').replace('mediators: [retrieval_hit]', 'mediators: []')}dag: |
  {agent_experience case_complexity} -> {used_ai retrieval_hit resolved handle_minutes}
  assigned_ai -> used_ai -> retrieval_hit -> resolved
  used_ai -> {resolved handle_minutes}
`;
const data = () => fromColumns(supportRollout.simulate({ n: 3000, seed: 7 }).columns);
const folder = folderWith({ 'tickets.csv': tickets(3000), 'default.yaml': `${study}dag: default\n`, 'after.yaml': after });
afterAll(() => remove(folder));

describe('a study with a graph', () => {
  it('is drawn in the report, told in the memo and kept in the numbers', async () => {
    const result = await analyze(parseStudy(`${study}dag: default\n`, 'study.yaml'), { data: data() });
    expect(result.findings.find(({ check }) => check === 'graph')?.verdict).toBe('pass');
    expect(result.findings.filter(({ check }) => check === 'not-analysed')).toEqual([]);
    expect(memoAppendix(result)).toContain('By the graph 3 covariates lie before assigned_ai, and nothing causes assigned_ai.');
    const html = reportHtml(result);
    expect(html).toContain('What causes what: the default graph of an AI deployment');
    expect(html).toMatch(/aria-label="Causal graph of 12 nodes and 39 arrows around assigned_ai\./);
    const { exhibits } = JSON.parse(resultsJson(result));
    expect(exhibits.find(({ kind }: { kind: string }) => kind === 'graph').columns.from).toHaveLength(39);
  });

  it('is held when it adjusts for what the treatment changes, whatever the estimates', async () => {
    const result = await analyze(parseStudy(after, 'study.yaml'), { data: data() });
    expect(result.decision.verdict).toBe('hold');
    const [finding] = result.findings.filter(({ check }) => check === 'graph');
    expect([finding.verdict, finding.identification, finding.about.column]).toEqual(['fail', true, 'retrieval_hit']);
    expect(reportHtml(result)).toContain('misplaced covariate');
  });

  it('has the same estimates as without one', async () => {
    const [bare, drawn] = await Promise.all([study, `${study}dag: default\n`].map((text) => analyze(parseStudy(text, 'study.yaml'), { data: data() })));
    expect(drawn.estimates).toEqual(bare.estimates);
    expect(drawn.decision.verdict).toBe(bare.decision.verdict);
  });

  it('runs on the command line', async () => {
    const { exitCode, stdout } = await estimand(folder, 'analyze', '@after.yaml', '--out', '@out', '--gate');
    expect(exitCode).toBe(10);
    expect(stdout).toContain('HOLD');
    expect((await estimand(folder, 'analyze', '@default.yaml', '--out', '@out')).exitCode).toBe(0);
  });

  it('names a node that is no column, at its place, and takes outcomes by their names', async () => {
    const run = (dag: string) => analyze(parseStudy(`${study}${dag}`, 'study.yaml'), { data: data() });
    await expect(run('dag: |\n  assigned_ai -> used -> resolved\n')).rejects.toThrow(
      'study.yaml:28:18  "used" is a node of the graph, but nothing in columns in memory has that name. Name a column, or declare what nobody measured: latent used.',
    );
    expect(messageOf(() => parseStudy(`${study}dag: assigned_ai -> resolved -> assigned_ai\n`, 'study.yaml'))).toContain('study.yaml:27:33');
  });
});
