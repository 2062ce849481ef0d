import type { Finding } from '../../estimate/finding.ts';
import { leavesZeroOut } from '../../estimate/leaves-zero-out.ts';
import { sayShare } from '../../estimate/say.ts';
import { efficacyBounds } from '../../inference/sequential/bounds.ts';
import { conditionalPower, futilityBounds } from '../../inference/sequential/futility.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import { outcomeLabel } from '../../protocol/labels.ts';
import type { SpendingLook } from '../../protocol/look.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { scoreOf } from '../ask/after-stopping.ts';
import type { Headline } from '../ask/headlines.ts';

/** The power that a study is planned with, where it does not say. */
const usualPower = 0.8;

/**
 * Is there still something to find? Said at looks before the last, of primary effects that have not shown yet; it binds nobody, so that going on costs no error.
 *
 * Model   the chance to miss the effect that the study was planned for, one less its power, is spent over the looks that were taken and those to come.
 */
export function futilityFindings(
  { analysis: { futility, looks, level }, planning }: StudyFile,
  { look }: Protocol,
  headlines: readonly Headline[],
): readonly Finding[] {
  if (futility === undefined || typeof looks === 'string' || look?.kind !== 'spending' || look.isLast) return [];
  const primary = headlines.filter(({ outcome }) => outcome.role === 'primary');
  const fractions = wholePlan(look, looks);
  const efficacy = efficacyBounds({ fractions, spending: look.spending, alpha: (1 - level) / 2 / primary.length });
  const { bounds } = futilityBounds({ fractions, efficacy, spending: futility, beta: 1 - (planning?.power ?? usualPower) });
  const at = look.fractions.length - 1;
  return primary.flatMap((headline) => ofHeadline(headline, { bound: bounds[at], fraction: fractions[at], critical: efficacy[efficacy.length - 1] }));
}

/** The looks that were taken, and those to come: of dates evenly on the way to the planned size. */
function wholePlan({ fractions }: SpendingLook, looks: readonly (number | string)[]): readonly number[] {
  const now = fractions[fractions.length - 1];
  const ahead = looks.filter((look, i) => (typeof look === 'number' ? look > now : i >= fractions.length));
  return [...fractions, ...ahead.map((look, i) => (typeof look === 'number' ? look : now + ((1 - now) * (i + 1)) / ahead.length))];
}

interface Halfway {
  readonly bound: number;
  readonly fraction: number;
  readonly critical: number;
}

function ofHeadline({ outcome, arm, estimate }: Headline, { bound, fraction, critical }: Halfway): readonly Finding[] {
  const score = estimate && scoreOf(estimate);
  if (!estimate || score === undefined || leavesZeroOut(estimate.interval.pieces)) return [];
  const z = outcome.better === 'higher' ? score : -score;
  const name = outcomeLabel(outcome);
  const drift = outcome.worthwhile === undefined ? undefined : outcome.worthwhile / (estimate.standardError! * Math.sqrt(fraction));
  const chance =
    drift === undefined
      ? ''
      : ` If the true effect is the worthwhile one, it is shown by the last look in ${sayShare(conditionalPower({ fraction, z, drift, critical }))} of cases.`;
  const shared = { check: 'futility', about: { column: outcome.name, arm, estimate: estimate.id }, statistic: z, threshold: bound } as const;
  const where = `lies ${z.toFixed(2)} standard errors towards better`;
  if (z >= bound)
    return [
      { ...shared, verdict: 'pass', says: `The effect on ${name} ${where}, not below ${bound.toFixed(2)}: there may still be something to find.${chance}` },
    ];
  return [
    {
      ...shared,
      verdict: 'warn',
      says: `The effect on ${name} ${where}, below ${bound.toFixed(2)}: what the study was planned to find is hardly there.${chance}`,
      mend: 'Stop here, if nothing else speaks for going on; a study that goes on loses nothing of its error.',
    },
  ];
}
