import { beforeAll, describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/index.ts';
import { memoAppendix } from '../../src/report.ts';
import { supportRollout } from '../../src/scenarios.ts';
import { analyze, parseStudy, type StudyResult } from '../../src/study.ts';

const text = supportRollout.study('tickets.csv').replace('plannedUnits: 12000', 'plannedUnits: 3000');
const logistic = text.replace(/adjust: \w+/, 'adjust: logistic');
const { columns } = supportRollout.simulate({ n: 3_000, seed: 7 });

describe('a study adjusted by logistic regression', () => {
  let result: StudyResult;
  beforeAll(async () => {
    expect(logistic).toContain('adjust: logistic');
    result = await analyze(parseStudy(logistic), { data: fromColumns(columns) });
  });
  const headlineOf = (outcome: string, of = result): string | undefined => of.study.outcomes.find(({ name }) => name === outcome)?.headline;

  it('reads it for outcomes of 0 and 1, and the linear adjustment for others', () => {
    expect(headlineOf('resolved')).toBe('logistic-effect:resolved');
    expect(headlineOf('handle_minutes')).toBe('adjusted-itt:handle_minutes');
    expect(result.estimates.find(({ id }) => id === 'logistic-effect:resolved')?.role).toBe('primary');
    expect(result.estimates.find(({ id }) => id === 'adjusted-itt:resolved')?.role).toBe('secondary');
    expect(result.estimates.map(({ id }) => id)).not.toContain('logistic-effect:handle_minutes');
    expect(result.findings.filter(({ check }) => check === 'binary-outcome')).toEqual([]);
  });

  it('shows the odds ratio of the primary outcome, apart from the differences', () => {
    expect(result.estimates.find(({ id }) => id === 'odds-ratio:resolved')).toMatchObject({ role: 'secondary', estimand: { unit: { kind: 'ratio' } } });
    const exhibit = result.exhibits.find(({ id }) => id === 'comparison:resolved');
    expect(exhibit?.columns.label).toContain('as assigned, adjusted (logistic)');
    expect(exhibit?.columns.label).not.toContain('odds-ratio');
  });

  it('comes to the decision of the linear adjustment here', async () => {
    const linear = await analyze(parseStudy(text), { data: fromColumns(columns) });
    expect(result.decision.verdict).toBe(linear.decision.verdict);
    expect(memoAppendix(result)).toContain('resolved');
  });

  it('stands on the linear adjustment where a covariate predicts the outcome perfectly', async () => {
    const certain = Float64Array.from(columns.resolved as Float64Array, (y, i) => (y === 1 && i % 3 === 0 ? 1 : 0));
    const named = logistic.replace('pre_period_resolution]', 'certain]');
    const found = await analyze(parseStudy(named), { data: fromColumns({ ...columns, certain }) });
    expect(headlineOf('resolved', found)).toBe('adjusted-itt:resolved');
    expect(found.findings.find(({ check }) => check === 'separation')).toMatchObject({ verdict: 'refuse', about: { column: 'resolved' } });
  });
});
