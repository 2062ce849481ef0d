import { example as benefitExample } from '../../src/across/heterogeneity/options.ts';
import { column, divide, less, number, times } from '../../src/expressions/build.ts';
import { example as launchExample } from '../../src/methods/global-launch/options.ts';
import { example as optInExample } from '../../src/methods/opt-in/options.ts';
import type { Routing } from '../../src/methods/routing/own.ts';
import { example as stagedExample } from '../../src/methods/staged-rollout/options.ts';
import { example as thresholdExample } from '../../src/methods/threshold/options.ts';
import type { Analysis, Protocol } from '../../src/protocol/protocol.ts';

/** What a log of the table would be valued by. */
const log: Routing = {
  kind: 'routing',
  action: 'z',
  actions: ['0', '1'],
  propensities: { kind: 'by-action', columns: { 0: 'd', 1: 'b' } },
  candidates: { 1: 'd' },
  version: 'g',
  policies: [{ name: 'always 1', chances: { 1: number(1) }, says: 'always 1' }],
  estimator: 'dr',
  rewardModel: 'linear',
  crossFit: 'out-of-fold',
  search: { learning: less(column('x'), 0), candidates: [{ name: 'always 1', chances: { 1: number(1) }, says: 'always 1' }] },
};

/** A study of the contract's table under each adjustment: between them they ask every question of the catalogue. */
export const protocols: readonly Protocol[] = [
  ...(['lin', 'ancova', 'cuped', 'logistic', 'none'] as const).map(studyAdjustedBy),
  { ...studyAdjustedBy('none'), blocks: 'g', trigger: { met: less(column('x'), 1), says: 'x < 1' } },
  { ...studyAdjustedBy('lin'), blocks: 'g', blocksAbsorbed: true },
  { ...studyAdjustedBy('lin'), cluster: 'unit' },
  { ...studyAdjustedBy('none'), time: { column: 'week', seconds: times(column('week'), 86_400) } },
  { ...studyAdjustedBy('none'), alongside: ['g'] },
  { ...studyAdjustedBy('none'), analysis: { ...studyAdjustedBy('none').analysis, randomization: 400 } },
  { ...studyAdjustedBy('none'), heterogeneity: { ...benefitExample.asked, outcome: 'y' } },
  routed(),
  { ...routed(), own: { ...log, propensities: { kind: 'estimated' } } as Routing },
  { ...studyAdjustedBy('lin'), population: { served: 'd', period: 'g', probability: 'p' } },
  { ...studyAdjustedBy('lin'), mediators: ['d', 'b'] },
  measuredStudy(),
  stagedStudy(),
  { ...stagedStudy(), covariates: ['x', { factor: 'g' }] },
  {
    ...studyAdjustedBy('none'),
    drawn: 'by-choice',
    usage: undefined,
    covariates: ['x', { factor: 'g' }],
    own: { ...optInExample.optIn, negativeControls: ['p'], instrument: 'd' } as Protocol['own'],
  },
  {
    ...studyAdjustedBy('none'),
    drawn: 'by-choice',
    usage: undefined,
    own: { ...optInExample.optIn, estimand: 'ato', estimator: 'partially-linear' } as Protocol['own'],
  },
  thresholdStudy(),
  launchStudy(),
];

/** The same rows as those of teams by week, one of which got a launch. */
function launchStudy(): Protocol {
  return { ...stagedStudy(), own: launchExample.launch };
}

/** The same rows, of which a score decided who got it. */
function thresholdStudy(): Protocol {
  const study = studyAdjustedBy('none');
  const outcomes = study.outcomes.filter(({ ratio, quantile }) => ratio === undefined && quantile === undefined);
  const own = { ...thresholdExample.threshold, decision: 'z', treated: '1', control: '0', bandwidth: 'mse' } as Protocol['own'];
  return { ...study, drawn: 'by-rule', assignment: undefined, usage: undefined, covariates: ['p', { factor: 'g' }], outcomes, own };
}

/** The same rows as seen before and after a change that came to some of them. */
function stagedStudy(): Protocol {
  const { assignment, usage, ...study } = studyAdjustedBy('none');
  const outcomes = study.outcomes.filter(({ ratio, quantile }) => ratio === undefined && quantile === undefined);
  return { ...study, drawn: 'by-date', grain: 'unit-period', assignment: undefined, usage: undefined, covariates: [], outcomes, own: stagedExample.rollout };
}

/** Its outcome is scored by a judge and audited by people. */
function measuredStudy(): Protocol {
  const study = studyAdjustedBy('none');
  const measured = {
    judges: ['x'],
    human: 'y',
    annotators: ['y', 'b'],
    combine: 'mean',
    by: 'ppi++',
    using: [],
    errors: 'by-arm',
    biases: { usage: 'd' },
    version: 'judge@1',
    rubric: 'r@1',
  } as const;
  return { ...study, outcomes: study.outcomes.map((o) => (o.name === 'y' ? { ...o, measured } : o)) };
}

function studyAdjustedBy(adjust: Analysis['adjust']): Protocol {
  return {
    own: { kind: 'randomized' },
    drawn: 'by-chance',
    grain: 'unit',
    unit: 'unit',
    rows: 'one-per-unit',
    assignment: { column: 'z', control: '0', treatments: ['1'], shares: { 0: 0.5, 1: 0.5 } },
    cluster: undefined,
    blocks: undefined,
    trigger: undefined,
    segments: [],
    mediators: [],
    usage: 'd',
    covariates: ['x', { factor: 'g' }],
    outcomes: [
      { name: 'y', measure: column('y'), role: 'primary', better: 'higher', unit: { kind: 'plain' }, worthwhile: 0.1 },
      {
        name: 'y per use',
        measure: divide(column('y'), column('d')),
        role: 'secondary',
        better: 'lower',
        unit: { kind: 'plain' },
        ratio: { numerator: column('y'), denominator: column('d') },
      },
      { name: 'p90 of y', measure: column('y'), quantile: 0.9, role: 'secondary', better: 'lower', unit: { kind: 'plain' } },
      { name: 'b', measure: column('b'), role: 'guardrail', better: 'lower', unit: { kind: 'share' }, tolerance: { value: 0.02, relative: adjust === 'none' } },
    ],
    analysis: { level: 0.95, guardrailLevel: 0.95, adjust, seed: 1, comparisons: 'control', family: ['y'] },
  };
}

/** The same rows read as a log: z was taken by chance, and a policy is to be valued from it. */
function routed(): Protocol {
  const { assignment, usage, ...study } = studyAdjustedBy('none');
  return {
    ...study,
    drawn: 'by-rule',
    grain: 'request',
    assignment: undefined,
    usage: undefined,
    outcomes: study.outcomes.map((o) => (o.name === 'y' ? { ...o, bounds: [0, 20] } : o)),
    own: log,
  };
}
