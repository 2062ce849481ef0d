import { describe, expect, it } from 'vitest';
import { ragStudy } from '../../../test/support/rag-study.ts';
import { messageOf, smallStudy, smallStudyWith } from '../../../test/support/small-study.ts';
import type { RandomizedKeys } from '../../methods/randomized/declared/keys.ts';
import { parseStudy } from './parse-study.ts';

describe('what a study says', () => {
  it('is read key by key', () => {
    expect(parseStudy(ragStudy).study).toEqual({
      estimand: 1,
      study: 'rag-support-assistant',
      question: 'Does access to the RAG assistant raise first-contact resolution?',
      data: { file: 'support.parquet' },
      unit: 'ticket_id',
      rows: 'one-per-unit',
      design: {
        kind: 'randomized',
        assignment: 'assigned_ai',
        control: '0',
        shares: { 0: 0.5, 1: 0.5 },
        randomizedBy: 'agent_id',
        contamination: 0.001,
        usage: 'used_ai',
      },
      treatments: { 1: { model: 'large-2026-03', prompt: 'draft@7', retrieval: 'policies@2026-03-01', guardrails: 'strict@3', ui: 'inline' } },
      covariates: ['agent_experience', 'case_complexity', 'pre_period_resolution'],
      mediators: ['retrieval_hit', 'handoff'],
      outcomes: {
        resolved: { role: 'primary', better: 'higher', worthwhile: 0.02, value: 14 },
        handle_minutes: { role: 'secondary', better: 'lower', unit: 'minutes', value: -0.8 },
        unsupported_claim: { role: 'guardrail', better: 'lower', tolerance: 0.005, value: -20 },
        cost_usd: { role: 'cost', better: 'lower', unit: 'USD', value: -1 },
        cost_per_resolved: { role: 'secondary', better: 'lower', ratio: ['cost_usd', 'resolved'] },
        helpful: {
          role: 'secondary',
          better: 'higher',
          measured: {
            judge: 'judge_score',
            human: 'human_score',
            sampling: 'audit_probability',
            by: 'ppi++',
            using: [],
            errors: 'by-arm',
            biases: {},
            version: 'judge@4',
          },
        },
      },
      segments: ['language', 'case_complexity_band'],
      analysis: { level: 0.95, adjust: 'lin', seed: 20260901, comparisons: 'control', looks: 'fixed', plannedUnits: 12000, guardrailLevel: 0.95 },
      evidence: 'experiment',
      population: { served: 'was_served' },
      monitoring: { holdout: 0.05, review: '4 weeks' },
      decide: { launch: ['primary-positive', 'guardrails-hold', 'net-value-positive'] },
    });
  });

  it('is filled in with defaults', () => {
    const lines = ['estimand: 1', 'study: s', 'question: q', 'data: {file: a.csv}', 'design: {kind: randomized, assignment: z, control: off}'];
    const { study } = parseStudy([...lines, 'treatments: {on: {}}', 'outcomes: {y: {role: primary, better: higher}}'].join('\n'));
    expect(study).toEqual({
      estimand: 1,
      study: 's',
      question: 'q',
      data: { file: 'a.csv' },
      rows: 'one-per-unit',
      design: { kind: 'randomized', assignment: 'z', control: 'off', contamination: 0.001 },
      treatments: { on: {} },
      covariates: [],
      mediators: [],
      outcomes: { y: { role: 'primary', better: 'higher' } },
      segments: [],
      analysis: { level: 0.95, adjust: 'lin', seed: 1, comparisons: 'control', looks: 'fixed', guardrailLevel: 0.95 },
      evidence: 'experiment',
      decide: { launch: ['primary-positive', 'guardrails-hold'] },
    });
  });

  it.each([
    ['{files: logs/*.parquet}', { files: 'logs/*.parquet' }],
    ['{sql: select * from t, from: {t: t.parquet}}', { sql: 'select * from t', from: { t: 't.parquet' } }],
    ['{table: public.tickets, connection: WAREHOUSE}', { table: 'public.tickets', connection: 'WAREHOUSE' }],
  ])('takes data from %s', (written, data) => {
    expect(parseStudy(smallStudyWith('{file: support.parquet}', written)).study.data).toEqual(data);
  });

  it('takes a tolerance as a percentage of the control mean', () => {
    expect(parseStudy(smallStudyWith('tolerance: 0.005', 'tolerance: 2.5%')).study.outcomes.harm.tolerance).toBe('2.5%');
  });

  it('keeps text that is in blocks as YAML has it', () => {
    const { study } = parseStudy(`${smallStudy}dag: |\n  ai -> resolved\n  ai -> harm\n`);
    expect(study.dag).toBe('ai -> resolved\nai -> harm\n');
  });
});

describe('the text of the source', () => {
  it.each(['0', '1.10', '007', 'true', 'no', '1e3', '0x1F', '.inf', '2026-03-01', '"0"', "'1.10'", '+1'])('is the arm and the version for %s', (written) => {
    const text = written.replace(/['"]/g, '');
    const arms = smallStudyWith('control: 0\n  shares: {0: 0.5, 1: 0.5}', `control: ${written}\n  shares: {${written}: 0.25, 1: 0.75}`);
    const { study } = parseStudy(arms.replace('prompt: 1.10}', `prompt: ${written}}`));
    const { treatments } = study;
    const randomized = study.design as RandomizedKeys;
    expect([randomized.control, Object.keys(randomized.shares ?? {}).filter((arm) => arm !== '1'), treatments['1'].prompt]).toEqual([text, [text], text]);
  });

  it('is the treatment, a version of a judge and the name of a column', () => {
    const { study } = parseStudy(
      smallStudyWith('  1: {', '  1.10: {')
        .replace('{0: 0.5, 1: 0.5}', '{0: 0.5, 1.10: 0.5}')
        .replace('[experience, complexity]', '[2024, 007, true]')
        .replace('better: higher}', 'better: higher, measured: {judge: 1.0, human: 2.0, version: 4.0}}'),
    );
    expect(Object.keys(study.treatments)).toEqual(['1.10']);
    expect(study.covariates).toEqual(['2024', '007', 'true']);
    const { study: several } = parseStudy(smallStudyWith('better: higher}', 'better: higher, measured: {judge: [1.0, 007], human: 2.0}}'));
    expect(several.outcomes.resolved.measured?.judge).toEqual(['1.0', '007']);
    expect(study.outcomes.resolved.measured).toMatchObject({ judge: '1.0', human: '2.0', version: '4.0' });
  });
});

describe('places', () => {
  const source = parseStudy(smallStudy, 'plans/study.yaml');
  it.each<[readonly (string | number)[], number, number]>([
    [[], 1, 1],
    [['unit'], 5, 7],
    [['design'], 6, 1],
    [['design', 'control'], 9, 12],
    [['design', 'shares', '1'], 10, 23],
    [['design', 'usage'], 6, 1],
    [['treatments', '1'], 12, 3],
    [['treatments', '1', 'prompt'], 12, 37],
    [['covariates', 1], 13, 26],
    [['covariates', 7], 13, 1],
    [['outcomes', 'harm'], 17, 3],
    [['outcomes', 'harm', 'tolerance'], 17, 53],
    [['outcomes', 'harm', 'value'], 17, 3],
    [['monitoring', 'review'], 1, 1],
  ])('finds %j', (path, line, column) => {
    expect(source.placeOf(path)).toEqual({ file: 'plans/study.yaml', line, column });
  });

  it('counts lines that end as on Windows, and none for a byte order mark', () => {
    const windows = parseStudy(`\uFEFF${smallStudy.replaceAll('\n', '\r\n')}`, 'study.yaml');
    expect(windows.study).toEqual(source.study);
    expect(windows.placeOf(['outcomes', 'harm', 'tolerance'])).toEqual({ file: 'study.yaml', line: 17, column: 53 });
    expect(windows.placeOf([])).toEqual({ file: 'study.yaml', line: 1, column: 1 });
  });
});

describe('texts that are no study', () => {
  const keys = 'It must be keys and values, such as study: rag-support-assistant.';
  it.each([
    ['', 'study  The study file is empty. Start from one that works: estimand simulate support-rollout --out try.'],
    ['# to do\n', 'study  The study file is empty. Start from one that works: estimand simulate support-rollout --out try.'],
    ['---\n', 'study  The study file is empty. Start from one that works: estimand simulate support-rollout --out try.'],
    ['{}', 'study:1:1  The study has no "estimand". Add it: 1, the version of the study schema.'],
    ['- resolved\n', `study:1:1  The study is a list of 1 value. ${keys}`],
    ['ticket,ai\n1,0\n', `study:1:1  The study is "ticket,ai 1,0". ${keys}`],
  ])('%j', (text, says) => {
    expect(messageOf(() => parseStudy(text))).toBe(says);
  });
});

it('says that a text is nested too deeply, and is done with it soon', () => {
  const mend = 'A study has a handful of levels; look for brackets that were opened by mistake.';
  for (const text of ['['.repeat(50_000), '{a: '.repeat(20_000), `heterogeneity: ${'['.repeat(5_000)}${']'.repeat(5_000)}`]) {
    expect(messageOf(() => parseStudy(text))).toBe(`study  This is not YAML: it is nested too deeply. ${mend}`);
  }
});
