import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { analyze } from '../../src/study/analyze.ts';
import { planPower } from '../../src/study/power/plan-power.ts';
import { readStudy } from '../../src/study/read/files/read-study.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { temporaryFiles } from '../support/duckdb-files.ts';
import { analyzed, messageOf, read, rows, rules, study, units } from '../support/rows-of-users.ts';

describe('what a unit gets of its rows', () => {
  it.each([
    ['score', 'mean', 'mean score per user'],
    ['minutes', 'total', 'total minutes per user'],
    ['complaints', 'any', 'any complaints per user'],
    ['change', 'any', 'any change per user'],
    ['solved', 'mean', 'mean solved per user'],
    ['solved', 'any', 'any solved per user'],
    ['solved', undefined, 'total solved per user'],
    ['complaints', undefined, 'total complaints per user'],
  ] as const)('of %s is its %s, and the estimand says so', async (name, per, says) => {
    const outcome = (rule: string): string => `  ${name}: {role: primary, better: higher${rule}}`;
    const many = await analyzed(rows, outcome(per ? `, per: ${per}` : ''));
    const one = await analyzed(units(name, rules[per ?? 'total']), outcome(''), 'rows: one-per-unit');
    const [{ estimand, ...found }, { estimand: plain, ...wanted }] = [many.estimates[0], one.estimates[0]];
    expectDeepClose(found, wanted, 1e-9);
    expect(estimand).toEqual({ ...plain, says: `${plain.says} What is compared is the ${says}.` });
    expect(many.study.outcomes[0].per).toBe(per ?? 'total');
    expect(one.study.outcomes[0]).not.toHaveProperty('per');
  });

  it('is the same from a file', async () => {
    const files = await temporaryFiles();
    try {
      const outcomes =
        '  score: {role: primary, better: higher, per: mean}\n  complaints: {role: secondary, better: lower, per: any}\n  solved: {role: secondary, better: higher, per: mean}';
      const names = Object.keys(rows[0]);
      await files.put('rows.csv', [names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => `${line.join(',')}\n`).join(''));
      await files.put('study.yaml', study(outcomes));
      const [found, inMemory] = [await analyze(await readStudy(files.at('study.yaml'))), await analyzed(rows, outcomes)];
      expectDeepClose(found.estimates, inMemory.estimates, 1e-9);
      expect(found.findings.map((f) => f.says)).toEqual(inMemory.findings.map((f) => f.says));
    } finally {
      await files.close();
    }
  });

  it('is unknown where a row lacks the value, also when another row says yes', async () => {
    const some = rows.map((row, i) => (i % 50 === 0 ? { ...row, score: null, complaints: null } : row));
    const lacking = new Set(some.filter((row) => row.score === null).map((row) => row.user)).size;
    const { estimates } = await analyzed(some, '  score: {role: primary, better: higher, per: mean}\n  complaints: {role: secondary, better: lower, per: any}');
    for (const e of estimates) expect(e.sizes.units).toBe(300 - lacking);
  });

  it('is put on a scale afterwards, or taken a quantile of', async () => {
    const log = await analyzed(rows, '  minutes: {role: primary, better: lower, per: mean, transform: log}');
    const logOfUnits = await analyzed(units('minutes', rules.mean), '  minutes: {role: primary, better: lower, transform: log}', 'rows: one-per-unit');
    expect(log.estimates[0].value).toBeCloseTo(logOfUnits.estimates[0].value, 12);
    expect(log.estimates[0].estimand.says).toMatch(/It is measured as the mean of log of mean minutes per user\.$/);
    const score = '  score: {role: primary, better: higher, per: mean}\n';
    const slow = '  p90: {role: secondary, better: lower, quantile: [minutes, 0.9]';
    const p90 = await analyzed(rows, `${score}${slow}, per: mean}`);
    const joined = units('minutes', rules.mean).map((row, i) => ({ ...row, score: units('score', rules.mean)[i].score }));
    const p90OfUnits = await analyzed(joined, `  score: {role: primary, better: higher}\n${slow}}`, 'rows: one-per-unit');
    const of = ({ estimates }: typeof p90) => estimates.find((e) => e.id === 'quantile-effect:p90')!;
    expect(of(p90).value).toBeCloseTo(of(p90OfUnits).value, 12);
    expect(of(p90).estimand.says).toMatch(/What is compared is the mean minutes per user\.$/);
  });

  it('of means is money of a row, which adds to that of other means', async () => {
    const valued = '  score: {role: primary, better: higher, per: mean, value: 3}\n  minutes: {role: secondary, better: lower, per: mean, value: -2}';
    const { estimates } = await analyzed(rows, valued);
    const of = (id: string) => estimates.find((e) => e.id === id)!.value;
    expect(of('itt:net value')).toBeCloseTo(3 * of('itt:score') - 2 * of('itt:minutes'), 10);
  });

  it('of a guardrail is what its tolerance is held against', async () => {
    const { decision } = await analyzed(
      rows,
      '  score: {role: primary, better: higher, per: mean}\n  complaints: {role: guardrail, better: lower, per: any, tolerance: 0.5}',
    );
    expect(decision.guardrails).toMatchObject([{ outcome: 'complaints', verdict: 'pass' }]);
  });
});

describe('a guardrail without a single event', () => {
  const outcomes = (rule: string): string =>
    `  score: {role: primary, better: higher, per: mean}\n  harm: {role: guardrail, better: lower, tolerance: 0.05${rule}}`;
  const one = outcomes('').replace(', per: mean', '');
  const harmless = (value: number | boolean) => rows.map((row) => ({ ...row, harm: value }));
  const told = ({ estimates, findings, decision }: Awaited<ReturnType<typeof analyzed>>) => ({
    high: estimates.find((e) => e.id === 'itt:harm')?.bounds?.high,
    checks: findings.flatMap((f) => (f.about.column === 'harm' ? f.check : [])),
    verdict: decision.guardrails[0].verdict,
  });

  it.each([
    ['', 0],
    [', per: mean', 0],
    [', per: any', 0],
    ['', false],
    [', per: mean', false],
  ] as const)('has the limits of one row a unit: "%s" of %s', async (rule, value) => {
    const perUnit = units('score', rules.mean).map((row) => ({ ...row, harm: value }));
    const [many, plain] = [told(await analyzed(harmless(value), outcomes(rule))), told(await analyzed(perUnit, one, 'rows: one-per-unit'))];
    expect(many).toEqual(plain);
    expect(many.high).toBeGreaterThan(0);
    expect(many.checks).toContain('few-events');
    expect(many.verdict).toBe('pass');
  });

  it.each([
    ['', 'constant-outcome', undefined],
    [', per: mean', 'constant-outcome', undefined],
    [', per: any', 'few-events', expect.any(Number)],
  ])('of fractions, which could be anything, has none unless asked whether any: "%s"', async (rule, check, high) => {
    const files = await temporaryFiles();
    try {
      await files.put('rows.csv', ['user,arm,score,harm', ...rows.map(({ user, arm, score }) => `${user},${arm},${score},0.0`)].join('\n'));
      await files.put('study.yaml', study(outcomes(`, unit: seconds${rule}`)));
      const found = told(await analyze(await readStudy(files.at('study.yaml'))));
      expect(found.checks).toContain(check);
      expect(found.high).toEqual(high);
    } finally {
      await files.close();
    }
  });
});

describe('an outcome that does not say what a unit gets', () => {
  const line = (more: string): string => `  complaints: {role: primary, better: lower}\n  ${more}`;
  it.each([
    'minutes: {role: secondary, better: lower, unit: minutes}',
    'minutes: {role: cost, better: lower}',
    'minutes: {role: secondary, better: lower, unit: USD}',
  ])('is added up where its unit says that it is an amount, and told: %s', async (outcome) => {
    const { findings, study } = await analyzed(rows, line(outcome));
    expect(findings.find((f) => f.check === 'added-up')).toMatchObject({ verdict: 'warn', about: { column: 'minutes' } });
    expect(study.outcomes.find((o) => o.name === 'minutes')?.per).toBe('total');
  });

  it.each([
    [
      'score: {role: secondary, better: higher}',
      'fractions from 0 to 1',
      'Answer scores are averaged, not added up, or units with more rows score higher: write `per: mean`',
    ],
    ['minutes: {role: secondary, better: lower}', 'fractions', 'Answer scores are averaged'],
    [
      'minutes: {role: secondary, better: lower, unit: points}',
      'fractions',
      'What is counted in points is added up or averaged: write `per: total` for all rows of a unit',
    ],
    ['rating: {role: secondary, better: higher}', 'whole numbers from 1 to 10 and never 0', 'Ratings are averaged, not added up'],
    ['change: {role: secondary, better: higher}', 'numbers below zero', 'Scores are averaged, not added up'],
    ['p90: {role: secondary, better: lower, quantile: [minutes, 0.9]}', 'fractions', 'Answer scores are averaged'],
    ['judged: {role: secondary, better: higher, measured: {judge: score, human: solved}}', 'fractions from 0 to 1', 'Answer scores are averaged'],
  ])('is an error that proposes it: %s', async (outcome, held, mend) => {
    const message = await messageOf(() => analyzed(rows, line(outcome)));
    expect(message).toMatch(/^study\.yaml:11:3 {2}Rows of "/);
    expect(message).toContain(`hold ${held}`);
    expect(message).toContain(mend);
    expect(await messageOf(() => planPower(read(line(outcome)), { data: fromRows(rows) }))).toBe(message);
  });

  it('is added up where rows hold 0 and 1, or counts, and in a ratio', async () => {
    const cost = '\n  minutes per row: {role: secondary, better: lower, ratio: [minutes, solved]}';
    const { estimates } = await analyzed(rows, `  complaints: {role: primary, better: lower}\n  solved: {role: secondary, better: higher}${cost}`);
    expect(estimates.filter((e) => /What is compared is the total/.test(e.estimand.says)).map((e) => e.estimand.outcome)).toEqual(['complaints', 'solved']);
    expect(estimates.find((e) => e.estimand.outcome === 'minutes per row')?.estimand.says).toMatch(/^Total minutes over total solved/);
  });

  it('takes no more statements than one that says it', async () => {
    const files = await temporaryFiles();
    try {
      const names = ['user', 'arm', 'complaints'];
      await files.put('rows.csv', [names, ...rows.map((row) => names.map((name) => row[name]))].map((of) => `${of.join(',')}\n`).join(''));
      const statements = async (per: string): Promise<number> => {
        await files.put('study.yaml', study(`  complaints: {role: primary, better: lower${per}}`));
        return (await analyze(await readStudy(files.at('study.yaml')))).provenance.statements.length;
      };
      expect(await statements('')).toBe(await statements(', per: total'));
    } finally {
      await files.close();
    }
  });
});

describe('per that does not fit', () => {
  const primary = '  complaints: {role: primary, better: lower}\n';
  it.each([
    [
      'of one row a unit',
      '  score: {role: primary, better: higher, per: mean}',
      'rows: one-per-unit',
      'study.yaml:10:42  "score" says `per: mean`, what a unit gets of its rows, but a unit has one row in this study.',
    ],
    [
      'of a ratio',
      `${primary}  r: {role: secondary, better: lower, ratio: [minutes, solved], per: mean}`,
      undefined,
      '"r" is a ratio of totals, minutes over solved, with which `per: mean` does not go.',
    ],
    [
      'any of a quantile',
      `${primary}  q: {role: secondary, better: lower, quantile: [minutes, 0.9], per: any}`,
      undefined,
      '"q" is whether any row of a unit has it, 0 or 1, with which quantile does not go.',
    ],
    ['any on a log scale', `${primary}  minutes: {role: secondary, better: lower, transform: log, per: any}`, undefined, 'with which transform does not go.'],
    [
      'any of a judge',
      `${primary}  j: {role: secondary, better: higher, measured: {judge: score, human: solved}, per: any}`,
      undefined,
      'with which measured does not go.',
    ],
    [
      'two ways for one column',
      `${primary}  minutes: {role: secondary, better: lower, per: mean}\n  r: {role: secondary, better: lower, ratio: [minutes, solved]}`,
      undefined,
      'study.yaml:12:3  "minutes" would become two values of a unit: mean for "minutes", total for "r"',
    ],
    [
      'money of a row and of a unit',
      `  complaints: {role: primary, better: lower, value: -2}\n  score: {role: secondary, better: higher, value: 3, per: mean}`,
      undefined,
      'The net value would add money of one row, of "score" (`per: mean`), to money of a whole unit, of "complaints".',
    ],
    ['another word', '  score: {role: primary, better: higher, per: median}', undefined, 'It must be one of "total", "mean", "any" and "last".'],
  ])('%s is an error', async (_, outcomes, more, says) => {
    expect(await messageOf(() => read(outcomes, more))).toContain(says);
  });
});

describe('generations of a prompt, three in one arm and five in the other', () => {
  const analysed = async (path: string) => analyze(await readStudy(resolve('goldens/cases/repeated-generations', path)));

  it('are not added up without being asked', async () => {
    const message = await messageOf(() => analysed('study-manyperunit.yaml'));
    expect(message).toMatch(
      /study-manyperunit\.yaml:12:3 {2}Rows of "score" hold fractions, and "score" does not say what a unit \(prompt_arm\) gets of its rows\./,
    );
    expect(message).toContain('Answer scores are averaged, not added up, or units with more rows score higher: write `per: mean`');
  });

  it('are compared as means of prompts', async () => {
    const { estimates, decision } = await analysed('study-manyperunit-mean.yaml');
    // Pair differences of the means by prompt and version, by Python's statistics: their mean and its standard error.
    expect(estimates[0].value).toBeCloseTo(0.009615555555555488, 10);
    expect(estimates[0].standardError).toBeCloseTo(0.07789549061754354, 10);
    expect(estimates[0].value.toFixed(3)).toBe('0.010');
    expect(estimates[0].standardError?.toFixed(3)).toBe('0.078');
    expect(estimates[0].estimand.says).toMatch(/What is compared is the mean score per prompt_arm\.$/);
    expect(decision.verdict).toBe('hold');
  });
});
