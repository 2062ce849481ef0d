import type { Finding } from '../../../estimate/finding.ts';
import { sayCount } from '../../../estimate/say.ts';
import type { Look } from '../ask-units.ts';
import type { Chosen } from '../options.ts';

const sample = 'take a sample of the units in data.sql';

/** A way to fit chances that needs each unit. */
export function unpushed(c: Chosen, look: Look): Finding | undefined {
  const { model, terms } = c.optIn.propensity;
  if (model !== 'logistic')
    return tooMany(c, look, model === 'probit' ? 'a probit of who opted in' : 'a ridge', 'Write `propensity: {link: logit}` without a ridge');
  if (terms !== 'main') return tooMany(c, look, `\`terms: ${terms}\``, 'Write `terms: main`');
  return undefined;
}

const tooMany = ({ outcome, mostUnits, optIn }: Chosen, look: Look, what: string, instead: string): Finding => ({
  check: 'many-units',
  about: { column: outcome },
  verdict: 'refuse',
  statistic: Math.max(look.units, optIn.units ?? 0),
  threshold: mostUnits,
  says: `${outcome} is one of ${sayCount(Math.max(look.units, optIn.units ?? 0))} units, and ${what} needs each of them: that is done up to ${sayCount(mostUnits)}.`,
  mend: `${instead}, or ${sample}.`,
});

/** Matches are found among units. */
export const unmatchable = (c: Chosen, look: Look): Finding => tooMany(c, look, 'matching', 'Write `estimator: aipw` or `weighting`');

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
