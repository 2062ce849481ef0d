import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/index.ts';
import { stream } from '../../src/math/random/stream.ts';
import { memo, ruleFiles } from '../../src/report.ts';
import type { HelpParameters } from '../../src/scenarios/targeted-help/rules.ts';
import { multiArm, optInSummaries, productLog, targetedHelp } from '../../src/scenarios.ts';
import { analyze, parseStudy, type StudyResult } from '../../src/study.ts';

type Columns = Readonly<Record<string, readonly (string | number | undefined)[] | Float64Array>>;

/** What regressions by lines say of who benefits, which takes no time. */
const quick = 'learner: dr\n  base: ols\n  splits: 5';

async function analysed(text: string, columns: Columns, options: object = {}) {
  const result = await analyze(parseStudy(text), { data: fromColumns(columns as never), ...options });
  const found = (check: string) => result.findings.filter((f) => f.check === check);
  const estimate = (id: string) => result.estimates.find((e) => e.id === id);
  return { result, found, estimate };
}

/** The study of help for some, with other rows of help and other keys of heterogeneity. */
function help(
  changed: Partial<HelpParameters> = {},
  keys = 'of: net value\n  policy: {depth: 2}',
  change: (columns: Columns) => Columns = (c) => c,
  n = 8_000,
) {
  const text = targetedHelp.study('users.csv', n).replace(/ {2}of: net value\n {2}policy: \{depth: 2\}/, () => `  ${quick}\n  ${keys}`);
  return analysed(text, change(targetedHelp.simulate({ n, seed: 1, ...changed }).columns as Columns));
}

const covers = (e: StudyResult['estimates'][number] | undefined, truth: number): boolean =>
  e !== undefined && e.interval.pieces[0].low! <= truth && truth <= e.interval.pieces[0].high!;
const truthOf = (id: string, changed: Partial<HelpParameters> = {}): number => targetedHelp.truth(changed).find((truth) => truth.id === id)!.value;

describe('help that is for some', async () => {
  const { result, found, estimate } = await help();

  it('is told to differ, and groups of expected gain hold their truths', () => {
    const [told] = found('heterogeneity');
    expect(told).toMatchObject({ verdict: 'pass', about: { column: 'net value' } });
    expect(told.pValue).toBeLessThan(0.001);
    // Expected gains are not the true ones: groups by them are less apart.
    const [least, most] = ['least', 'most'].map((end) => 4 * truthOf(`${end}/solved`) - truthOf('itt/cost_dollars'));
    expect(estimate('group-4-of-4:net value')!.value).toBeLessThan(most + 0.2);
    expect(estimate('group-4-of-4:net value')!.value).toBeGreaterThan(0.2);
    expect(estimate('group-1-of-4:net value')!.value).toBeGreaterThan(least - 0.2);
    expect(estimate('group-1-of-4:net value')!.value).toBeLessThan(-0.2);
    for (const id of ['autoc', 'qini', 'most-less-least']) expect(estimate(`${id}:net value`)!.interval.pieces[0].low, id).toBeGreaterThan(0);
  });

  it('goes by a rule that is worth more than nobody and everybody, and no more than the best there is', () => {
    const [told] = found('targeting');
    expect(told.says).toMatch(/^Whom to treat: .*tenure_days/);
    expect(told.statistic).toBeGreaterThan(0);
    for (const id of ['rule-over-nobody', 'autoc', 'slope-tenure_days']) {
      const { units, perArm } = estimate(`${id}:net value`)!.sizes;
      expect(
        Object.values(perArm).reduce((sum, n) => sum + n, 0),
        id,
      ).toBe(units);
      expect(Object.keys(perArm)).toEqual(['0', '1']);
    }
    const gain = estimate('rule-over-nobody:net value')!;
    expect(gain.interval.pieces[0].low).toBeLessThan(truthOf('rule/net_value'));
    expect(estimate('rule-over-everybody:net value')!.value).toBeGreaterThan(gain.value);
  });

  it('launches to nobody for the sake of everybody, and says what to do instead', () => {
    expect(result.decision.verdict).toBe('do-not-launch');
    const text = memo(result);
    expect(text).toContain('## Who benefits');
    expect(text).toContain('Do not launch it to everybody: try the rule by which ');
  });

  it('has the rule as files', () => {
    const files = Object.fromEntries(ruleFiles(result).map(({ name, text }) => [name, text]));
    expect(Object.keys(files)).toEqual(['rule.sql', 'rule.ts', 'rule.yaml']);
    expect(files['rule.sql']).toMatch(/^CASE\n/);
    expect(files['rule.yaml']).toContain('{"otherwise":');
    expect(ruleFiles(JSON.parse(JSON.stringify(result)))).toEqual(ruleFiles(result));
  });
});

it.each([
  ['in money', 'of: net value\n  policy: {depth: 2}', 'net value'],
  ['in what is solved', 'of: solved\n  policy: {depth: 2, cost: 0.01}', 'solved'],
])('the same effect for everybody is told from none and no rule is: %s', async (_, keys, outcome) => {
  const { result, found, estimate } = await help({ difference: 0 }, keys);
  expect(found('heterogeneity')[0].says).toContain(
    `Nothing shows that the effect on ${outcome} differs between units by what was known of them (tenure_days, plan, language and questions_before;`,
  );
  expect(found('targeting')).toMatchObject([{ verdict: 'refuse' }]);
  expect(found('harmed-group')).toEqual([]);
  expect(estimate(`rule-over-nobody:${outcome}`)).toBeUndefined();
  // An earlier rule in the same folder is no longer one.
  expect(ruleFiles(result).map(({ text }) => text)).toEqual([
    expect.stringMatching(/^-- No rule/),
    expect.stringMatching(/^\/\/ No rule/),
    expect.stringMatching(/^# No rule/),
  ]);
});

it('an average that hides harm holds the launch', async () => {
  const study = 'of: solved';
  const { result, found } = await help({ effect: 0.06, price: 0 }, study, (c) => c, 12_000);
  expect(found('harmed-group')).toMatchObject([{ verdict: 'fail', about: { arm: '1', estimate: 'group-1-of-4:solved' } }]);
  expect(result.decision.verdict).toBe('hold');
  expect(result.decision.reasons.some(({ condition, status }) => condition === 'harmed-group' && status === 'violated')).toBe(true);
  const same = await help({ effect: 0.06, price: 0, difference: 0 }, study);
  expect(same.found('harmed-group')).toEqual([]);
  expect(same.result.decision.verdict).toBe('launch');
});

const asDrawn = (c: Columns): Columns => c;
/** Users who are new, and all others: as many as two in five have one value. */
const inSteps = (c: Columns): Columns => ({ ...c, tenure_days: Float64Array.from(c.tenure_days as Float64Array, (days) => (days <= 56 ? 0 : 1)) });

it.each([
  [
    'a budget above everybody',
    'of: solved\n  policy: {depth: 1, cost: 0.01, budget: 0.5}',
    /^The budget of 50 pp a unit would do for everybody: it limits nothing\.$/,
    asDrawn,
  ],
  [
    'a capacity that binds',
    'of: solved\n  policy: {depth: 1, capacity: 0.2}',
    /^The capacity of 20\.0 % binds: the rule takes 1[89]\.\d % on the units that found it, and \d+\.\d % on the others\.$/,
    asDrawn,
  ],
  [
    'a capacity that no rule can use up',
    'of: solved\n  policy: {depth: 1, capacity: 0.35}',
    /^The capacity of 35\.0 % binds: the rule takes \d+\.\d % on the units that found it, and \d+\.\d % on the others; no rule of this depth uses more of it and brings more\.$/,
    inSteps,
  ],
])('says what a limit does: %s', async (_, keys, says, change) => {
  const { found } = await help({}, keys, change);
  expect(found('targeting-limit').map((f) => f.says)).toEqual([expect.stringMatching(says)]);
});

describe('what cannot be answered is refused alone', () => {
  const refused = async (change: (columns: Columns) => Columns, n = 8_000) => {
    const { result, found } = await help({}, 'of: solved\n  policy: {depth: 1}', change, n);
    expect(result.estimates.some(({ id }) => id === 'adjusted-itt:solved')).toBe(true);
    expect(result.estimates.some(({ role }) => role === 'benefit')).toBe(false);
    return found('heterogeneity').map(({ verdict, says }) => `${verdict}: ${says}`);
  };
  it('fewer than 100 units in an arm', async () => {
    expect(await refused((c) => c, 150)).toEqual([
      'refuse: No effect for groups of units on solved: 83 units of arm 0: whom a treatment helps more cannot be learned from so few.',
    ]);
  });
  it('fewer than 25 events in an arm', async () => {
    const rare = (c: Columns): Columns => ({ ...c, solved: Float64Array.from(c.solved as Float64Array, (_, i) => (i % 200 === 0 ? 1 : 0)) });
    const [said] = await refused(rare);
    expect(said).toMatch(
      /^refuse: No effect for groups of units on solved: Of the two values of the outcome \d+ units of arm [01] have the rarer one: whom a treatment helps more/,
    );
  });
  it('an outcome that is constant in an arm', async () => {
    const one = (c: Columns): Columns => ({ ...c, solved: Float64Array.from(c.solved as Float64Array, (y, i) => (c.helped[i] === 1 ? 1 : y)) });
    expect(await refused(one)).toEqual([
      'refuse: No effect for groups of units on solved: The outcome is 1 of every unit of arm 1 that is learned from: nothing tells apart who has more of it.',
    ]);
  });
});

it('several treatments are each told of, and one rule chooses among them', async () => {
  const text = `${multiArm.study('cases.csv')}heterogeneity: {of: net value, learner: t, base: ols, splits: 3, policy: {depth: 1}}\n`;
  const { result, found, estimate } = await analysed(text, multiArm.simulate({ n: 8_000, seed: 2 }).columns as Columns);
  expect(found('heterogeneity').map(({ about }) => about.arm)).toEqual(['chat', 'rag', 'agent']);
  for (const arm of ['chat', 'rag', 'agent']) expect(estimate(`autoc:net value:${arm}`), arm).toBeDefined();
  expect(new Set(result.estimates.map(({ id }) => id)).size).toBe(result.estimates.length);
  expect(found('targeting')).toHaveLength(1);
});

it('users who chose are made alike first', async () => {
  const text = `${optInSummaries.study('users.csv')}heterogeneity: {of: minutes, learner: r, base: ols, splits: 3}\n`;
  const { found, estimate } = await analysed(text, optInSummaries.simulate({ n: 6_000, seed: 4 }).columns as Columns);
  expect(found('heterogeneity')[0].pValue).toBeLessThan(0.05);
  // Minutes are better where they are fewer, and those with more skill save more: a straight line with slope -0.9.
  expect(covers(estimate('slope-skill:minutes'), -0.9)).toBe(true);
  expect(estimate('group-4-of-4:minutes')!.value).toBeLessThan(estimate('group-1-of-4:minutes')!.value);
});

describe('the product log, where agent mode helps all alike', () => {
  const columns = productLog.simulate({ n: 8_000, seed: 3 }).columns as Columns;
  const asked = 'heterogeneity: {learner: t, base: ols, splits: 3, policy: {depth: 2}}';
  it.each([
    ['prompts that were drawn', productLog.study('log.csv', 8_000), 'prompt_variant'],
    [
      'agent mode that users chose',
      `estimand: 1
study: agent-mode
question: Who completes more tasks with agent mode?
data: {file: log.csv}
unit: user_id
design: {kind: opt-in, treatment: opt_in_agent_mode, control: 0}
treatments: {1: {model: a}}
covariates: [engagement_tier, query_confidence]
outcomes: {task_completed: {role: primary, better: higher}}
`,
      'opt_in_agent_mode',
    ],
  ])('tells nobody apart, and no rule: %s', async (_, study) => {
    const { found, estimate } = await analysed(`${study}${asked}\n`, columns);
    expect(found('heterogeneity')[0].says).toMatch(/^Nothing shows that the effect on task_completed differs between units/);
    expect(found('targeting')).toMatchObject([{ verdict: 'refuse' }]);
    // Light users look as if they gained more, by chance: an interval of the difference holds none.
    expect(covers(estimate('most-less-least:task_completed'), 0)).toBe(true);
  });
});

it('what is not known of a unit, and levels that are rare, tell nothing wrong', async () => {
  const holes = (c: Columns): Columns => ({
    ...c,
    tenure_days: Array.from(c.tenure_days as Float64Array, (v, i) => (i % 11 === 0 ? undefined : v)),
    language: (c.language as readonly string[]).map((v, i) => (i % 13 === 0 ? undefined : i === 5 ? 'eo' : v)),
    solved: Array.from(c.solved as Float64Array, (v, i) => (i % 97 === 0 ? undefined : v)),
  });
  const { found, estimate } = await help({}, 'of: solved\n  policy: {depth: 2}', holes);
  expect(found('heterogeneity')[0].pValue).toBeLessThan(0.001);
  expect(estimate('autoc:solved')!.sizes.dropped).toEqual({ 0: expect.any(Number), 1: expect.any(Number) });
  expect(found('targeting')).toHaveLength(1);
});

it('rows in another order say the same', async () => {
  const [one, other] = await Promise.all([
    help({}, 'of: solved\n  policy: {depth: 1}', (c) => c, 2_000),
    help({}, 'of: solved\n  policy: {depth: 1}', (c) => Object.fromEntries(Object.entries(c).map(([name, values]) => [name, [...values].reverse()])), 2_000),
  ]);
  const told = ({ result }: typeof one) => result.estimates.filter(({ role }) => role === 'benefit').map(({ id, value }) => `${id} ${value.toPrecision(9)}`);
  expect(told(other)).toEqual(told(one));
});

it('stops within a second when it is told to', async () => {
  const text = targetedHelp.study('users.csv').replace('of: net value', 'of: net value\n  trees: 2000');
  const controller = new AbortController();
  const started = performance.now();
  const running = analysed(text, targetedHelp.simulate({ n: 4_000 }).columns as Columns, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error('enough')), 1_500);
  await expect(running).rejects.toThrow('enough');
  expect(performance.now() - started).toBeLessThan(3_500);
});

describe('units of a staged rollout', () => {
  /** Teams over eight weeks, in two waves and never; larger ones are reached sooner, and gain half a point for each unit of size beyond five. */
  function teams(gain: number): Columns {
    const random = stream(7);
    const rows = Array.from({ length: 600 }, (_, team) => {
      const [size, region, level] = [10 * random.uniform(), 'ab'[random.integer(2)], random.normal()];
      const early = random.uniform() < 0.3 + 0.03 * size;
      const late = random.uniform() < 0.5;
      const start = early ? 4 : late ? 6 : undefined;
      return Array.from({ length: 8 }, (__, w) => {
        const effect = start !== undefined && w + 1 >= start ? gain * (size - 5) : 0;
        const y = 10 + level + 0.2 * w + 0.05 * w * size + effect + random.normal();
        return { team: `t${team}`, week: w + 1, start, size, region, y };
      });
    }).flat();
    return Object.fromEntries(Object.keys(rows[0]).map((name) => [name, rows.map((row) => row[name as keyof (typeof rows)[0]])]));
  }
  const text = (design: string) => `estimand: 1
study: waves
question: Which teams gain?
data: {file: weeks.csv}
unit: team
time: week
design: {kind: staged-rollout, start: start${design}}
treatments: {treated: {model: a}}
covariates: [size, region]
outcomes: {y: {role: primary, better: higher}}
heterogeneity: {learner: dr, base: ols, splits: 3, policy: {depth: 1}}
`;

  it('are compared with themselves before, beside those not reached', async () => {
    const { estimate, found } = await analysed(text(''), teams(0.5));
    expect(covers(estimate('slope-size:y'), 0.5)).toBe(true);
    expect(covers(estimate('slope-region=b:y'), 0)).toBe(true);
    expect(found('targeting')[0].says).toMatch(/^Whom to treat: units with size/);
    expect(found('heterogeneity')[0].pValue).toBeLessThan(0.001);
  });

  it('whose trends part by size show no effect by size where there is none', async () => {
    const { found } = await analysed(text(''), teams(0));
    expect(found('heterogeneity')[0].says).toMatch(/^Nothing shows/);
  });

  it('are asked only where they are followed', async () => {
    const other = teams(0);
    const { found } = await analysed(text('').replace('unit: team\n', ''), other);
    expect(found('not-analysed').map(({ says }) => says)).toEqual([
      'Who benefits is not computed: it is asked of units that are followed over periods, before and after they were reached.',
    ]);
  });
});

it('arms that were drawn within blocks have the chances of their block, and blocks that lack an arm are left out and counted', async () => {
  const text = targetedHelp
    .study('users.csv', 4_000)
    .replace('{kind: randomized, assignment: helped, control: 0, shares: {0: 0.5, 1: 0.5}}', '{kind: randomized, assignment: helped, control: 0, blocks: site}')
    .replace(/ {2}of: net value\n {2}policy: \{depth: 2\}/, () => `  ${quick}\n  of: solved`);
  const { columns } = targetedHelp.simulate({ n: 4_000, seed: 1 });
  const helped = columns.helped as Float64Array;
  // Ten sites; in one of them nobody is helped.
  const site = Array.from(helped, (_, i) => `s${i % 10}`);
  const rows = { ...columns, site, helped: helped.map((arm, i) => (i % 10 === 3 ? 0 : arm)) } as Columns;
  const { found, estimate } = await analysed(text, rows);
  expect(found('blocks-left-out').map(({ says }) => says)).toContain('Of who benefits in solved, 400 units tell nothing: their block of site lacks an arm.');
  expect(estimate('autoc:solved')).toBeDefined();
});
