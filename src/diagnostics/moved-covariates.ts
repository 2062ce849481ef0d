import type { Answer } from '../estimate/answer.ts';
import type { Finding } from '../estimate/finding.ts';
import { sayP } from '../estimate/say.ts';
import { pValueLimits } from '../estimate/thresholds.ts';
import { column } from '../expressions/build.ts';
import { canonicalText } from '../expressions/canonical-text.ts';
import { squaresEqualValues } from '../inference/arms/binary.ts';
import { upperTail } from '../inference/wald.ts';
import { welch } from '../inference/welch.ts';
import { type Moments, meanOf, varianceOf } from '../moments/moments.ts';
import { type Covariate, columnOfCovariate } from '../protocol/protocol.ts';
import { question } from '../protocol/question.ts';
import type { Asking } from '../relation/asking.ts';
import type { Step } from '../relation/steps.ts';
import { armOfCluster } from './cluster-arms.ts';
import { confirmed, fisher } from './confirmed-balance.ts';
import { byCluster, clustersOf, type Look, looksAt } from './covariate-looks.ts';
import { expectControl } from './expect-control.ts';

export interface MovedCovariatesOptions {
  readonly assignment: string;
  readonly control: string | number | boolean;
  readonly covariates: readonly Covariate[];
  /** Column of what was randomized, when that is coarser than a row: means of clusters are then compared. */
  readonly cluster?: string;
}

const alpha = pValueLimits.movedCovariates.failBelow;

/**
 * Does a covariate move with assignment? One that does was measured after it, and taking it out of the outcome takes part of the effect out too.
 *
 * Model   Fisher's exact test of each level and of missing values between each arm and control, Welch's of numbers, which a permutation must confirm; at `alpha` a
 *         covariate, Bonferroni within it; with a cluster on means of clusters.
 * Shapes  moments of each covariate by arm, counts of levels.
 * Errors  arm-missing when no row is in the control arm. Nothing is said when an arm has one unit.
 * Source  Rosenbaum (1984), JRSS A 147.
 */
export const movedCovariates = question<MovedCovariatesOptions>(
  {
    id: 'moved-covariates',
    title: 'Covariates that move with assignment',
    source: 'Rosenbaum (1984), JRSS A 147',
    docs: 'docs/checks/moved-covariates.md',
    rounds: { usual: 1, most: 2 },
    clusteredRounds: { usual: 2, most: 3 },
    // With blocks the arms differ between them by design; balance is then asked within blocks.
    plan: ({ drawn, assignment, covariates, blocks, cluster }) =>
      drawn === 'by-chance' && assignment && covariates.length > 0 && blocks === undefined
        ? [{ assignment: assignment.column, control: assignment.control, covariates, ...(cluster !== undefined && { cluster }) }]
        : [],
    example: { assignment: 'z', control: 0, covariates: ['x', { factor: 'g' }] },
  },
  function* ({ assignment, covariates, cluster, ...o }): Asking<Answer> {
    const control = canonicalText(o.control);
    const looks = yield* looksAt(assignment, covariates);
    expectControl(looks[0]?.groups ?? [], assignment, control);
    const compared = cluster === undefined ? looks : yield* byCluster(looks, cluster, assignment);
    const over = cluster === undefined ? undefined : clustersOf(looks, cluster, assignment);
    const tests: (Comparison & { readonly name: string })[] = [];
    for (const name of covariates.map(columnOfCovariate)) {
      const each = compared.filter((look) => look.covariate === name).flatMap((look) => comparisons(look, control));
      const sure: Comparison[] = [];
      for (const one of each) sure.push(each.length * one.pValue < alpha ? yield* confirm(one, { control, assignment, over }) : one);
      const [worst] = sure.sort((a, b) => a.pValue - b.pValue);
      if (worst) tests.push({ ...worst, name, pValue: Math.min(1, each.length * worst.pValue) });
    }
    const moved = tests.filter(({ pValue }) => pValue < alpha);
    const findings = moved.map(
      ({ name, arm, look: { column: by }, difference, pValue }): Finding => ({
        check: 'moved-covariates',
        about: { column: name, arm },
        verdict: 'warn',
        statistic: difference,
        threshold: alpha,
        pValue,
        says: `The covariate ${name} moves with ${assignment}: ${by === name ? 'its mean' : `the share of ${by}`} differs by ${difference.toPrecision(3)} in arm ${arm} (${sayP(pValue)}).`,
        mend: `If ${name} was measured after assignment, take it out of covariates and name it under mediators: adjusting for it takes part of the effect away.`,
      }),
    );
    if (findings.length > 0 || tests.length === 0) return { estimates: [], findings, exhibits: [] };
    const smallest = Math.min(...tests.map(({ pValue }) => pValue));
    const says = `None of ${tests.length} covariates moves with ${assignment} (smallest ${sayP(smallest)}).`;
    return {
      estimates: [],
      findings: [{ check: 'moved-covariates', about: {}, verdict: 'pass', statistic: tests.length, threshold: alpha, pValue: smallest, says }],
      exhibits: [],
    };
  },
);

interface Comparison {
  readonly arm: string;
  readonly look: Look;
  readonly treatment: Moments;
  readonly base: Moments;
  readonly difference: number;
  readonly pValue: number;
}

/** Of each arm against control, where both have two rows. */
function comparisons(look: Look, control: string): readonly Comparison[] {
  const compared = look.groups.filter((g) => g.moments.n > 1);
  const base = compared.find((g) => g.key[0] === control)?.moments;
  return base ? compared.filter((g) => g.moments !== base).map(({ key: [arm], moments: m }) => ({ arm, look, treatment: m, base, ...compare(m, base) })) : [];
}

function compare(treatment: Moments, base: Moments): Pick<Comparison, 'difference' | 'pValue'> {
  const side = (m: Moments) => ({ n: m.n, mean: meanOf(m, 'look'), variance: varianceOf(m, 'look') / m.n });
  const [one, zero] = [side(treatment), side(base)];
  const difference = one.mean - zero.mean;
  if (isCounted(treatment, base)) return { difference, pValue: fisher(treatment, base, 'look') };
  // Without any spread in the arms a difference is looked at again.
  if (!(one.variance + zero.variance > 0)) return { difference, pValue: difference === 0 ? 1 : 0 };
  const { standardError, df } = welch(one, zero);
  return { difference, pValue: Math.min(1, 2 * upperTail({ kind: 't', df }, Math.abs(difference) / standardError)) };
}

const isCounted = (...arms: readonly Moments[]): boolean => arms.every((m) => squaresEqualValues(m, 'look'));

/** A number that seems to move, without normality; of shares that was asked at once. */
function* confirm(one: Comparison, { control, assignment, over }: Drawn): Asking<Comparison> {
  const { arm, look, treatment, base } = one;
  if (isCounted(treatment, base)) return one;
  const keys = { arm: over ? armOfCluster : column(assignment) };
  const columns = [{ name: 'look', expression: over ? column(look.column) : look.expression }];
  const { pValue } = yield* confirmed({ arm, control, columns, keys, treatment, base, ...(over && { over }) }, one.pValue, ([name]) =>
    name === undefined ? undefined : one.pValue,
  );
  return { ...one, pValue };
}

interface Drawn {
  readonly control: string;
  readonly assignment: string;
  readonly over: readonly Step[] | undefined;
}
