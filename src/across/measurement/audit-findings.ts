import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { fewLabels } from '../../estimate/thresholds.ts';
import type { ArmMeasure } from './arm-measure.ts';
import { auditedBlocks } from './blocks/audited-blocks.ts';
import { enoughDisagreements } from './disagreements.ts';
import type { Measurement } from './measurement.ts';
import { pooledErrors } from './pooled-errors.ts';

/** How large the audit is in each arm, and what the judge adds to it. */
export function auditFindings(found: Measurement): readonly Finding[] {
  const { arms, df, options } = found;
  return [
    sizes(arms, df, options),
    ...rarelyWrong(arms, options),
    ...auditedBlocks(found),
    gain(found),
    ...scale(arms, options),
    ...few(found),
    ...pooledErrors(found),
  ];
}

/** What labels were drawn within, and what those who label should not know. */
interface Among {
  readonly one: string;
  readonly several: string;
  readonly unknown: string;
}

const arms: Among = { one: 'arm', several: 'arms', unknown: 'the arm' };
export const amongCells: Among = { one: 'cohort and period', several: 'cohorts and periods', unknown: 'who was reached and when' };

/** What the labels stand for, and who gave them, no data of the study can show. */
export function judgeAssumptions({ options: { outcome, human, sampling } }: Pick<Measurement, 'options'>, among: Among = arms): Finding {
  const drawn =
    sampling === undefined ? `units were drawn for it by chance within each ${among.one}` : `units were drawn for it by the probabilities in ${sampling}`;
  return {
    check: 'judge-assumptions',
    about: { column: outcome },
    verdict: 'warn',
    says: `The effect on ${outcome} is one on what people say in ${human}: it assumes that they judge what is meant, by one standard in all ${among.several} and without knowing ${among.unknown}, and that ${drawn}; the data cannot show that.`,
    mend: `Hide ${among.unknown} from those who label, write down what they judge by, and let a second person label some of the same units.`,
  };
}

/** Of fewer clusters than this the spread between them is hardly known, and of fewer degrees of freedom not at all. */
const [fewClusters, leastFreedom] = [6, 4];

/** Warns about labels that come from few clusters, and fails where too few are left to tell how far these differ. */
function few({ clusters = {}, df, options: { outcome, cluster = '' } }: Measurement): readonly Finding[] {
  const [[arm, least]] = [...Object.entries(clusters), ['', Infinity] as const].sort((a, b) => a[1] - b[1]);
  if (least >= fewClusters) return [];
  return [
    {
      check: 'audit-clusters',
      about: { column: outcome, arm },
      ...(df < leastFreedom ? ({ verdict: 'fail', identification: true } as const) : ({ verdict: 'warn' } as const)),
      statistic: least,
      threshold: fewClusters,
      says: `The labels of ${outcome} in arm ${arm} come from few values of ${cluster}, worth ${least.toFixed(1)} of equal size: these are what its ${sayFreedom(df)} degrees of freedom count.`,
      mend: `Spread the audit over ${cluster}: a few units of each of many.`,
    },
  ];
}

function sizes(arms: readonly ArmMeasure[], df: number, { outcome, human, audited }: Measurement['options']): Finding {
  const worth = ({ audited, effective }: ArmMeasure): string => (effective < 0.95 * audited ? ` (worth ${sayCount(Math.round(effective))} drawn alike)` : '');
  const counts = arms.map((a) => `${sayCount(a.audited)} of ${sayCount(a.units)} in arm ${a.arm}${worth(a)}`).join(', ');
  const least = Math.min(...arms.map(({ effective }) => effective));
  const shared = { check: 'audit', about: { column: outcome }, statistic: least, threshold: fewLabels };
  const says = `People scored ${counts}; intervals on ${outcome} read t with ${sayFreedom(df)} degrees of freedom`;
  // Where no column says who was audited, a value that means `not looked at` would count as a label.
  if (audited === undefined && arms.every((a) => a.audited === a.units))
    return {
      ...shared,
      verdict: 'warn',
      says: `Every unit with a score has a human label in ${human}: the judge is not needed, unless some of these are not labels.`,
      mend: `Leave ${human} empty where nobody looked, instead of 0 or -1; or name the column that says who was audited under audited.`,
    };
  if (least >= fewLabels) return { ...shared, verdict: 'pass', says: `${says}.` };
  return {
    ...shared,
    verdict: 'warn',
    says: `${says}, which is a small audit.`,
    mend: `Audit at least ${fewLabels} units of every arm: few labels tell a judge's errors only roughly.`,
  };
}

/** Where people and judge differ on so few labels that these do not tell how often they do. */
function rarelyWrong(arms: readonly ArmMeasure[], { outcome, judges, human }: Measurement['options']): readonly Finding[] {
  const few = arms.filter(({ disagreements = Infinity }) => disagreements < enoughDisagreements);
  if (few.length === 0) return [];
  const counts = few
    .map(({ arm, disagreements = 0, effective }) => `${sayEffective(disagreements)} of ${sayEffective(effective)} labels in arm ${arm}`)
    .join(' and ');
  return [
    {
      check: 'judge-disagreements',
      about: { column: outcome },
      verdict: 'pass',
      statistic: Math.min(...few.map(({ disagreements = 0 }) => disagreements)),
      threshold: enoughDisagreements,
      says: `${human} differs from ${judges.join(', ')} on ${counts}: so few do not tell how often the judge errs, and the interval on ${outcome} counts two more in each of these arms.`,
    },
  ];
}

/** How many labels the audit alone would need to be as precise: the variance of the effect by labels alone over that of the measured one, compared alike. */
function gain({ arms, inBlocks, audit, options: { outcome, judges, by } }: Measurement): Finding {
  const measured = (inBlocks ?? arms.map((a) => ({ variance: a.judgeVariance + a.auditVariance }))).reduce((sum, { variance }) => sum + variance, 0);
  const alone = audit.variances.reduce((sum, variance) => sum + variance, 0);
  const worth = measured > 0 ? alone / measured : 1;
  const labels = arms.reduce((sum, a) => sum + a.audited, 0);
  const shared = { check: 'judge-gain', about: { column: outcome }, statistic: worth, threshold: 1 };
  const says = `With ${judges.join(', ')} the ${sayCount(labels)} labels of ${outcome} are worth ${sayCount(Math.round(worth * labels))} without a judge`;
  // A judge that PPI++ gives no weight costs the degree of freedom that finding so took.
  if (worth >= 1 || by === 'ppi++') return { ...shared, verdict: 'pass', says: `${says}.` };
  return {
    ...shared,
    verdict: 'warn',
    says: `${says}: the judge costs precision.`,
    mend: 'Use `by: ppi++`, which gives a judge no more weight than it earns.',
  };
}

/** A slope above this is a matter of scales, not of chance. */
const steep = 1.1;

/** A judge on a narrower scale than people, whose weight is held below what it would earn. */
export function scale(arms: readonly Pick<ArmMeasure, 'arm' | 'unheld'>[], { outcome, judges }: Measurement['options']): readonly Finding[] {
  const steepest = arms.reduce((most, arm) => ((arm.unheld ?? 0) > (most.unheld ?? 0) ? arm : most));
  if (!((steepest.unheld ?? 0) > steep)) return [];
  // Within blocks arms may share the slope.
  const where = arms.every(({ unheld }) => unheld === steepest.unheld) ? '' : ` in arm ${steepest.arm}`;
  return [
    {
      check: 'judge-scale',
      about: { column: outcome, arm: steepest.arm },
      verdict: 'warn',
      statistic: steepest.unheld ?? 0,
      threshold: steep,
      says: `Labels of ${outcome} move by ${(steepest.unheld ?? 0).toPrecision(3)} for one more of ${judges[0]}${where}: the judge is on a narrower scale than people, and its weight is held at 1.`,
      mend: `Put ${judges[0]} on the scale of people in data.sql; the effect is right either way, and its interval would be narrower.`,
    },
  ];
}

/** In labels of equal weight, which are whole only where all weigh alike. */
const sayEffective = (count: number): string => (Math.abs(count - Math.round(count)) < 1e-9 ? sayCount(Math.round(count)) : count.toFixed(1));

const sayFreedom = (df: number): string => (Number.isFinite(df) ? df.toFixed(df < 100 ? 1 : 0) : 'unlimited');
