import { counted } from '../../errors/words.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { askPanel } from './ask-panel.ts';
import { launchAssumptions } from './assumptions.ts';
import { launchEstimate } from './estimate.ts';
import { sayEstimator } from './estimators.ts';
import { isRefused } from './found.ts';
import { foundLaunch } from './found-launch.ts';
import { example, type Launched, type LaunchOptions, launchedOf, launchOptionsOf } from './options.ts';
import { arms } from './own.ts';

const source =
  'Abadie, Diamond & Hainmueller (2010), JASA 105; Arkhangelsky et al. (2021), American Economic Review 111; Ben-Michael, Feller & Rothstein (2021), JASA 116; Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter';

/**
 * Average effect of a launch on the units that got it, over the periods since.
 *
 * Model   what the treated would have had on average is a mix of donors (`sdid`, `synthetic-control` and the like), or a forecast from the time before (`state-space`). By donors the interval
 *         holds all effects that are not larger than what is found where donors stand in for the treated, in units of the misfit before the launch; exact where the treated could as well have
 *         been others. By a state space it is a predictive interval over the variances that the series may come from.
 * Shapes  a panel: one value a unit and period.
 * Units   outcome units.
 * Errors  findings that refuse: launch-units, fit-before, constant-outcome.
 * Source  Abadie, Diamond & Hainmueller (2010); Arkhangelsky et al. (2021). Parity: synthdid, pysyncon, statsmodels.
 */
export const launchEffect = question<LaunchOptions>(
  {
    id: 'launch-effect',
    title: 'Effect of a launch',
    source,
    docs: 'docs/methods/launch-effect.md',
    label: 'since the launch',
    interval: 'set',
    rounds: { usual: 1, most: 1 },
    plan: (protocol) => launchOptionsOf(protocol),
    example,
  },
  function* (options): Asking<Answer> {
    const c = launchedOf(options);
    const asked = yield* askPanel(c);
    const found = foundLaunch(asked, c);
    if (isRefused(found)) return { estimates: [], findings: [found], exhibits: [] };
    const { estimator } = c.launch;
    const estimate = launchEstimate(found, asked, c, { id: 'launch-effect', source, estimator, says: sayEstimator[estimator] });
    return {
      estimates: [estimate],
      findings: [...(c.role === 'primary' ? [launchAssumptions(estimate, c)] : withoutEnds(estimate, c)), ...(found.doubt ? [found.doubt] : [])],
      exhibits: [],
    };
  },
);

/** Of the primary outcome `placebo-units` says it. */
function withoutEnds({ id, interval, sizes }: Estimate, { outcome, level }: Launched): readonly Finding[] {
  if (interval.pieces.every(({ low, high }) => low !== undefined && high !== undefined)) return [];
  const donors = sizes.perArm[arms.untreated];
  return [
    {
      check: 'few-donors',
      about: { column: outcome, estimate: id },
      verdict: 'warn',
      statistic: donors,
      says: `${counted(donors, 'donor')} ${donors === 1 ? 'has' : 'have'} ${outcome} throughout: too few to tell any effect on it from chance at ${Math.round(100 * level)} %, so its interval has no ends.`,
      mend: 'Bring the values of more donors.',
    },
  ];
}
