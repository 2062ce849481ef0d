import { efficacyBounds } from '../../inference/sequential/bounds.ts';
import { anytimeCritical, anytimePValue, mixtureAt } from '../../inference/sequential/mixture.ts';
import { repeatedPValue } from '../../inference/sequential/repeated.ts';
import type { Levels } from '../../inference/wald.ts';
import { normalQuantile, normalTail } from '../../math/distributions/normal.ts';
import type { Look } from '../../protocol/look.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { Plans } from './across.ts';

/** What the levels of a look depend on. */
interface AtLook extends Pick<Protocol, 'look'> {
  readonly analysis: Pick<Protocol['analysis'], 'level' | 'guardrailLevel'>;
}

/** An interval that errs less often than this says nothing yet: no approximation holds so far out. */
export const leastError = 1e-7;

/**
 * The levels at which a method is asked so that its intervals and bounds hold at every look of the study.
 *
 * Model   the critical value of the look, of a normal statistic, as a level: a method with a t reference, a score interval or a set is then widened as far as its
 *         own law asks. Of several contrasts that share the error each takes its part, by Bonferroni: what holds for each at all looks holds for all.
 */
export function levelsAt({ look, analysis: { level, guardrailLevel } }: AtLook, contrasts = 1): Levels {
  const twoSided = (1 - level) / contrasts;
  const oneSided = (1 - guardrailLevel) / contrasts;
  if (!look) return { level: 1 - twoSided, boundsLevel: 1 - oneSided };
  return { level: 1 - 2 * tailAt(look, twoSided / 2), boundsLevel: 1 - tailAt(look, oneSided) };
}

/** How often one end may err at this look, so that it errs as often as asked at all of them. */
function tailAt(look: Look, alpha: number): number {
  if (look.kind === 'spent') return leastError;
  const critical = criticalAt(look, alpha);
  return Math.max(leastError, normalTail(critical));
}

const found = new WeakMap<Look, Map<number, number>>();

/** Standard errors from the effect to an end that errs as often as asked over all looks. */
export function criticalAt(look: Exclude<Look, { kind: 'spent' }>, alpha: number): number {
  const known = found.get(look) ?? new Map<number, number>();
  found.set(look, known);
  const critical = known.get(alpha) ?? reckoned(look, alpha);
  known.set(alpha, critical);
  return critical;
}

function reckoned(look: Exclude<Look, { kind: 'spent' }>, alpha: number): number {
  if (look.kind === 'anytime') return anytimeCritical(look.units, look.planned, 1 - 2 * alpha);
  const { fractions, spentAt, spending } = look;
  return efficacyBounds({ fractions, spentAt, spending, alpha })[fractions.length - 1];
}

/**
 * A p-value that holds at every look, of the two-sided one of a single look: the smallest error at which the interval of this look leaves the effect out.
 */
export function pValueAt(look: Look, single: number, { contrasts, level }: { readonly contrasts: number; readonly level: number }): number {
  if (look.kind === 'spent') return 1;
  if (!(single > 0)) return 0;
  const z = -normalQuantile(single / 2);
  const alone =
    look.kind === 'anytime'
      ? anytimePValue(z, mixtureAt(look.units, look.planned, 1 - (1 - level) / contrasts))
      : 2 * repeatedPValue({ fractions: look.fractions, spentAt: look.spentAt, spending: look.spending, z });
  return Math.min(1, contrasts * alone);
}

/** The study as it is asked at its look: at levels that hold at all of them. */
export function atItsLook(protocol: Protocol): Protocol {
  const { look, ...alone } = protocol;
  if (!look) return protocol;
  const { level, boundsLevel } = levelsAt(protocol);
  return { ...alone, lookedAt: true, analysis: { ...protocol.analysis, level, guardrailLevel: boundsLevel } };
}

/** Asks every method at the levels of the look. Families that hold together choose their own, and ask at these. */
export const atLookLevels =
  (plans: Plans): Plans =>
  (protocol) =>
    plans(atItsLook(protocol));
