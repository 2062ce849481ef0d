import type { Answer } from '../estimate/answer.ts';
import type { Unit } from '../estimate/estimate.ts';
import type { Finding } from '../estimate/finding.ts';
import { sayCount, sayNumber, sayShare } from '../estimate/say.ts';
import { mostTailError } from '../estimate/thresholds.ts';
import { sayAmount } from '../estimate/unit.ts';
import { column } from '../expressions/build.ts';
import { canonicalText } from '../expressions/canonical-text.ts';
import type { Expression } from '../expressions/expression.ts';
import { tailError } from '../inference/tail-error.ts';
import { comomentOf, type Moments, meanOf } from '../moments/moments.ts';
import { netValue } from '../protocol/net-value.ts';
import type { Outcome, Protocol } from '../protocol/protocol.ts';
import { question } from '../protocol/question.ts';
import type { Asking } from '../relation/asking.ts';
import type { Group } from '../relation/requests.ts';
import { shapeOf, tailGroups, tailRows } from './arm-shapes.ts';
import { sayLargest } from './largest-values.ts';

export interface HeavyTailOptions {
  readonly outcome: string;
  readonly measure?: Expression;
  readonly assignment: string;
  readonly control: string | number | boolean;
  /** Default: every arm but control. */
  readonly treatments?: readonly (string | number | boolean)[];
  /** Column of what was randomized, when that is coarser than a row: means of clusters are then looked at. */
  readonly cluster?: string;
  readonly unit?: Unit;
  /** Of the two-sided interval; default 0.95. */
  readonly level?: number;
  /** Contrasts whose intervals hold together, and share the error; default 1. */
  readonly contrasts?: number;
}

/** An expansion says no more than that the error is large, beyond this. */
const farOff = 0.1;

/** Farther from zero, in standard deviations, squares of doubles tell no third moment. */
const farthest = 1e6;

/**
 * Do a few large values decide the mean? Then no interval for its difference between arms holds, and nothing may rest on it.
 *
 * Model   the error of one end of Welch's interval to second order (`tailError`), each arm against control, at the interval's own level (with several contrasts
 *         Bonferroni's); it fails where that is more than `mostTailError` times what is promised. `statistic` is how many times.
 * Shapes  moments of the outcome and its square by arm, in the scan of the effect; where it fails one more request, for the share that the largest values carry.
 * Units   the moments do not depend on the unit.
 * Errors  none. Nothing is said of outcomes of 0 and 1 (rare events have their own rule), without spread, and where control has fewer than two values.
 * Source  Hall (1992), The Bootstrap and Edgeworth Expansion, section 2.6; Bahadur & Savage (1956), Annals of Mathematical Statistics 27.
 */
export const heavyTail = question<HeavyTailOptions>(
  {
    id: 'heavy-tail',
    title: 'Means that a few large values decide',
    source: 'Hall (1992), The Bootstrap and Edgeworth Expansion; Bahadur & Savage (1956), Annals of Mathematical Statistics 27',
    docs: 'docs/checks/heavy-tail.md',
    rounds: { usual: 1, most: 2 },
    plan: (protocol) => protocol.outcomes.filter(({ ratio, quantile }) => ratio === undefined && quantile === undefined).flatMap((o) => lookOn(protocol, o)),
    example: { outcome: 'y', assignment: 'z', control: 0 },
  },
  function* (options): Asking<Answer> {
    const { outcome, assignment, cluster, level = 0.95, contrasts = 1 } = options;
    const control = canonicalText(options.control);
    const rows = tailRows(options.measure ?? column(outcome), assignment, cluster);
    const groups = yield* tailGroups(rows, outcome);
    const none = { estimates: [], findings: [], exhibits: [] };
    const known = groups.filter(({ moments: m }) => m.n > 1);
    const base = known.find(({ key: [arm] }) => arm === control);
    if (!base || known.every(({ moments: m }) => isBinary(m) || comomentOf(m, 'y', 'y') === 0)) return none;
    if (known.some(({ moments: m }) => isFar(m))) return { ...none, findings: [tooFar(outcome)] };
    const wanted = options.treatments?.map(canonicalText);
    const treatments = known.filter((group) => group !== base && (wanted?.includes(group.key[0]) ?? true));
    const all = known.map(({ moments: m }) => shapeOf(m));
    const alpha = (1 - level) / 2 / contrasts;
    const errors = treatments.map(({ key: [arm], moments: m }) => ({ arm, error: tailError(shapeOf(m), shapeOf(base.moments), { all, alpha }) }));
    if (errors.length === 0 || errors.some(({ error }) => !Number.isFinite(error))) return none;
    const heavy = errors.filter(({ error }) => error > mostTailError * alpha);
    if (heavy.length === 0) return { ...none, findings: [light(outcome, Math.max(...errors.map(({ error }) => error)), alpha)] };
    const said = yield* sayLargest(rows, known, (size) => sayAmount(size, options.unit ?? { kind: 'plain' }));
    return { ...none, findings: heavy.map((one) => heavyFinding(outcome, one, alpha, sizes(one.arm, known, base), said)) };
  },
);

function lookOn({ assignment, cluster, analysis: { level, family } }: Protocol, { name, measure, unit, role }: Outcome): readonly HeavyTailOptions[] {
  if (!assignment) return [];
  const { treatments } = assignment;
  const isRead = role === 'primary' || role === 'guardrail' || name === netValue;
  const together = family.includes(name) ? treatments.length * family.length : isRead ? treatments.length : 1;
  return [
    {
      outcome: name,
      measure,
      assignment: assignment.column,
      control: assignment.control,
      treatments,
      ...(cluster !== undefined && { cluster }),
      ...(unit.kind !== 'plain' && { unit }),
      level,
      ...(together > 1 && { contrasts: together }),
    },
  ];
}

/** y^2 = y wherever it has no spread beside y and the same mean. */
function isBinary(m: Moments): boolean {
  const [yy, ys, ss] = [comomentOf(m, 'y', 'y'), comomentOf(m, 'y', 'square'), comomentOf(m, 'square', 'square')];
  return Math.abs(ss - 2 * ys + yy) <= 1e-9 * (ss + yy) && Math.abs(meanOf(m, 'y') - meanOf(m, 'square')) <= 1e-9;
}

const isFar = (m: Moments): boolean => {
  const spread = Math.sqrt(comomentOf(m, 'y', 'y') / m.n);
  return spread > 0 && Math.abs(meanOf(m, 'y')) > farthest * spread;
};

const tooFar = (outcome: string): Finding => ({
  check: 'heavy-tail',
  about: { column: outcome },
  verdict: 'warn',
  says: `Whether a few values decide the mean of ${outcome} cannot be told: it lies more than a million standard deviations from zero.`,
  mend: `Measure ${outcome} from a point nearer to its values, such as the start of the study.`,
});

const light = (outcome: string, error: number, alpha: number): Finding => ({
  check: 'heavy-tail',
  about: { column: outcome },
  verdict: 'pass',
  statistic: error / alpha,
  threshold: mostTailError,
  says: `No few values decide the mean of ${outcome}: by its skewness an end of its interval misses in ${sayChance(error)} of studies where ${sayChance(alpha)} are promised.`,
});

/** Early looks promise chances that a decimal does not tell from none. */
const sayChance = (share: number): string => (share < 0.001 ? `${sayNumber(100 * share, 2)} %` : sayShare(share));

const sizes = (arm: string, groups: readonly Group[], { key: [zero], moments: m }: Group): string =>
  `${sayCount(groups.find(({ key }) => key[0] === arm)!.moments.n)} against ${sayCount(m.n)} in arms ${arm} and ${zero}`;

function heavyFinding(
  outcome: string,
  { arm, error }: { readonly arm: string; readonly error: number },
  alpha: number,
  counts: string,
  largest: string,
): Finding {
  return {
    check: 'heavy-tail',
    about: { column: outcome, arm },
    verdict: 'fail',
    inconclusive: 'a few very large values decide its mean, and no interval for that holds',
    statistic: error / alpha,
    threshold: mostTailError,
    says: `A few values decide the mean of ${outcome}: ${largest}with ${counts}, an end of its interval misses in ${error > farOff ? `more than ${sayShare(farOff)}` : `about ${sayChance(error)}`} of studies where ${sayChance(alpha)} are promised, so nothing is decided by it.`,
    mend: `Decide by another outcome that holds: ${outcome} capped at a limit that matters (winsorize), or its median or another quantile (quantile), named in the study before the next data come in.`,
  };
}
