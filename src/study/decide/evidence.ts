import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import type { UnplannedLook } from '../../protocol/protocol.ts';
import type { Headline } from '../ask/headlines.ts';

/** Everything that a decision may read. */
export interface Evidence extends DesignedStudy {
  /** Each outcome with the estimate that speaks for it, if there is one. */
  readonly headlines: readonly Omit<Headline, 'arm'>[];
  readonly estimates: readonly Estimate[];
  readonly findings: readonly Finding[];
  readonly early: UnplannedLook | undefined;
}

/** The finding that leaves every verdict on an outcome of an arm open, if there is one. */
export const unjudged = (findings: readonly Finding[], outcome: string, arm?: string): Finding | undefined =>
  findings.find(
    ({ inconclusive, about }) => inconclusive !== undefined && about.column === outcome && (arm === undefined || about.arm === undefined || about.arm === arm),
  );

/** An interval in the direction of better: `worst` and `best` case of the effect, and nothing when it says nothing. */
export interface Sided {
  readonly worst: number;
  readonly best: number;
}

/** The two-sided interval turned so that more is better. Undefined when unbounded, in pieces, or from a standard error of zero. */
export function towardsBetter(e: Estimate | undefined, better: 'higher' | 'lower'): Sided | undefined {
  if (!e || e.standardError === 0 || e.interval.pieces.length !== 1) return undefined;
  const { low, high } = e.interval.pieces[0];
  if (low === undefined || high === undefined) return undefined;
  return better === 'higher' ? { worst: low, best: high } : { worst: -high, best: -low };
}
