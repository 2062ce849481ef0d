import { heterogeneity } from '../../../src/across/heterogeneity/heterogeneity.ts';
import type { HeterogeneityOptions } from '../../../src/across/heterogeneity/options.ts';
import type { RuleDetails } from '../../../src/across/heterogeneity/policy-answer.ts';
import type { Answer } from '../../../src/estimate/answer.ts';
import { normalDensity } from '../../../src/math/distributions/normal.ts';
import { atLeast, type Check, nominal, type Scenario, shown } from '../case.ts';
import { benefits } from '../draws-benefit.ts';

const asked = { by: ['x', 'w', { factor: 'g' }], learner: 'dr', base: 'ols', groups: 4, splits: 3, folds: 4, trees: 50 } as const;
const options: HeterogeneityOptions = { outcome: 'y', assignment: 'z', control: '0', treatments: ['1'], better: 'higher', drawn: {}, asked };
const withRule: HeterogeneityOptions = { ...options, asked: { ...asked, policy: { depth: 1, cost: { 1: 0.2 } } } };

const { drawn: _, ...ofChoosers } = options;
const chosen: HeterogeneityOptions = { ...ofChoosers, covariates: ['x', 'w'] };

const found = ({ findings }: Answer, check: string) => findings.find((f) => f.check === check);
const estimate = ({ estimates }: Answer, id: string) => estimates.find((e) => e.id === id);

/** Nothing is said to differ. */
const none: Check = { name: 'nothing differs where nothing does', hit: (answer) => found(answer, 'heterogeneity')!.pValue! > 0.05, expected: atLeast() };
const told: Check = { name: 'differs where it does', hit: (answer) => found(answer, 'heterogeneity')!.pValue! <= 0.05, expected: shown };
/** One-sided bounds at .95 on each of two contrasts, and a test before. */
const noRule: Check = {
  name: 'no rule where none is worth anything',
  hit: (answer) => !((found(answer, 'targeting')?.statistic ?? 0) > 0),
  expected: atLeast(0.975),
};

const covers = (name: string, id: string, expected = nominal()): Check => ({
  name,
  truth: 'slope',
  hit: (answer, truth) => {
    const [{ low, high }] = estimate(answer, id)!.interval.pieces;
    return low! <= truth && truth <= high!;
  },
  expected,
});

/** What the rule that was found is truly worth, its cost taken off: the effect less cost is slope x, and only cuts of x are worth anything. */
const ruleCovers: Check = {
  name: 'worth of the rule that was found',
  truth: 'slope',
  hit: (answer, slope) => {
    const gain = estimate(answer, 'rule-over-nobody:y');
    // Without a rule nothing is said.
    if (!gain) return true;
    const { tree } = (gain.details as RuleDetails).rule;
    const [{ low, high }] = gain.interval.pieces;
    const worth =
      tree.kind === 'leaf' || tree.condition.kind !== 'at-most' || tree.condition.column !== 'x'
        ? 0
        : treated(tree) * slope * normalDensity(tree.condition.value);
    return low! <= worth && worth <= high!;
  },
  expected: nominal(),
};

/** 1 where those above the cut are treated, -1 where those below it are, 0 where both have the same. */
function treated({ holds, fails }: Extract<RuleDetails['rule']['tree'], { kind: 'cut' }>): number {
  const armOf = (leaf: typeof holds): number => (leaf.kind === 'leaf' ? leaf.arm : 0);
  return armOf(fails) - armOf(holds);
}

/** For whom an effect is larger, and whom to treat. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'who benefits, 600 units, the same effect for all',
    heavy: true,
    least: 2000,
    draws: benefits({ n: 600, slope: 0 }),
    asked: [{ ask: () => heterogeneity(withRule), checks: [none, noRule, covers('slope of x', 'slope-x:y')] }],
  },
  {
    name: 'who benefits, 4,000 units, a tenth treated, of whom 50 have the event',
    heavy: true,
    least: 2000,
    draws: benefits({ n: 4_000, slope: 0, share: 0.1, rate: 0.125 }),
    asked: [{ ask: () => heterogeneity(options), checks: [none] }],
  },
  {
    name: 'who benefits, 60 clusters of 15, the same effect for all',
    heavy: true,
    least: 2000,
    draws: benefits({ n: 900, slope: 0, size: 15 }),
    asked: [{ ask: () => heterogeneity({ ...withRule, cluster: 'cluster' }), checks: [none, noRule, covers('slope of x', 'slope-x:y')] }],
  },
  {
    name: 'who benefits, 600 units, an effect that rises with a column',
    heavy: true,
    least: 2000,
    draws: benefits({ n: 600, slope: 0.5 }),
    asked: [{ ask: () => heterogeneity(withRule), checks: [told, covers('slope of x', 'slope-x:y'), ruleCovers] }],
  },
  {
    name: 'who benefits, 800 units that chose, an effect that rises with what they chose by',
    heavy: true,
    least: 2000,
    draws: benefits({ n: 800, slope: 0.5, pull: 0.7 }),
    asked: [
      {
        ask: () => heterogeneity(chosen),
        checks: [told, covers('slope of x', 'slope-x:y')],
      },
    ],
  },
];
