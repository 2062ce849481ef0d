import type { Finding } from '../../estimate/finding.ts';
import { sayP } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { verdictOf } from '../../estimate/verdict-of.ts';
import { normalTail } from '../../math/distributions/normal.ts';
import { meanOf, varianceOf } from '../../moments/moments.ts';
import { type ArmLook, about, quadratic } from './look.ts';
import type { ResolvedMeasurement } from './options.ts';

const limits = pValueLimits.auditSelection;

/** Looks whose labels are held against their rows together, such as all with the change. */
interface Side {
  /** Follows "rows", with a space before it; empty of all. */
  readonly called: string;
  readonly looks: readonly ArmLook[];
}

/** What labels were drawn within, and by what else those who complain may differ. */
interface Words {
  readonly within: string;
  readonly each: string;
  readonly others: string;
}

/**
 * Are audited rows like the others that they were drawn among, by what the judge says of them? Complaints are not, whatever they look like.
 *
 * Model   the judge's mean on audited rows, by their weights, less that on all rows, in each look; added up by labels over each side, against its standard error under a random
 *         audit: S^2 (1 / n - 1 / N), by probabilities sum w (w - 1) (f - mean)^2 / (sum w)^2. Normal; Bonferroni over judges and sides.
 */
export function selectionFindings(sides: readonly Side[], options: ResolvedMeasurement, words: Words): readonly Finding[] {
  const { outcome, human, judges, labels, sampling } = options;
  if (labels === 'complaints')
    return [
      {
        check: 'audit-by-complaint',
        about: { column: outcome },
        verdict: 'fail',
        identification: true,
        says: `The labels of ${human} came by complaint: who complains is no sample of the rows, and differs by ${words.others}.`,
        mend: `Let people label rows that were drawn at random in ${words.each}; complaints may be an outcome of their own.`,
      },
    ];
  const tested = judges.flatMap((judge) => sides.flatMap((side) => apart(side, judge, sampling)));
  if (tested.length === 0) return [];
  const least = tested.reduce((a, b) => (b.pValue < a.pValue ? b : a));
  const pValue = Math.min(1, tested.length * least.pValue);
  const verdict = verdictOf(pValue, limits);
  const shared = {
    check: 'audit-selection',
    about: { column: outcome },
    statistic: least.distance,
    pValue,
    threshold: limits.failBelow,
    canHold: true,
  } as const;
  const by = sampling === undefined ? 'Audited rows' : `By the weights of ${sampling} audited rows`;
  const says = `${by}${least.called} have ${least.judge} ${Math.abs(least.distance).toFixed(2)} standard deviations ${least.distance < 0 ? 'lower' : 'higher'} than all rows of their ${words.within}${tested.length > 1 ? ', the largest of such differences' : ''} (${sayP(pValue)})`;
  if (verdict === 'pass') return [{ ...shared, verdict, says: `${says}, as chance has it.` }];
  return [
    {
      ...shared,
      verdict,
      ...(verdict === 'fail' && { identification: true }),
      says: `${says}: ${verdict === 'fail' ? 'they are no random sample, and correct the judge for rows like themselves alone' : 'they may be no random sample'}.`,
      mend: `Draw the audit at random within ${words.each}; or name under sampling the probability with which each row was drawn.`,
    },
  ];
}

interface Apart {
  readonly judge: string;
  readonly called: string;
  /** In standard deviations of the judge within looks. */
  readonly distance: number;
  readonly pValue: number;
}

function apart({ looks, called }: Side, judge: string, sampling: string | undefined): readonly Apart[] {
  let [sum, variance, spread, labels] = [0, 0, 0, 0];
  for (const { judged, audited, squares } of looks) {
    if (audited.n >= judged.n) continue;
    const own = varianceOf(judged, judge);
    sum += audited.n * (meanOf(audited, judge) - meanOf(judged, judge));
    variance += audited.n ** 2 * (sampling === undefined ? own * (1 / audited.n - 1 / judged.n) : byWeights({ audited, squares }, judge));
    spread += audited.n * own;
    labels += audited.n;
  }
  if (!(variance > 0) || !(spread > 0)) return [];
  const pValue = Math.min(1, 2 * normalTail(Math.abs(sum) / Math.sqrt(variance)));
  return [{ judge, called, distance: sum / labels / Math.sqrt(spread / labels), pValue }];
}

const byWeights = ({ audited, squares }: Pick<ArmLook, 'audited' | 'squares'>, judge: string): number =>
  Math.max(0, quadratic(about(squares, audited.mean), { [judge]: 1 }) - quadratic(audited, { [judge]: 1 })) / audited.weight ** 2;
