import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Answer } from '../../../estimate/answer.ts';
import type { Estimate, Sizes } from '../../../estimate/estimate.ts';
import { and, isKnown, number } from '../../../expressions/build.ts';
import { binaryOutcome } from '../../../inference/arms/binary.ts';
import { freedomFindings } from '../../../inference/arms/clustered/cluster-findings.ts';
import { amongClusters } from '../../../inference/arms/clustered/count-clusters.ts';
import { type Arms, armsOf, contrastRecord, estimandOf, estimateId, ratioContrastsOf, sizesOf } from '../../../inference/arms/contrast.ts';
import { relativeEffect } from '../../../inference/relative.ts';
import { waldInference } from '../../../inference/wald.ts';
import { welch } from '../../../inference/welch.ts';
import { comomentOf, meanOf } from '../../../moments/moments.ts';
import { question } from '../../../protocol/question.ts';
import type { Asking } from '../../../relation/asking.ts';
import type { Group } from '../../../relation/requests.ts';
import { ratioOf } from './ratio-arm.ts';
import { ratioClusterErrors } from './ratio-cluster-errors.ts';
import { namedClusterErrors, type RatioErrors } from './ratio-errors.ts';
import { constantRatio, denominatorMoves, fewUnits, negativeDenominators, weakDenominator } from './ratio-findings.ts';
import { type RatioContrast, type RatioOptions, ratioContrastOf } from './ratio-options.ts';
import { type PartEffect, partEffect } from './ratio-parts.ts';
import { ratioUnitErrors } from './ratio-unit-errors.ts';
import { type RatioUnits, ratioUnits } from './ratio-units.ts';

export interface RatioDetails {
  readonly ratios: { readonly control: number; readonly treatment: number };
  readonly numerator: PartEffect;
  readonly denominator: PartEffect;
  /** By arm, where errors are added up by cluster. */
  readonly clusters?: Readonly<Record<string, number>>;
  readonly df?: number;
}

/**
 * Intention-to-treat effect on a ratio of totals, such as cost per resolved ticket.
 *
 * Model   R = sum N / sum D in an arm; effect R1 - R0, by the delta method over units of randomization: variance of the mean of (N - R D) / mean D,
 *         Welch's t; CR2 where clusters were randomized, and by unit where few units hold most of a denominator (its mean is below 30 of its standard errors),
 *         both with Bell and McCaffrey's degrees of freedom. Relative effect by Fieller on the pair (R1, R0). Welch on N and on D a unit stands beside it.
 * Shapes  one `Moments` an arm over [numerator, denominator], one observation a unit; clusters are summed first.
 * Units   numerator per denominator.
 * Errors  those of itt; denominator-not-positive when it sums to zero or less in an arm; option-invalid when it is the numerator. A constant ratio is refused.
 * Source  Deng, Knoblich & Lu (2018), KDD. Parity: tea-tasting RatioOfMeans.
 */
export const ratioEffect = question<RatioOptions>(
  {
    id: 'ratio-effect',
    title: 'Intention-to-treat effect on a ratio of totals',
    source: 'Deng, Knoblich & Lu (2018), KDD',
    docs: 'docs/methods/ratio-effect.md',
    label: 'as assigned, ratio of totals',
    rounds: { usual: 1, most: 2 },
    plan: (protocol) => ratioContrastsOf(protocol),
    example: { outcome: 'y', denominator: number(1), assignment: 'z', control: 0 },
  },
  (options): Asking<Answer> => {
    const c = ratioContrastOf(options);
    return c.clusterArms ? effect(c) : amongClusters(c, and(isKnown(c.parts.numerator), isKnown(c.parts.denominator)), effect(c), 'a ratio');
  },
);

function* effect(c: RatioContrast): Asking<Answer> {
  const asked = yield* ratioUnits(c);
  const { units } = asked;
  const arms = armsOf(units, { ...c, outcome: c.names.numerator });
  const groups = [arms.control, ...arms.treatments];
  for (const group of groups) expectDenominator(group, c);
  const ratios = groups.map((group) => ratioOf(group, c.names));
  const [{ mean: first }] = ratios;
  if (ratios.every(({ mean, variance }) => variance === 0 && Math.abs(mean - first) <= 1e-12 * Math.abs(first)))
    return { estimates: [], findings: [constantRatio(c.outcome, first)], exhibits: [] };
  // Over a denominator of one it is a mean, and over zeros and ones a share.
  const isMean = groups.every(({ moments: m }) => meanOf(m, c.names.denominator) === 1 && comomentOf(m, c.names.denominator, c.names.denominator) === 0);
  const share = isMean && c.cluster === undefined && (yield* binaryOutcome({ groups, integer: units.integer }, c.names.numerator, c.parts.numerator));
  const errors = yield* errorsOf(groups, c, asked);
  const answers = arms.treatments.map((arm, i) => contrastWith(arm, arms, c, { ...asked, ...(errors && { errors: errors[i] }) }, share));
  const rows = asked.rows.groups.filter(({ key }) => groups.some((g) => g.key[0] === key[0]));
  return {
    estimates: answers.map((a) => a.estimate),
    findings: [
      ...negativeDenominators(c, rows),
      ...groups.flatMap((group) => weakDenominator(c, group)),
      ...answers.flatMap((a) => a.findings),
      ...(errors
        ? freedomFindings(
            c,
            answers.map((a) => a.estimate),
          )
        : []),
      ...(errors && c.cluster === undefined ? answers.flatMap(({ estimate }, i) => fewUnits(estimate.id, c, errors[i].df)) : []),
    ],
    exhibits: [],
  };
}

function* errorsOf(groups: readonly Group[], c: RatioContrast, { totals }: RatioUnits): Asking<readonly RatioErrors[] | undefined> {
  if (c.clusterArms) return yield* namedClusterErrors(groups, c);
  if (c.covariance === 'totals') return undefined;
  return totals ? ratioClusterErrors(groups, c.names, totals) : yield* ratioUnitErrors(groups, c);
}

function expectDenominator({ key: [arm], moments: m }: Group, { names, assignment }: RatioContrast): void {
  const total = meanOf(m, names.denominator) * m.n;
  if (!(total > 0)) throw new EstimandError('denominator-not-positive', { column: names.denominator, assignment, arm, total });
}

interface AskedRatio extends RatioUnits {
  /** By clusters, or by units of which few hold most of the denominator. */
  readonly errors?: RatioErrors;
}

function contrastWith(arm: Group, arms: Arms, c: RatioContrast, asked: AskedRatio, share: boolean): Pick<Answer, 'findings'> & { estimate: Estimate } {
  const [treatment, control] = [ratioOf(arm, c.names), ratioOf(arms.control, c.names)];
  const { errors } = asked;
  const { value, ...alone } = welch(treatment, control);
  const { standardError, df } = errors ?? alone;
  const reference = { kind: 't', df } as const;
  const pair = {
    treatment: treatment.mean,
    control: control.mean,
    treatmentVariance: treatment.variance,
    controlVariance: control.variance,
    covariance: 0,
    ...errors?.means,
  };
  const relative = relativeEffect(pair, reference, c);
  const part = (of: 'numerator' | 'denominator'): PartEffect => partEffect(arm.moments, arms.control.moments, c.names[of], c, errors?.[of]);
  const details: RatioDetails = {
    ratios: { control: control.mean, treatment: treatment.mean },
    numerator: part('numerator'),
    denominator: part('denominator'),
    ...(errors?.clusters && { clusters: errors.clusters }),
    ...(errors && { df }),
  };
  const id = estimateId('ratio-effect', c, arm.key[0], arms);
  const { numerator, denominator } = c.names;
  const says = `Total ${numerator} over total ${denominator} (${c.outcome}) when assigned ${arm.key[0]}, less the same when assigned ${c.control} (${c.assignment}), among all units assigned.`;
  return {
    estimate: {
      id,
      role: c.role,
      estimand: estimandOf(c, arm.key[0], share, says),
      value,
      ...waldInference(value, standardError, reference, c),
      sizes: sizesIn(arms.control, arm, asked),
      ...(relative && { relative }),
      method: { id: 'ratio-effect', options: { ...contrastRecord(c), numerator, denominator }, source: ratioEffect.source },
      details,
    },
    findings: denominatorMoves(id, c, arm.key[0], details.denominator),
  };
}

/** Counted in rows, also where the units of randomization are clusters. */
function sizesIn(control: Group, treatment: Group, { rows, errors }: AskedRatio): Sizes {
  const [zero, one] = [control, treatment].map((arm) => rows.groups.find((g) => g.key[0] === arm.key[0]) ?? arm);
  return sizesOf([zero, one], errors?.clusters, errors?.together);
}
