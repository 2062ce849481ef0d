import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { analyze, parseStudy, plan } from '../../src/study.ts';

const random = stream(8);
const n = 2_000;
const arm = Array.from({ length: n }, () => ['human', 'ai'][random.bernoulli(0.5)]);
const page = Array.from({ length: n }, () => ['old', 'new', null][random.integer(3)]);
const x = Array.from({ length: n }, () => random.normal());
const isAi = (i: number): number => (arm[i] === 'ai' ? 1 : 0);
const columns = {
  id: Array.from({ length: n }, (_, i) => i),
  arm,
  page,
  x,
  price: Array.from({ length: n }, () => ['low', 'high'][random.bernoulli(0.5)]),
  minutes: x.map((v, i) => 10 + v + random.normal() - isAi(i)),
  crossed: x.map((v, i) => 10 + v + random.normal() + isAi(i) * (page[i] === 'new' ? 1 : -1)),
  copy: arm.map((a) => (a === 'ai' ? 'B' : 'A')),
  mostly: arm.map((a) => (a === 'ai' ? 'B' : null)),
  one: arm.map(() => 'all'),
  nothing: arm.map(() => null as string | null),
  tied: arm.map((a) => (random.bernoulli(a === 'ai' ? 0.6 : 0.4) ? 'new' : 'old')),
  inside: arm.map((a) => (a === 'ai' ? ['B', 'A'][random.bernoulli(0.5)] : null)),
  user: Array.from({ length: n }, (_, i) => i >> 2),
};

const text = (design: string, { outcome = 'minutes', more = '' } = {}): string => `estimand: 1
study: two at once
question: Does it help?
data: {file: rows.csv}
unit: id
design:
  kind: randomized
  assignment: arm
  control: human
${design}
treatments: {ai: {model: m-1}}
outcomes:
  ${outcome}: {role: primary, better: lower, unit: minutes}
${more}`;

const run = (study: string): Promise<StudyResult> => analyze(parseStudy(study, 'study.yaml'), { data: fromColumns(columns) });
const findings = ({ findings: all }: StudyResult, check: string) => all.filter((f) => f.check === check);

async function errorOf(study: string): Promise<string> {
  try {
    await run(study);
  } catch (error) {
    if (error instanceof EstimandError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('a study beside another experiment', () => {
  it('changes no headline by a bit, whatever the other column holds', async () => {
    const [alone, beside] = await Promise.all([
      run(text('', { more: 'covariates: [x]' })),
      run(text('  alongside: [page, price]', { more: 'covariates: [x]' })),
    ]);
    const whole = ({ estimates }: StudyResult) => estimates.filter(({ estimand }) => estimand.segment === undefined);
    expect(whole(beside)).toEqual(whole(alone));
    expect(beside.decision).toEqual(alone.decision);
    expect(findings(beside, 'independent-assignments').map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
    expect(findings(beside, 'experiment-interaction').map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
  });

  it('is held where the effect turns to harm in an arm that may be launched', async () => {
    const result = await run(text('  alongside: [page]', { outcome: 'crossed', more: 'covariates: [x]' }));
    expect(result.decision.verdict).toBe('hold');
    const [harm] = findings(result, 'harmed-segment');
    expect(harm).toMatchObject({ verdict: 'fail', about: { column: 'page', estimate: 'adjusted-itt:crossed@page=new' } });
    expect(harm.mend).toContain('decide about both together');
    expect(findings(result, 'experiment-interaction')[0].verdict).toBe('warn');
  });

  it('is held where the other experiment was drawn with it', async () => {
    const result = await run(text('  alongside: [tied]'));
    expect(findings(result, 'independent-assignments')[0]).toMatchObject({ verdict: 'fail', identification: true, canHold: true, about: { column: 'tied' } });
    expect(result.decision.verdict).toBe('hold');
  });

  it('refuses the cells of one that ran inside an arm, and goes on', async () => {
    const result = await run(text('  alongside: [inside]'));
    const refused = findings(result, 'experiment-interaction');
    expect(refused.map(({ verdict }) => verdict)).toEqual(['refuse', 'refuse', 'refuse']);
    expect(refused.map(({ says }) => says).join(' ')).toMatch(/inside = A.*inside = B.*inside = not in it/);
    expect(findings(result, 'independent-assignments')[0].mend).toContain('inside an arm of arm');
    expect(result.estimates.some(({ id }) => id === 'itt:minutes')).toBe(true);
  });

  it('counts clusters where they were drawn, and shares of them where the other was drawn within', async () => {
    const ofUser = (values: readonly (string | null)[]) => values.map((_, i) => values[4 * (i >> 2)]);
    const data = { ...columns, arm: ofUser(arm), page: ofUser(page) };
    const study = parseStudy(text('  randomizedBy: user\n  alongside: [page, price]'), 'study.yaml');
    const result = await analyze(study, { data: fromColumns(data) });
    const [whole, within] = findings(result, 'independent-assignments');
    expect(result.exhibits.find(({ id }) => id === 'independent-assignments:page')!.title).toContain('Clusters of user');
    expect(whole).toMatchObject({ verdict: 'pass' });
    expect(within.says).toContain('by clusters of user');
    expect(findings(result, 'experiment-interaction').map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
  });

  it('compares within blocks where arms were drawn within them', async () => {
    // Arms and pages go with the block, and are drawn apart within it.
    const draw = stream(3);
    const block = Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 'a' : 'b'));
    const often = (i: number): number => (block[i] === 'a' ? 0.7 : 0.3);
    const data = {
      ...columns,
      block,
      arm: block.map((_, i) => ['human', 'ai'][draw.bernoulli(often(i))]),
      page: block.map((_, i) => ['old', 'new'][draw.bernoulli(often(i))]),
    };
    const of = async (design: string) =>
      findings(await analyze(parseStudy(text(design), 'study.yaml'), { data: fromColumns(data) }), 'independent-assignments')[0];
    expect((await of('  alongside: [page]')).verdict).toBe('fail');
    expect(await of('  blocks: block\n  alongside: [page]')).toMatchObject({ verdict: 'pass' });
  });

  it('says nothing of one that arms are compared within', async () => {
    const result = await run(text('  alongside: [tied]\n  blocks: tied'));
    expect(findings(result, 'independent-assignments')).toEqual([]);
    expect(findings(result, 'experiment-interaction')[0].verdict).toBe('pass');
    expect(result.decision.verdict).toBe('launch');
  });

  it('shows a column once that is a segment too', async () => {
    const { estimates } = await run(text('  alongside: [page]', { more: 'segments: [page, price]' }));
    const ids = estimates.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('itt:minutes@price=low');
  });

  it('plans what it asks', async () => {
    const { questions } = await plan(parseStudy(text('  alongside: [page, price]'), 'study.yaml'), { data: fromColumns(columns) });
    expect(questions.map(({ id }) => id)).toEqual(expect.arrayContaining(['independent-assignments', 'alongside']));
    expect(questions.find(({ id }) => id === 'alongside')!.title).toContain('no terms of three');
  });
});

describe('what cannot be another experiment', () => {
  const at = (line: number): string => `study.yaml:${line}`;
  it.each([
    ['the assignment', '  alongside: [arm]', '', ['"arm" is the assignment of another experiment and the assignment', at(10)]],
    ['an outcome', '  alongside: [minutes]', '', ['and an outcome', at(10)]],
    ['the unit', '  alongside: [id]', '', ['and the unit', at(10)]],
    ['a mediator', '  alongside: [x]', 'mediators: [x]', ['and a mediator', at(10)]],
    ['the usage', '  usage: x\n  alongside: [x]', '', ['and the usage column', at(11)]],
    ['a column that is named twice', '  alongside: [page, page]', '', ['design.alongside names "page" twice', at(10)]],
    ['a column that is not there', '  alongside: [pages]', '', ['"pages"', 'page', at(10)]],
    ['a text in place of a list', '  alongside: page', '', ['design.alongside is "page"', 'a list of column names', at(10)]],
    [
      'the assignment under another name',
      '  alongside: [price, copy]',
      '',
      ['copy is arm under another name: "ai and B" and "human and A" always go together', at(10)],
    ],
    ['treated or not', '  alongside: [mostly]', '', ['"ai and B" and "human and no value"', at(10)]],
    ['one value', '  alongside: [one]', '', ['one is "all" for each of 2,000 units', at(10)]],
    ['no value', '  alongside: [nothing]', '', ['nothing has no value in any of 2,000 units', at(10)]],
    ['an id', '  alongside: [user]', '', ['user has 500 values', 'at most 20 arms', at(10)]],
  ] as const)('%s', async (_, design, more, parts) => {
    const message = await errorOf(text(design, { more }));
    for (const part of parts) expect(message).toContain(part);
  });
});
