import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayShare } from '../../estimate/say.ts';
import { periodText } from '../../protocol/periods.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { checkDonors, type EffectByDonors } from './check-of.ts';
import { example, type Launched, type LaunchOptions, primaryWithDonors } from './options.ts';

const source = 'Abadie (2021), Journal of Economic Literature 59; Arkhangelsky et al. (2021), American Economic Review 111';

/** More weight than this on one donor makes the answer a comparison with it. */
const mostWeight = 0.5;
/** Donors shown: the heaviest. */
const mostShown = 25;

/**
 * Whom the treated are compared with: the weight of each donor, and of each period before the launch.
 *
 * Shapes  the panel of `launchEffect`. Warns where one donor carries more than half.
 * Units   shares that sum to one; below zero where an estimator extrapolates.
 * Source  Abadie (2021).
 */
export const donorWeights = question<LaunchOptions>(
  {
    id: 'donor-weights',
    title: 'Weights of donors',
    source,
    docs: 'docs/checks/donor-weights.md',
    rounds: { usual: 1, most: 1 },
    plan: primaryWithDonors,
    example,
  },
  (options): Asking<Answer> =>
    checkDonors(options, (of, c) => {
      const sorted = heaviest(of);
      return sorted.length === 0 ? {} : { findings: [weightFinding(sorted, c)], exhibits: [donorsExhibit(sorted, c), ...periodsExhibit(of, c)] };
    }),
);

interface Weighed {
  readonly donor: string;
  readonly weight: number;
}

/** None where donors are not weighed. */
function heaviest({ found: { counterfactual }, asked: { donors } }: EffectByDonors): readonly Weighed[] {
  const { donorWeights } = counterfactual;
  if (!donorWeights) return [];
  return donors.map((donor, i) => ({ donor, weight: donorWeights[i] })).sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}

function weightFinding(sorted: readonly Weighed[], c: Launched): Finding {
  const [first] = sorted;
  const counts = 1 / sorted.reduce((sum, { weight }) => sum + weight ** 2, 0);
  const shared = { check: 'donor-weights', about: { column: c.outcome }, statistic: first.weight, threshold: mostWeight } as const;
  const says = `The path of ${c.outcome} without the launch is made of ${asMany(counts)} (${sorted
    .slice(0, 3)
    .filter(({ weight }) => Math.abs(weight) >= 0.005)
    .map(({ donor, weight }) => `${donor} ${sayShare(weight)}`)
    .join(', ')}).`;
  if (first.weight <= mostWeight) return { ...shared, verdict: 'pass', says };
  return {
    ...shared,
    verdict: 'warn',
    says: `${says} Whatever happened to ${first.donor} after the launch is in the effect.`,
    mend: `Find out what else changed in ${first.donor}; read the effect without it, and bring more donors that are like the treated.`,
  };
}

const asMany = (counts: number): string => (counts < 1.05 ? 'one donor' : `as much as ${counts.toFixed(1).replace(/\.0$/, '')} donors that weigh alike`);

function donorsExhibit(sorted: readonly Weighed[], c: Launched): Exhibit {
  const shown = sorted.slice(0, mostShown);
  const rest = sorted.slice(mostShown).reduce((sum, { weight }) => sum + weight, 0);
  const rows = [...shown, ...(sorted.length > mostShown ? [{ donor: `${sorted.length - mostShown} more`, weight: rest }] : [])];
  const says = `Weights of donors in what ${c.outcome} would have been without the launch.`;
  return {
    id: `donor-weights:${c.outcome}`,
    title: `Who stands for the treated (${c.outcome}, %)`,
    kind: 'points',
    says,
    alt: says,
    columns: { label: rows.map(({ donor }) => donor), value: rows.map(({ weight }) => 100 * weight) },
    marks: [{ at: 0, label: '' }],
  };
}

function periodsExhibit({ found, asked }: EffectByDonors, c: Launched): readonly Exhibit[] {
  const { timeWeights } = found.counterfactual;
  if (!timeWeights) return [];
  const rows = [...timeWeights].map((weight, t) => ({ t, weight })).filter(({ weight }) => weight > 0.0005);
  const says = `Levels of ${c.outcome} are compared over ${rows.length} of ${timeWeights.length} periods before the launch, those that tell most of the time since.`;
  return [
    {
      id: `period-weights:${c.outcome}`,
      title: `Periods before the launch (${c.outcome}, %)`,
      kind: 'points',
      says,
      alt: says,
      columns: { label: rows.map(({ t }) => periodText(asked.periods[t], c.launch.period)), value: rows.map(({ weight }) => 100 * weight) },
      marks: [{ at: 0, label: '' }],
    },
  ];
}
