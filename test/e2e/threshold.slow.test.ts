import { afterEach, describe, expect, it } from 'vitest';
import { confidenceRouting } from '../../src/scenarios.ts';
import { estimand, filesIn, folderWith, remove } from '../support/command-line.ts';

type Row = Readonly<Record<string, string | number | null>>;

const text = confidenceRouting.study('tickets.csv');
const n = 600;
const { columns } = confidenceRouting.simulate({ n, seed: 1 });
const tickets: readonly Row[] = Array.from({ length: n }, (_, i) =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[i] ?? null])),
);

const folders: string[] = [];
afterEach(() => folders.splice(0).map(remove));

/** What the command says of a study and rows that are spoiled, and what it writes. */
async function said(study: (text: string) => string, row: (row: Row, i: number) => Row = (r) => r) {
  const rows = tickets.map(row);
  const csv = [Object.keys(rows[0]), ...rows.map((one) => Object.values(one).map((cell) => cell ?? ''))].map((cells) => cells.join(',')).join('\n');
  const folder = folderWith({ 'study.yaml': study(text), 'tickets.csv': csv });
  folders.push(folder);
  const { exitCode, stderr } = await estimand(folder, 'analyze', '@study.yaml', '--out', '@out');
  return { exitCode, stderr: stderr.trim().replaceAll(/\s+/g, ' '), written: filesIn(`${folder}/out`) };
}

const same = (study: string): string => study;
const cutoff = (at: string) => (study: string) => study.replace(/cutoff: 0\.7 .*/, `cutoff: ${at}`);
/** Keys of the design, beside those of the scenario. */
const keys =
  (...lines: readonly string[]) =>
  (study: string) =>
    study.replace(/ {2}side: below.*\n/, (line) => `${line}${lines.map((one) => `  ${one}\n`).join('')}`);
const logged = (study: string): string => study.replace('  strong: {model', '  1: {model');
const running = (name: string) => (study: string) => study.replace(/running: confidence .*/, `running: ${name}`);

describe('a threshold that cannot be analysed says what is wrong and what to do, and nothing is written', () => {
  const cases: readonly (readonly [what: string, study: (text: string) => string, says: string, row?: (row: Row, i: number) => Row])[] = [
    [
      'a cutoff outside the data',
      cutoff('70'),
      'study.yaml:10:11 No row lies at the cutoff 70 or above it: confidence goes from 0.06386 to 0.9873. Nobody can be compared across it. Check the cutoff and the unit of the score (a share or a percentage), and that rows of both sides are in the data.',
    ],
    [
      'rows of one side',
      same,
      'study.yaml:10:11 No row lies at the cutoff 0.7 or above it: confidence goes from 0.06386 to 0.69. Nobody can be compared across it. Check the cutoff and the unit of the score (a share or a percentage), and that rows of both sides are in the data.',
      (row) => ({ ...row, confidence: Math.min(0.69, Number(row.confidence)) }),
    ],
    [
      'no score at all',
      same,
      'study.yaml:10:11 No row lies below the cutoff 0.7: confidence is known of none. Nobody can be compared across it. Check the cutoff and the unit of the score (a share or a percentage), and that rows of both sides are in the data.',
      (row) => ({ ...row, confidence: null }),
    ],
    [
      'a score of three values',
      same,
      'study.yaml:17:3 The primary outcome "resolved" cannot be estimated: resolved tells no effect at the cutoff: confidence has 1 distinct value just below it, and 2 are needed. Log the score as it was, not rounded; write a wider bandwidth; or compare means near the cutoff by `inference: local`.',
      (row) => ({ ...row, confidence: [0.6, 0.7, 0.8][Math.floor(Number(row.confidence) * 2.999)] }),
    ],
    [
      'a score of three values, told by robust lines',
      keys('inference: robust'),
      'study.yaml:18:3 The primary outcome "resolved" cannot be estimated: resolved tells no effect at the cutoff: confidence has 1 distinct value just below it, and 4 are needed. Log the score as it was, not rounded; write a wider bandwidth; or compare means near the cutoff by `inference: local`.',
      (row) => ({ ...row, confidence: [0.6, 0.7, 0.8][Math.floor(Number(row.confidence) * 2.999)] }),
    ],
    [
      'a score of few values, and lines that bend',
      keys('order: 2'),
      'study.yaml:18:3 The primary outcome "resolved" cannot be estimated: resolved tells no effect at the cutoff: confidence has few distinct values, of which intervals are bias-aware unless told, and these know no `order`. Take `order` out; or write `inference: robust` if the score is as good as continuous.',
      (row) => ({ ...row, confidence: Math.round(Number(row.confidence) * 20) / 20 }),
    ],
    [
      'a score that is the outcome',
      running('minutes'),
      'study.yaml:9:12 "minutes" is the score and an outcome. Name another column: the score is what the decision was made by, before anything came of it.',
    ],
    [
      'a score that is a covariate',
      (s) => s.replace('covariates: [long,', 'covariates: [long, confidence,'),
      'study.yaml:9:12 "confidence" is the score and a covariate. Name another column: the score is what the decision was made by, before anything came of it.',
    ],
    [
      'a score that is text',
      running('word'),
      'study.yaml:9:12 running "word" holds text, where a number or a boolean is needed: "ja" on line 2 of tickets.csv. Make it a number in the file or in data.sql, or leave the cell empty where it is missing.',
      (row) => ({ ...row, word: row.language }),
    ],
    ['a column that is not there', running('confidense'), 'study.yaml:9:12 running "confidense" is not a column of tickets.csv. Did you mean "confidence"?'],
    [
      'a decision that never changes at the cutoff',
      (s) => logged(keys('treatment: other', 'control: 0', 'bandwidth: {below: 0.1, above: 0.1}')(s)),
      'study.yaml:20:3 The primary outcome "resolved" cannot be estimated: resolved tells no effect at the cutoff: other does not change there. Check the cutoff, and that the logged decision is the one that this score turned on.',
      (row, i) => ({ ...row, other: Number(row.confidence) < 0.5 || i === 3 ? 1 : 0 }),
    ],
    [
      'the same, told by robust lines',
      (s) => logged(keys('treatment: other', 'control: 0', 'inference: robust', 'bandwidth: {below: 0.1, above: 0.1}')(s)),
      'study.yaml:21:3 The primary outcome "resolved" cannot be estimated: resolved tells no effect at the cutoff: other does not change there. Check the cutoff, and that the logged decision is the one that this score turned on.',
      (row) => ({ ...row, other: Number(row.confidence) < 0.5 ? 1 : 0 }),
    ],
    [
      'the same, drawn by lot',
      (s) => logged(keys('treatment: other', 'control: 0', 'inference: local', 'bandwidth: {below: 0.1, above: 0.1}')(s)),
      'study.yaml:21:3 The primary outcome "resolved" cannot be estimated: resolved tells no effect at the cutoff: other does not change there. Check the cutoff, and that the logged decision is the one that this score turned on.',
      (row) => ({ ...row, other: Number(row.confidence) < 0.5 ? 1 : 0 }),
    ],
    [
      'a decision that nobody got',
      (s) => logged(keys('treatment: strong', 'control: 0')(s)),
      'study.yaml:15:3 No rows have strong = "1"; the column holds "0". With one value there is nobody to compare: bring the other units too, or name another column; values are compared as text.',
      (row) => ({ ...row, strong: 0 }),
    ],
    [
      'a decision of three values',
      (s) => logged(keys('treatment: strong', 'control: 0')(s)),
      'study.yaml:14:1 strong holds "2" on 1 unit, an arm that the study does not name (it names "0" and "1"). Describe it under treatments, or leave those rows out of the data.',
      (row, i) => ({ ...row, strong: i === 5 ? 2 : row.strong }),
    ],
    [
      'a bandwidth that holds no row',
      keys('bandwidth: {below: 1.0e-7, above: 1.0e-7}'),
      'study.yaml:18:3 The primary outcome "resolved" cannot be estimated: resolved tells no effect at the cutoff: no row lies just below it, within the bandwidth. Bring more rows near the cutoff, or write a wider bandwidth.',
    ],
    [
      'the same of bias-aware lines',
      keys('inference: bias-aware', 'curvature: 2', 'bandwidth: {below: 1.0e-7, above: 1.0e-7}'),
      'study.yaml:20:3 The primary outcome "resolved" cannot be estimated: resolved tells no effect at the cutoff: no row lies just below it, within the bandwidth. Bring more rows near the cutoff, or write a wider bandwidth.',
    ],
    [
      'the same, drawn by lot',
      keys('inference: local', 'bandwidth: {below: 1.0e-7, above: 1.0e-7}'),
      'study.yaml:19:3 The primary outcome "resolved" cannot be estimated: resolved tells no effect at the cutoff: no row lies just below it, and 2 are needed. Bring more rows near the cutoff, or write a wider bandwidth.',
    ],
    [
      'a bandwidth that holds rows of one side',
      keys('bandwidth: {below: 0.2, above: 1.0e-7}'),
      'study.yaml:18:3 The primary outcome "resolved" cannot be estimated: resolved tells no effect at the cutoff: no row lies at it or just above, within the bandwidth. Bring more rows near the cutoff, or write a wider bandwidth.',
    ],
    ['a bandwidth of zero', keys('bandwidth: {below: 0, above: 0.1}'), 'study.yaml:12:22 design.bandwidth.below is 0. It must be a number above zero.'],
    [
      'a bandwidth of one number',
      keys('bandwidth: 0.1'),
      'study.yaml:12:14 design.bandwidth is 0.1. It must be mse, cer, or how far from the cutoff on each side, such as {below: 0.1, above: 0.1}.',
    ],
    [
      'a donut that leaves nobody',
      keys('donut: 1'),
      'study.yaml:18:3 The primary outcome "resolved" cannot be estimated: No row with resolved lies outside the donut: all 600 are nearer to the cutoff than 1. Write a smaller `donut`, in units of the score.',
    ],
    [
      'a logged decision without its control',
      (s) => logged(keys('treatment: strong')(s)),
      'study.yaml:12:14 strong is the logged decision, and nothing says which of its values is no treatment. Write `control`, such as `control: 0`.',
    ],
    [
      'a control without a logged decision',
      keys('control: 0'),
      'study.yaml:12:12 control does not go with a sharp threshold: it is a value of `treatment`, which is not named. Take it out.',
    ],
    [
      'no treatments',
      (s) => s.replace(/treatments:\n.*\n/, ''),
      'study.yaml:2:1 A score turns one version on, and `treatments` names none. Name one under `treatments`, by any name, and say what it is, such as its model.',
    ],
    [
      'two treatments',
      (s) => s.replace('treatments:\n', 'treatments:\n  other: {model: m-2}\n'),
      'study.yaml:12:1 A score turns one version on, and `treatments` names 2. Name one under `treatments`, by any name, and say what it is, such as its model.',
    ],
    [
      'two treatments beside the control of a decision',
      (s) => logged(keys('treatment: strong', 'control: 0')(s)).replace('treatments:\n', 'treatments:\n  2: {model: m-2}\n'),
      'study.yaml:14:1 A score turns one version on, and `treatments` names 2. Name one under `treatments`: the value of the logged decision that is not "0".',
    ],
    [
      'a curvature that no inference reads',
      keys('inference: robust', 'curvature: 2'),
      'study.yaml:13:3 curvature does not go with inference: robust: no bound on curvature enters. Take it out.',
    ],
    [
      'a curvature of what is no outcome',
      keys('curvature: {resolve: 2}'),
      'study.yaml:12:15 curvature names "resolve", which is no outcome of the study. It may name "resolved" and "minutes".',
    ],
    [
      'a curvature of zero',
      keys('curvature: 0'),
      'study.yaml:12:14 design.curvature is 0. It must be rule-of-thumb, a number above zero, or one for each outcome, such as {resolved: 2}.',
    ],
    [
      'a curvature in words',
      keys('curvature: small'),
      'study.yaml:12:14 design.curvature is "small". It must be rule-of-thumb, a number above zero, or one for each outcome, such as {resolved: 2}.',
    ],
    [
      'parabolas under a bound on curvature',
      keys('inference: bias-aware', 'order: 2'),
      'study.yaml:13:3 order does not go with inference: bias-aware: lines are fitted. Take it out.',
    ],
    [
      'parabolas of a logged decision',
      (s) => logged(keys('treatment: strong', 'control: 0', 'order: 2')(s)),
      'study.yaml:14:3 order does not go with a logged decision, whose inference is bias-aware unless told: lines are fitted. Take it out.',
    ],
    [
      'parabolas under a stated curvature',
      keys('curvature: 2', 'order: 2'),
      'study.yaml:13:3 order does not go with a stated curvature, which asks for bias-aware inference: lines are fitted. Take it out.',
    ],
    [
      'clusters that are drawn by lot',
      keys('inference: local', 'cluster: language'),
      'study.yaml:13:3 cluster does not go with inference: local: rows are drawn by themselves. Take it out.',
    ],
    [
      'a cutoff of text',
      cutoff('language'),
      'study.yaml:10:11 cutoff "language" holds text, where a number or a boolean is needed: "ja" on line 2 of tickets.csv. Make it a number in the file or in data.sql, or leave the cell empty where it is missing.',
    ],
    [
      'a cutoff that is no column',
      cutoff('high'),
      'study.yaml:10:11 cutoff "high" is not a column of tickets.csv. Its columns are "ticket_id", "language", "long", "confidence", "cutoff", "strong", "resolved" and "minutes".',
    ],
    [
      'several cutoffs, drawn by lot',
      (s) => keys('inference: local')(cutoff('at')(s)),
      'study.yaml:18:3 The primary outcome "resolved" cannot be estimated: resolved tells no effect at the cutoff: rows have 2 cutoffs, and local randomization is of one. Take one of them in data.sql, or write `inference: robust`.',
      (row, i) => ({ ...row, at: i % 2 === 0 ? 0.7 : 0.6 }),
    ],
    [
      'a kink',
      keys('deriv: 1'),
      'study.yaml:12:3 "deriv" is not a key of design. Kink designs are not offered: what is compared at a cutoff are levels, not slopes.',
    ],
    [
      'an outcome that is the same for all',
      same,
      'study.yaml:17:3 resolved is 1 for every row, so no effect on it can be estimated. Check how the column is made: a primary outcome must vary.',
      (row) => ({ ...row, resolved: 1 }),
    ],
    [
      'an outcome that nobody has',
      same,
      'study.yaml:17:3 The primary outcome "resolved" cannot be estimated: No row has resolved, a score and all that is adjusted for (600 lack something). Take out the covariate that is missing most, or check how the columns are made.',
      (row) => ({ ...row, resolved: null }),
    ],
    [
      'an outcome that is the same near the cutoff',
      keys('bandwidth: {below: 0.05, above: 0.05}'),
      'study.yaml:18:3 The primary outcome "resolved" cannot be estimated: resolved tells no effect at the cutoff: it does not vary near the cutoff. Take an outcome that does, or write a wider bandwidth.',
      (row) => ({ ...row, resolved: Math.abs(Number(row.confidence) - 0.7) < 0.1 ? 1 : row.resolved }),
    ],
    [
      'one cluster',
      keys('cluster: team'),
      'study.yaml:18:3 The primary outcome "resolved" cannot be estimated: resolved tells no effect at the cutoff: rows just below it are of 1 team, and 2 are needed. Name under `cluster` what has more values, bring rows of more of them, or write a wider bandwidth.',
      (row) => ({ ...row, team: 't' }),
    ],
    [
      'mediators',
      (s) => s.replace('segments:', 'mediators: [strong]\nsegments:'),
      'study.yaml:15:1 mediators does not go with a threshold: what the feature does on the way is not modelled. Take it out.',
    ],
  ];

  it.each(cases.map(([what, study, says, row]) => ({ what, study, says, row })))('$what', async ({ study, says, row }) => {
    const { exitCode, stderr, written } = await said(study, row);
    expect(stderr).toBe(says);
    expect({ exitCode, written }).toEqual({ exitCode: 2, written: [] });
  });
});
