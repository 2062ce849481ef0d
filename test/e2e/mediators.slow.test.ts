import { beforeAll, describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { reportHtml } from '../../src/report/html/report-html.ts';
import { memoAppendix } from '../../src/report/memo/memo.ts';
import { terminalSummary } from '../../src/report/terminal/terminal-summary.ts';
import { ragSearch } from '../../src/scenarios/rag-search/rag-search.ts';
import { analyze } from '../../src/study/analyze.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import type { StudyResult } from '../../src/study/result.ts';

const simulated = ragSearch.simulate({ n: 3_000, seed: 7 }).columns;
const queries: Parameters<typeof fromColumns>[0] = {
  ...simulated,
  engine: (simulated.query_id as readonly string[]).map((_, i) => 'ab'[i % 2]),
  words: (simulated.query_id as readonly string[]).map(() => 'yes'),
};
const text = ragSearch.study('queries.csv', 3_000);
const analyzed = (study: string, rows: Parameters<typeof fromColumns>[0] = queries): Promise<StudyResult> =>
  analyze(parseStudy(study, 'study.yaml'), { data: fromColumns(rows) });
const checks = ({ findings }: StudyResult): readonly string[] => findings.map(({ check }) => check);

describe('a study with mediators', () => {
  let result: StudyResult;
  beforeAll(async () => {
    result = await analyzed(text);
  });

  it('decides by the total effect, whatever goes which way', async () => {
    const without = await analyzed(text.replace(/^mediators.*\n/m, ''));
    expect(result.study.outcomes.map(({ headline }) => headline)).toEqual(['adjusted-itt:task_success', 'adjusted-itt:latency_seconds']);
    expect(result.decision.verdict).toBe(without.decision.verdict);
    expect(result.decision.reasons).toEqual(without.decision.reasons);
  });

  it('answers through the first mediator, through both, and with each held', () => {
    const mechanisms = result.estimates.filter(({ role }) => role === 'mechanism').map(({ id }) => id);
    for (const id of [
      'mediation-total:task_success:retrieval_hit',
      'natural-direct:task_success:retrieval_hit',
      'natural-indirect:task_success:retrieval_hit',
      'natural-indirect:task_success:retrieval_hit+answer_quality',
      'controlled-direct:task_success:retrieval_hit@0',
      'controlled-direct:task_success:retrieval_hit@1',
      'controlled-direct:task_success:answer_quality',
      'mediator-effects:retrieval_hit',
      'mediator-effects:answer_quality',
    ])
      expect(mechanisms).toContain(id);
    expect(result.estimates.find(({ id }) => id === 'mediator-adjusted:task_success:retrieval_hit')?.role).toBe('contrast-only');
  });

  it('models what holds 0 and 1 only by logistic regression, and says so', () => {
    const said = result.findings.filter(({ check, about }) => check === 'mediation-models' && about.column === 'retrieval_hit').map(({ says }) => says);
    expect(said).toContainEqual(
      expect.stringContaining('task_success holds 0 and 1 only and is modelled by logistic regression; retrieval_hit holds 0 and 1 only'),
    );
    expect(said).toContainEqual(expect.stringContaining('taken together'));
    const through = result.estimates.find(({ id }) => id === 'natural-indirect:task_success:retrieval_hit');
    expect(through?.method.options).toMatchObject({ models: { mediator: 'logistic', outcome: 'logistic' } });
  });

  it('shows them apart from the results, in memo and report, with their figures', () => {
    const page = memoAppendix(result);
    const [results, mechanism] = ['## Results', '## How the effect comes about'].map((title) => page.split(title)[1].split('\n## ')[0]);
    expect(mechanism).toContain('`natural-indirect:task_success:retrieval_hit`');
    expect(results).not.toContain('natural-');
    expect(page.split('## Not to be read causally')[1]).toContain('mediator-adjusted');
    const html = reportHtml(result);
    expect(html).toContain('How the effect comes about');
    expect(result.exhibits.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'mediator-effects',
        'parts:mediation-total:task_success:retrieval_hit',
        'sensitivity:natural-indirect:task_success:retrieval_hit',
      ]),
    );
    const [comparison] = result.exhibits.filter(({ id }) => id === 'comparison:task_success');
    expect(comparison.columns.label).toEqual(['as assigned, adjusted', 'as assigned, unadjusted']);
    expect(terminalSummary(result, { color: false })).not.toContain('no data can show');
  });

  it('names what no data can show, and passes no judgement by it', () => {
    const warned = result.findings.filter(({ check }) => check === 'sequential-ignorability');
    expect(warned.map(({ verdict, identification }) => [verdict, identification])).toEqual(warned.map(() => ['warn', undefined]));
    expect(warned.some(({ says }) => says.includes('difficulty held'))).toBe(true);
  });

  it('goes on without a mediator that is logged in one arm only', async () => {
    const hit = Array.from(queries.retrieval_hit as ArrayLike<number>, (value, i) => ((queries.rag_enabled as ArrayLike<number>)[i] === 1 ? value : null));
    const found = await analyzed(text, { ...queries, retrieval_hit: hit });
    expect(checks(found)).toContain('mediator-missing');
    expect(found.study.outcomes[0].headline).toBe('adjusted-itt:task_success');
    expect(found.estimates.map(({ id }) => id)).toContain('mediator-effects:answer_quality');
  });

  it('warns of a covariate that the treatment moves', async () => {
    const study = text.replace('covariates: [difficulty]', 'covariates: [difficulty, retrieval_hit]').replace('mediators: [retrieval_hit, ', 'mediators: [');
    const { findings } = await analyzed(study);
    expect(findings.filter(({ check }) => check === 'moved-covariates')).toMatchObject([{ verdict: 'warn', about: { column: 'retrieval_hit', arm: '1' } }]);
  });

  it('takes effects apart within blocks where the adjustment holds them, and says so where they are not', async () => {
    const blocks = text.replace('  control: 0\n', '  control: 0\n  blocks: engine\n');
    const across = await analyzed(blocks.replace('adjust: lin', 'adjust: none'));
    expect(across.findings.find(({ about }) => about.column === 'mediators')?.says).toContain('blocked by engine');
    expect(across.estimates.some(({ role }) => role === 'mechanism')).toBe(false);
    const within = await analyzed(blocks);
    expect(within.estimates.map(({ id }) => id)).toContain('natural-direct:task_success:retrieval_hit');
  });

  it('passes over a mediator that is text, and says so', async () => {
    const { findings, estimates } = await analyzed(text.replace('mediators: [retrieval_hit', 'mediators: [words'));
    expect(findings.find(({ about }) => about.column === 'mediators')?.says).toBe('No effect through words is computed: it holds no numbers.');
    expect(estimates.map(({ id }) => id)).toContain('natural-direct:task_success:answer_quality');
  });

  it('keeps to a trigger', async () => {
    const { estimates } = await analyzed(text.replace('  control: 0\n', '  control: 0\n  trigger: difficulty > 0\n'));
    const sizes = new Map(estimates.map(({ id, sizes: { units } }) => [id, units]));
    expect(sizes.get('natural-direct:task_success:retrieval_hit')).toBe(sizes.get('adjusted-itt:task_success'));
  });

  it('stops at a mediator that is a covariate', () => {
    const both = text.replace('covariates: [difficulty]', 'covariates: [difficulty, retrieval_hit]');
    expect(() => parseStudy(both, 'study.yaml')).toThrow(/retrieval_hit/);
  });
});
