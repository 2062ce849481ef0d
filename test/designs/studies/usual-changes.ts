import type { Taken } from '../../../src/protocol/takes.ts';
import type { Change } from './fixture.ts';

const labelled = { 'outcomes.human': { role: 'secondary', better: 'higher' } };

/** How a study of any design asks for what not every design takes, on the columns that all fixtures have. */
export const usualChanges: Readonly<Record<Taken, readonly Change[]>> = {
  'rows: many-per-unit': [{ asks: { rows: 'many-per-unit', unit: 'user' } }],
  time: [{ asks: { time: 'time' } }],
  asOf: [{ asks: { asOf: '2026-11-20' } }],
  treatments: [{ asks: { 'treatments.on': { model: 'm-7' } } }],
  'several treatments': [{ asks: { 'treatments.new': { model: 'm-2' } } }],
  covariates: [{ asks: { covariates: ['x'] } }],
  mediators: [{ asks: { mediators: ['m'] } }],
  segments: [{ asks: { segments: ['g'] } }],
  population: [{ asks: { population: { served: 'served' } } }],
  planning: [{ asks: { planning: { power: 0.9 } } }],
  'evidence: benchmark': [{ asks: { evidence: 'benchmark' } }],
  dag: [{ asks: { dag: 'default' } }],
  heterogeneity: [{ given: { covariates: ['x'] }, asks: { heterogeneity: { by: ['x'], learner: 't', base: 'ols', splits: 1 } } }],
  'analysis.adjust': [{ given: { covariates: ['x'] }, asks: { 'analysis.adjust': 'none' } }],
  'analysis.comparisons': [{ asks: { 'analysis.comparisons': 'all-pairs' } }],
  'analysis.family': [{ asks: { 'analysis.family': ['y', 'a'] } }],
  'analysis.plannedUnits': [{ asks: { 'analysis.plannedUnits': 100_000 } }],
  'analysis.looks': [{ asks: { 'analysis.looks': [0.5, 1], 'analysis.plannedUnits': 100_000 } }],
  'analysis.randomization': [{ asks: { 'analysis.randomization': 400 } }],
  'decide.except': [{ given: { segments: ['g'] }, asks: { 'decide.except': { g: ['p'] } } }],
  'outcomes.equivalence': [{ asks: { 'outcomes.y.equivalence': 0.1 } }],
  'outcomes.superiority': [{ asks: { 'outcomes.y.superiority': 0.1 } }],
  'outcomes.value': [{ asks: { 'outcomes.y.value': 2 } }],
  'outcomes.value by arm': [{ asks: { 'outcomes.y.value': { off: 1, on: 2 } } }],
  'outcomes.ratio': [{ asks: { 'outcomes.a.ratio': ['a', 'b'] } }],
  'outcomes.quantile': [{ asks: { 'outcomes.a.quantile': ['a', 0.5] } }],
  'outcomes.per': [{ asks: { 'outcomes.y.per': 'mean' } }],
  'outcomes.maturity': [{ asks: { 'outcomes.y.maturity': '7 days' } }],
  'outcomes.transform': [{ asks: { 'outcomes.a.transform': 'log' } }],
  'outcomes.winsorize': [{ asks: { 'outcomes.a.winsorize': [0.5, 1.5] } }, { asks: { 'outcomes.a.winsorize': { quantiles: [0.1, 0.9] } } }],
  'outcomes.bounds': [{ asks: { 'outcomes.y.bounds': [-100, 100] } }],
  'outcomes.measured': [{ given: labelled, asks: { ...labelled, 'outcomes.human.measured': { judge: 'judge', human: 'human' } } }],
};

/** How a study asks for what every design honours; or why no change of it can be seen. */
export const alwaysHonoured: Readonly<Record<string, Change | string>> = {
  estimand: 'it has one value, and another is refused',
  study: { asks: { study: 'another' } },
  question: { asks: { question: 'Another?' } },
  data: 'rows are handed to the tests; test/cli opens files',
  unit: { asks: { unit: undefined } },
  design: 'designs.slow.test.ts reads its keys',
  outcomes: { asks: { 'outcomes.b': { role: 'secondary', better: 'higher' } } },
  decide: { asks: { 'decide.launch': ['primary-positive'] } },
  monitoring: { asks: { monitoring: { review: '4 weeks' } } },
  'analysis.level': { asks: { 'analysis.level': 0.8 } },
  'analysis.guardrailLevel': { asks: { 'analysis.guardrailLevel': 0.8 } },
  'analysis.seed': { asks: { 'analysis.seed': 7 } },
  'analysis.spending': 'it says how analysis.looks is taken, and is refused without it',
  'analysis.futility': 'it says how analysis.looks is taken, and is refused without it',
  'outcomes.label': { asks: { 'outcomes.y.label': 'Tickets resolved' } },
  'outcomes.role': { asks: { 'outcomes.a.role': 'cost' } },
  'outcomes.better': { asks: { 'outcomes.y.better': 'lower' } },
  'outcomes.unit': { asks: { 'outcomes.y.unit': 'USD' } },
  'outcomes.worthwhile': {
    given: { 'decide.launch': ['primary-worthwhile'], 'outcomes.y.worthwhile': 0.01 },
    asks: { 'outcomes.y.worthwhile': 50 },
  },
  'outcomes.protects': { asks: { 'outcomes.harm.protects': 'safety' } },
  'outcomes.tolerance': { asks: { 'outcomes.harm.tolerance': 0.001 } },
};

/** Groups of the keys that are named one by one. */
export const groups: readonly string[] = ['analysis'];

/** What such a key changes is how the study is told, and no number. */
export const onlyWords: readonly string[] = ['treatments', 'study', 'question', 'unit', 'monitoring', 'outcomes.protects'];
