import { parseHTML } from 'linkedom';
import { marked, type Token } from 'marked';
import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import { stream } from '../../src/math/random/stream.ts';
import { printedJson, unpainted } from '../../src/report/text/terminal.ts';
import { lintText, memo, planText, powerHtml, powerMemo, powerSummary, reportHtml, resultsJson, terminalSummary } from '../../src/report.ts';
import { analyze } from '../../src/study/analyze.ts';
import { lint } from '../../src/study/lint/lint.ts';
import { plan } from '../../src/study/plan.ts';
import { planPower } from '../../src/study/power/plan-power.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { hostile } from './hostile.ts';
import { bare, hold, labelled, launch } from './study-result.ts';

// Every text that somebody else chose, in a study and in its data, carries everything that some medium would obey.

const attack =
  '\u001b[31mX\u001b]8;;http://evil.example\u0007go\u001b]8;;\u0007\u001b[2J\u009b31m\u202eRTL\u2066\u200f<img src=x onerror=alert(1)></style></script><script>alert(1)</script>`|``[x](javascript:alert(1))![i](http://evil/x.png)<b> www.evil.com<i> a@evil.com<u> [y][z] [z]: http://evil\n\n# Forged\n\n- [x] done\n> quoted **b** _u_ ~~s~~ &lt; &#60; <!-- \\';

const spoil = (name: string): string => `${name}${attack}`;

/** Does the text hold anything that a terminal, or an eye, would obey? Lines and tabs are ours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/;

function tokensIn(tokens: readonly Token[]): readonly Token[] {
  return tokens.flatMap((token): readonly Token[] => {
    const inside = 'tokens' in token ? tokensIn(token.tokens ?? []) : [];
    if (token.type === 'list') return [token, ...tokensIn(token.items)];
    if (token.type !== 'table') return [token, ...inside];
    const cells = [...token.header, ...token.rows.flat()] as readonly { readonly tokens: readonly Token[] }[];
    return [token, ...cells.flatMap((cell) => tokensIn(cell.tokens))];
  });
}

/** Markdown whose only markup is ours: no link of others, no HTML, no heading, no box to tick. */
function expectOwnMarkdown(text: string): void {
  const tokens = tokensIn(marked.lexer(text));
  for (const token of tokens) {
    expect(['html', 'image', 'link', 'def', 'del', 'checkbox'], token.raw).not.toContain(token.type);
    if (token.type === 'list_item') expect(token.task).toBeFalsy();
    if (token.type === 'heading') expect(token.text).not.toMatch(/^Forged/);
    if (token.type === 'blockquote') expect(token.text).toMatch(/^(Read none|The evidence|\*What to do)/);
  }
  expect(text).not.toMatch(obeyed);
}

function expectOwnHtml(page: string): void {
  const { document } = parseHTML(page);
  expect([...document.querySelectorAll('script, img, iframe, link, object, embed, form, base')]).toEqual([]);
  for (const element of document.querySelectorAll('*')) for (const { name } of [...element.attributes]) expect(name).not.toMatch(/^(style|on.*|src)$/);
  expect(page).not.toMatch(obeyed);
}

function expectAllOwn(result: StudyResult): void {
  expectOwnMarkdown(memo(result));
  expectOwnHtml(reportHtml(result));
  expect(terminalSummary(result, { color: false, outputs: { memo: spoil('m'), report: spoil('r'), results: spoil('n') } })).not.toMatch(obeyed);
  const numbers = resultsJson(result);
  expect(printedJson(numbers)).not.toMatch(obeyed);
  expect(JSON.parse(printedJson(numbers))).toEqual(JSON.parse(numbers));
}

it.each(Object.entries({ launch, hold, bare, labelled }))('a result of %s is told in our own markup', (_, result) => expectAllOwn(hostile(result)));

const random = stream(4);
const columns = ['id', 'arm', 'used', 'x', 'group', 'step', 'good', 'minutes', 'harm', 'judge', 'human', 'block'] as const;
const rows = Array.from({ length: 600 }, (_, i) => {
  const arm = ['off', 'on', 'new'][random.integer(3)];
  const got = arm === 'off' ? 0 : 1;
  const step = random.bernoulli(0.3 + 0.3 * got);
  const good = random.bernoulli(0.3 + 0.1 * got + 0.2 * step);
  const values = [
    `t${i}`,
    arm,
    got * random.bernoulli(0.8),
    random.normal(),
    'ab'[i % 2],
    step,
    good,
    10 + random.normal() - got,
    random.bernoulli(0.05),
    0,
    0,
    '',
  ];
  const [judge, human, block] = [good + random.normal() / 3, i % 2 === 0 ? good : null, `b${i % 5}`];
  const all = [...values.slice(0, 9), judge, human, block];
  return Object.fromEntries(columns.map((name, j) => [spoil(name), typeof all[j] === 'string' ? spoil(String(all[j])) : all[j]]));
});

const outcomes = {
  [spoil('good')]: { role: 'primary', better: 'higher', worthwhile: 0.01, value: 3, unit: spoil('USD'), label: spoil('Good') },
  [spoil('minutes')]: { role: 'guardrail', better: 'lower', tolerance: 0.5, unit: spoil('minutes') },
  [spoil('harm')]: { role: 'guardrail', better: 'lower', tolerance: '5%' },
  [spoil('p90')]: { role: 'secondary', better: 'lower', quantile: [spoil('minutes'), 0.9] },
  [spoil('each')]: { role: 'secondary', better: 'lower', ratio: [spoil('minutes'), spoil('good')] },
};

const study = {
  estimand: 1,
  study: spoil('study'),
  question: spoil('Does it help?'),
  data: { file: 'rows.csv' },
  unit: spoil('id'),
  design: { kind: 'randomized', assignment: spoil('arm'), control: spoil('off'), usage: spoil('used') },
  treatments: {
    [spoil('on')]: { label: spoil('On'), [spoil('model')]: spoil('m@1') },
    [spoil('new')]: { [spoil('prompt')]: spoil('p@2') },
  },
  covariates: [spoil('x')],
  mediators: [spoil('step')],
  outcomes,
  segments: [spoil('group')],
  monitoring: { [spoil('holdout')]: spoil('5 %') },
  decide: { launch: ['primary-positive', 'guardrails-hold', 'net-value-positive'] },
};

/** JSON is YAML. */
const sourceOf = (change: object) => parseStudy(JSON.stringify({ ...study, ...change }), spoil('study.yaml'));
const oneTreatment = { treatments: { [spoil('on')]: study.treatments[spoil('on')] } };
const measured = {
  outcomes: {
    [spoil('rating')]: {
      role: 'primary',
      better: 'higher',
      measured: {
        judge: spoil('judge'),
        human: spoil('human'),
        version: spoil('j@1'),
        rubric: spoil('r@2'),
        population: spoil('answers'),
        biases: { [spoil('length')]: spoil('x') },
      },
    },
  },
  decide: { launch: ['primary-positive'] },
};
const blocked = {
  decide: { launch: ['primary-positive'] },
  design: { ...study.design, blocks: spoil('block'), usage: undefined },
  mediators: [],
  covariates: [],
  outcomes: { [spoil('good')]: outcomes[spoil('good')] },
};
const without = (arm: string) => rows.filter((row) => row[spoil('arm')] !== spoil(arm));

describe.each([
  ['several arms', {}, rows],
  ['one treatment with mediator, usage and segments', oneTreatment, without('new')],
  ['a judge', { ...oneTreatment, ...measured, mediators: [] }, without('new')],
  ['blocks', blocked, rows],
] as const)('a study of %s', (_, change, data) => {
  const source = sourceOf(change);
  const relation = fromRows(data as Parameters<typeof fromRows>[0], spoil('rows.csv'));

  it('is told in our own markup', async () => expectAllOwn(await analyze(source, { data: relation, command: spoil('estimand analyze') })));

  it('is planned and checked in it', async () => {
    expect(planText(await plan(source, { data: relation }))).not.toMatch(obeyed);
    expect(lintText(await lint(source, { data: relation }), { color: false })).not.toMatch(obeyed);
    const power = await planPower(source, { data: relation });
    expectOwnMarkdown(powerMemo(power));
    expectOwnHtml(powerHtml(power));
    expect(powerSummary(power, { color: false, outputs: [spoil('p')] })).not.toMatch(obeyed);
  });
});

it.each([
  ['a column that is not there', { covariates: [spoil('xx')] }],
  [
    'a column of another type',
    { covariates: [], mediators: [spoil('group')], segments: [spoil('x')], outcomes: { [spoil('arm')]: { role: 'primary', better: 'higher' } } },
  ],
  ['an arm that is not there', { design: { ...study.design, control: spoil('of') } }],
  ['a key that is not there', { [spoil('covariate')]: [] }],
  ['a value that is none', { outcomes: { [spoil('good')]: { role: spoil('primary'), better: 'higher' } } }],
  ['a graph', { dag: `${attack} -> y` }],
  ['a trigger', { design: { ...study.design, trigger: spoil('x > ') } }],
  ['a column twice', { covariates: [spoil('x'), spoil('x')] }],
])('an error about %s moves no cursor', async (_, change) => {
  let told: unknown;
  try {
    await analyze(sourceOf(change), { data: fromRows(rows as Parameters<typeof fromRows>[0], spoil('rows.csv')) });
  } catch (error) {
    told = error;
  }
  expect(told).toBeInstanceOf(EstimandError);
  expect(unpainted((told as EstimandError).message)).not.toMatch(obeyed);
});
