import type { Finding } from '../../../estimate/finding.ts';
import { sayCount } from '../../../estimate/say.ts';
import type { Look } from '../ask-units.ts';
import type { Chosen } from '../options.ts';

const sample = 'take a sample of the units in data.sql';

type Needed = readonly [what: string, instead: string];

/** What the study fits that moments do not tell, and what to write instead. */
function fitNeedsEach({ optIn: { propensity, regression } }: Chosen): Needed | undefined {
  const { model, terms } = propensity;
  if (model !== 'logistic') return [model === 'probit' ? 'a probit of who opted in' : 'a ridge', 'Write `propensity: {link: logit}` without a ridge'];
  if (terms !== 'main') return [`\`terms: ${terms}\``, 'Write `terms: main`'];
  return regression?.ridge !== undefined || regression?.link === 'logit' ? ['a curve or a ridge of outcomes', 'Take regression out of the design'] : undefined;
}

/** The same of the estimator that speaks. */
function estimatorNeedsEach({ optIn: { estimator } }: Chosen): Needed | undefined {
  if (estimator === 'matching') return ['matching', 'Write `estimator: aipw` or `weighting`'];
  return estimator === 'partially-linear' ? ['a partially linear model', 'Write `estimator: aipw`'] : undefined;
}

/** Units that are fetched all the same where the study asks for what needs each of them, times the usual. */
const fetchedAnyway = 4;

/** Units are looked at one by one up to so many. */
export const mostLookedAt = (c: Chosen): number => c.mostUnits * (fitNeedsEach(c) || estimatorNeedsEach(c) ? fetchedAnyway : 1);

/** The refusal of fits that need each of so many units. */
export const unpushed = (c: Chosen, look: Look): Finding | undefined => refusal(fitNeedsEach(c), c, look);

/** The refusal of the estimator that speaks, where it needs each of so many units. */
export const unspoken = (c: Chosen, look: Look): Finding | undefined => refusal(estimatorNeedsEach(c), c, look);

const refusal = (needed: Needed | undefined, c: Chosen, look: Look): Finding | undefined => needed && tooMany(c, look, ...needed);

const tooMany = (c: Chosen, look: Look, what: string, instead: string): Finding => {
  const units = Math.max(look.units, c.optIn.units ?? 0);
  return {
    check: 'many-units',
    about: { column: c.outcome },
    verdict: 'refuse',
    statistic: units,
    threshold: mostLookedAt(c),
    says: `${c.outcome} is one of ${sayCount(units)} units, and ${what} needs each of them: that is done up to ${sayCount(mostLookedAt(c))}.`,
    mend: `${instead}, or ${sample}.`,
  };
};

/** A question that looks at each unit is not asked of so many. */
export const notAsked = (what: string, c: Chosen, look: Look): Finding => ({
  check: 'many-units',
  about: { column: c.outcome },
  verdict: 'warn',
  statistic: look.units,
  threshold: c.mostUnits,
  says: `${what} of ${c.outcome} looks at each unit, and was not asked of ${sayCount(look.units)}.`,
  mend: `To have it, ${sample}.`,
});

/** Parts of the units that the study asks for are not made of so many. */
export const unfolded = ({ outcome, optIn: { folds = 1 }, mostUnits }: Chosen, { units }: Look): readonly Finding[] =>
  folds === 1
    ? []
    : [
        {
          check: 'folds',
          about: { column: outcome },
          verdict: 'warn',
          statistic: units,
          threshold: mostUnits,
          says: `${outcome} is predicted by regressions of all ${sayCount(units)} units, not in ${folds} folds: what a unit among so many does to its own prediction is far below the error.`,
          mend: 'Take folds out of the design, or sample the units in data.sql.',
        },
      ];

/** Of many units a part is changed. */
export const refutedInPart = (n: number, { outcome }: Chosen, { units }: Look): Finding => ({
  check: 'refuters',
  about: { column: outcome },
  verdict: 'pass',
  statistic: n,
  says: `What changes of the data do to the effect on ${outcome} is told of ${sayCount(n)} of ${sayCount(units)} units, whom the last digits of their covariates pick out.`,
});

/** A placebo that finds an effect would hold the launch: not asked, it cannot be let pass. */
export const unrefuted = ({ outcome }: Chosen, { units }: Look): Finding => ({
  check: 'refuters',
  about: { column: outcome },
  verdict: 'fail',
  identification: true,
  statistic: units,
  says: `Whether the effect on ${outcome} behaves as one should where data are changed was not asked of ${sayCount(units)} units: no covariate has digits that pick out a part of them.`,
  mend: `To have it, ${sample}.`,
});
