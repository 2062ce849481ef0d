import { simultaneously } from '../../../src/across/arms/simultaneous.ts';
import type { Answer } from '../../../src/estimate/answer.ts';
import { column } from '../../../src/expressions/build.ts';
import { usualLevels } from '../../../src/inference/wald.ts';
import { adjustedItt } from '../../../src/methods/arms/adjusted-itt.ts';
import { ancova } from '../../../src/methods/arms/ancova.ts';
import { ratioEffect } from '../../../src/methods/arms/ratio/ratio-effect.ts';
import { type Asked, atLeast, below, interval, type Scenario, shown, smallSample } from '../case.ts';
import { fewTreated, unevenArms, unevenClusters } from '../draws-small.ts';

/** Both regressions, and the degrees of freedom of all residuals, which say more than the few treated do. */
function regressions(covariates: number): readonly Asked[] {
  const asked = { outcome: 'y', assignment: 'z', control: 0, adjust: Array.from({ length: covariates }, (_, j) => `x${j}`) };
  return [
    { ask: () => adjustedItt(asked), checks: [interval('adjusted-itt', 'y', smallSample)] },
    { ask: () => adjustedItt({ ...asked, freedom: 'residuals' }), checks: [interval('adjusted-itt, t with n - k', 'y', below(0.95))] },
    { ask: () => ancova(asked), checks: [interval('ancova', 'y', smallSample)] },
    { ask: () => ancova({ ...asked, freedom: 'residuals' }), checks: [interval('ancova, t with n - k', 'y', shown)] },
  ];
}

const sizes = [200, 10, 10, 10, 10, 10, 10, 20, 50, 200];
const arms = sizes.map((_, arm) => `a${arm}`);
const adjust = ['x0', 'x1', 'x2'];
const joint = (method: typeof adjustedItt | typeof ancova, freedom: 'contrast' | 'residuals'): Asked['ask'] => {
  const family = { assignment: 'z', arms, outcomes: [{ name: 'y', measure: column('y') }], covariates: adjust };
  const slopes = method === ancova ? 'common' : 'by-arm';
  return () =>
    simultaneously({ ...family, slopes, comparisons: 'control', seed: 1, ...usualLevels }, ({ control, treatments }, levels) =>
      method({ outcome: 'y', assignment: 'z', control, treatments, adjust, freedom, ...levels }),
    );
};
const allHold = ({ estimates }: Answer): boolean =>
  estimates.length === arms.length - 1 && estimates.every(({ interval: { pieces } }) => pieces.some(({ low, high }) => low! <= 0 && 0 <= high!));

const ratio = { outcome: 'spend a visit', numerator: 'spend', denominator: 'visits', assignment: 'z', control: 0, cluster: 'g' } as const;
const ratios: readonly Asked[] = [
  { ask: () => ratioEffect(ratio), checks: [interval('ratio-effect, CR2', 'ratio', smallSample)] },
  { ask: () => ratioEffect({ ...ratio, covariance: 'totals' }), checks: [interval('ratio-effect, Welch on totals', 'ratio', shown)] },
];

/** Few units that carry the error: degrees of freedom count them, not those that stand beside them. */
export const scenarios: readonly Scenario[] = [
  {
    name: '20 units, 5 treated, whose errors spread three times as far',
    heavy: true,
    least: 2000,
    draws: fewTreated({ n: 20, treated: 5, covariates: 1, deviation: 3 }),
    asked: regressions(1),
  },
  {
    name: '10 of 1,000 units treated, three covariates',
    heavy: true,
    least: 400,
    draws: fewTreated({ n: 1000, treated: 10, covariates: 3, deviation: 1 }),
    asked: regressions(3),
  },
  { name: 'a ratio of 3 treated clusters and 30 others, of unequal sizes', draws: unevenClusters(3, 30), asked: ratios },
  { name: 'a ratio of 40 treated clusters and 40 others, of unequal sizes', draws: unevenClusters(40, 40), asked: ratios.slice(0, 1) },
  {
    name: 'ten arms of 10 to 200 units, three covariates',
    least: 2000,
    draws: unevenArms(sizes),
    heavy: true,
    asked: [
      { ask: joint(adjustedItt, 'contrast'), checks: [{ name: 'max-t, adjusted-itt, all nine hold', hit: allHold, expected: atLeast() }] },
      { ask: joint(adjustedItt, 'residuals'), checks: [{ name: 'max-t, adjusted-itt, t with n - k, all nine hold', hit: allHold, expected: below(0.95) }] },
      { ask: joint(ancova, 'contrast'), checks: [{ name: 'max-t, ancova, all nine hold', hit: allHold, expected: atLeast() }] },
      { ask: joint(ancova, 'residuals'), checks: [{ name: 'max-t, ancova, t with n - k, all nine hold', hit: allHold, expected: below(0.95) }] },
    ],
  },
];
