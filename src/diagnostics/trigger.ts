import { EstimandError } from '../errors/estimand-error.ts';
import type { Answer } from '../estimate/answer.ts';
import type { Exhibit } from '../estimate/exhibit.ts';
import type { Finding } from '../estimate/finding.ts';
import { sayCount, sayP, sayShare } from '../estimate/say.ts';
import { pValueLimits } from '../estimate/thresholds.ts';
import { column, less, when } from '../expressions/build.ts';
import { canonicalText } from '../expressions/canonical-text.ts';
import type { Expression } from '../expressions/expression.ts';
import { expressionText } from '../expressions/parse/expression-text.ts';
import { clusterCounts } from '../inference/losses/cluster-counts.ts';
import { type LossTest, lossByArm } from '../inference/losses/loss-by-arm.ts';
import { type ClusterLosses, lossByCluster } from '../inference/losses/loss-by-cluster.ts';
import { type Random, stream } from '../math/random/stream.ts';
import type { LossCount } from '../protocol/protocol.ts';
import { question } from '../protocol/question.ts';
import { type Asking, all } from '../relation/asking.ts';
import { expectControl } from './expect-control.ts';
import { type TriggeredArm, triggeredArms } from './trigger-shares.ts';

export interface TriggerOptions {
  /** Which units could notice their arm. */
  readonly trigger: Expression;
  readonly assignment: string;
  readonly control: string | number | boolean;
  /** Default: every arm but control. */
  readonly treatments?: readonly (string | number | boolean)[];
  /** Column of what was randomized, when that is coarser than a row. */
  readonly cluster?: string;
  /** Of the permutation of clusters. Default: 1. */
  readonly seed?: number;
}

const { failBelow: stopBelow, warnBelow } = pValueLimits.trigger;

/**
 * Is the trigger met as often in every arm? Then it was decided before the arms could differ, and the units that meet it can be compared.
 *
 * Model   Fisher's exact test of the triggered shares, each arm against control, Holm over arms; where clusters were randomized, their permutation. Chi-square
 *         tests raise up to five times the alarms they promise where few units of a small arm are triggered, and nearly 60 times with few clusters.
 *         It is an error where `pValueLimits.trigger` fails, and warns where they warn. Where the trigger is unknown it is not met. `statistic` is
 *         chi-square: from counts, or from shares with their variances over clusters.
 * Shapes  counts by arm on all rows; with clusters also moments of cluster totals, and one row a cluster.
 * Errors  trigger-differs; trigger-nobody when no unit, or fewer than two of an arm, meet it; arm-missing when no row is in the control arm.
 * Source  Deng & Hu (2015), WSDM; Fabijan et al. (2019), KDD; Fisher (1935), JRSS 98.
 */
export const trigger = question<TriggerOptions>(
  {
    id: 'trigger',
    title: 'Triggered share by arm',
    source: 'Deng & Hu (2015), WSDM; Fabijan et al. (2019), KDD; Fisher (1935), JRSS 98',
    docs: 'docs/checks/trigger.md',
    rows: 'all',
    rounds: { usual: 1, most: 1 },
    plan: ({ trigger: condition, assignment, cluster, analysis: { seed } }) =>
      condition && assignment
        ? [
            {
              trigger: condition.met,
              assignment: assignment.column,
              control: assignment.control,
              treatments: assignment.treatments,
              ...(cluster !== undefined && { cluster, seed }),
            },
          ]
        : [],
    example: { trigger: less(column('x'), 0.8), assignment: 'z', control: 0 },
  },
  function* (options): Asking<Answer> {
    const { assignment, cluster } = options;
    const control = canonicalText(options.control);
    const counted = triggeredArms(options.trigger, assignment, cluster);
    const [found, clusters] =
      cluster === undefined ? [yield* counted, []] : yield* all([counted, clusterCounts({ counted: when(options.trigger, 1, 0), assignment, cluster })]);
    expectControl(
      found.map(({ arm }) => ({ key: [arm] })),
      assignment,
      control,
    );
    const named = options.treatments?.map(canonicalText);
    const arms = found.filter(({ arm }) => named === undefined || arm === control || named.includes(arm));
    const text = expressionText(options.trigger);
    expectTriggered(arms, text, assignment);
    const statistic = cluster === undefined ? pearson(arms) : heterogeneity(arms);
    const pValue =
      cluster === undefined ? triggerPValue(arms, control) : clusteredPValue(clusters, arms, control, { column: cluster, random: stream(options.seed ?? 1) });
    const shares = `${text} holds for ${arms.map((a) => `${sayShare(a.share)} of ${sayCount(a.units)} units in arm ${a.arm}`).join(', ')} (${sayP(pValue)})`;
    if (pValue < stopBelow) {
      const says = `The trigger ${shares}: the treatment moved it, so the triggered units of the arms are no longer alike.`;
      throw new EstimandError('trigger-differs', { trigger: text, column: assignment, says });
    }
    return { estimates: [], findings: findingsOf(arms, statistic, pValue, shares, assignment, text), exhibits: [tableOf(arms, `The trigger ${shares}.`)] };
  },
);

function expectTriggered(arms: readonly TriggeredArm[], text: string, assignment: string): void {
  if (arms.every((a) => a.triggered === 0)) throw new EstimandError('trigger-nobody', { trigger: text, column: assignment, arm: undefined, units: 0 });
  const few = arms.find((a) => a.triggered < 2);
  if (few) throw new EstimandError('trigger-nobody', { trigger: text, column: assignment, arm: few.arm, units: few.triggered });
}

/** The least of the p-values of the arms against control, by Holm. */
export function triggerPValue(arms: readonly TriggeredArm[], control: string): number {
  const [base, others] = apart(arms, control);
  const countsOf = ({ arm, units, triggered }: TriggeredArm): LossCount => ({ arm, lost: triggered, kept: units - triggered });
  return base ? leastOf(lossByArm(countsOf(base), others.map(countsOf))) : 1;
}

function clusteredPValue(
  clusters: readonly ClusterLosses[],
  arms: readonly TriggeredArm[],
  control: string,
  o: { readonly column: string; readonly random: Random },
): number {
  const [base, others] = apart(
    clusters.filter(({ arm, units }) => units.length > 1 && arms.some((a) => a.arm === arm)),
    control,
  );
  return base ? leastOf(lossByCluster(base, others, o)) : 1;
}

const apart = <T extends { readonly arm: string }>(arms: readonly T[], control: string): readonly [T | undefined, readonly T[]] => [
  arms.find(({ arm }) => arm === control),
  arms.filter(({ arm }) => arm !== control),
];
const leastOf = (tests: readonly LossTest[]): number => tests.reduce((least, { adjusted }) => Math.min(least, adjusted), 1);

function pearson(arms: readonly TriggeredArm[]): number {
  const units = arms.reduce((sum, a) => sum + a.units, 0);
  const share = arms.reduce((sum, a) => sum + a.triggered, 0) / units;
  return share === 1 ? 0 : arms.reduce((sum, a) => sum + (a.units * (a.share - share) ** 2) / (share * (1 - share)), 0);
}

/** Spread of the shares about their mean, weighted by precision. Shares without any spread among clusters say nothing of chance. */
function heterogeneity(arms: readonly TriggeredArm[]): number {
  if (arms.some((a) => a.variance === 0)) return pearson(arms);
  const weight = arms.reduce((sum, a) => sum + 1 / a.variance, 0);
  if (weight === 0) return 0;
  const mean = arms.reduce((sum, a) => sum + a.share / a.variance, 0) / weight;
  return arms.reduce((sum, a) => sum + (a.share - mean) ** 2 / a.variance, 0);
}

function findingsOf(arms: readonly TriggeredArm[], statistic: number, pValue: number, shares: string, assignment: string, text: string): readonly Finding[] {
  const shared = { check: 'trigger', about: { column: assignment }, statistic, pValue, threshold: stopBelow, says: `The trigger ${shares}.` };
  const mend = 'Check that the trigger is decided before the arms can differ, and logged alike in all of them.';
  const unknown = arms.reduce((sum, a) => sum + a.unknown, 0);
  return [
    pValue < warnBelow ? { ...shared, verdict: 'warn', mend } : { ...shared, verdict: 'pass' },
    ...(unknown === 0
      ? []
      : [
          {
            check: 'unknown-trigger',
            about: { column: assignment },
            verdict: 'warn',
            statistic: unknown,
            says: `The trigger ${text} is unknown for ${sayCount(unknown)} units, which count as not triggered.`,
            mend: 'Log the trigger for every unit.',
          } as const,
        ]),
  ];
}

function tableOf(arms: readonly TriggeredArm[], says: string): Exhibit {
  return {
    id: 'trigger',
    title: 'Triggered units by arm',
    kind: 'table',
    says,
    alt: says,
    columns: {
      arm: arms.map((a) => a.arm),
      units: arms.map((a) => a.units),
      triggered: arms.map((a) => a.triggered),
      share: arms.map((a) => a.share),
      unknown: arms.map((a) => a.unknown),
    },
  };
}
