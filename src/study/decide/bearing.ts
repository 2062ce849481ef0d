import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import { type Headline, isRead } from '../ask/headlines.ts';
import type { Evidence } from './evidence.ts';

/**
 * What findings mean to the decision. A failing check of identification that is about outcomes which the decision does not read, nor its net value, is told and
 * holds nothing; one that leaves such an outcome open warns. Lost units hold unless every decision on the outcome stands at both limits of what they could have shown; then they warn.
 */
export function bearing(findings: readonly Finding[], headlines: readonly Headline[], launch: readonly string[]): readonly Finding[] {
  return findings.map((f) => {
    const affected = headlines.filter(({ outcome, arm }) => outcome.name === f.about.column && (f.about.arm === undefined || f.about.arm === arm));
    const [first] = affected;
    if (!first) return f;
    const { identification, ...kept } = f;
    const { limits } = f;
    if (limits && affected.every((headline) => stands(headline, limits, launch))) return { ...kept, verdict: 'warn' };
    // All of them are about one outcome.
    const decides = isRead(first.outcome) || first.outcome.value !== undefined;
    if (decides) return f;
    if (identification) return kept;
    return f.inconclusive !== undefined && f.verdict === 'fail' ? { ...f, verdict: 'warn' } : f;
  });
}

/** Do the limits of the effect lie on one side of everything that the decision holds it against? */
function stands({ outcome, estimate }: Headline, { low, high }: NonNullable<Finding['limits']>, launch: readonly string[]): boolean {
  return barsOf(outcome, estimate, launch).every((bar) => low > bar || high < bar);
}

/** Effects at which the decision about the outcome turns. */
function barsOf({ role, better, tolerance, worthwhile }: Outcome, estimate: Estimate | undefined, launch: readonly string[]): readonly number[] {
  const good = better === 'higher' ? 1 : -1;
  if (tolerance) return [-good * tolerance.value * (tolerance.relative ? Math.abs(estimate?.relative?.controlMean ?? Number.NaN) : 1)];
  if (role === 'primary' && worthwhile !== undefined && launch.includes('primary-worthwhile')) return [0, good * worthwhile];
  return [0];
}

/** Failing findings under which no number may be read: of identification first, then those about an estimate that the decision reads. */
export function doubts({ headlines, findings }: Evidence): readonly Finding[] {
  const read = new Set(headlines.filter(({ outcome }) => isRead(outcome)).map(({ estimate }) => estimate?.id));
  const failing = findings.filter(({ verdict }) => verdict === 'fail');
  return [
    ...failing.filter(({ identification }) => identification),
    ...failing.filter(({ identification, about }) => !identification && about.estimate !== undefined && read.has(about.estimate)),
  ];
}

/** Failing findings about a segment of what the decision reads, or about units that a learner picked out: the numbers stand, but a launch would reach these units too. */
export function segmentDoubts({ headlines, estimates, findings }: Evidence): readonly Finding[] {
  const read = headlines.filter(({ outcome }) => isRead(outcome)).map(({ estimate }) => estimate?.estimand);
  const inSegments = estimates.filter(
    ({ role, estimand: { segment, outcome, contrast } }) =>
      (segment !== undefined || role === 'benefit') && read.some((whole) => whole?.outcome === outcome && whole.contrast.treatment === contrast.treatment),
  );
  const ids = new Set<string | undefined>(inSegments.map(({ id }) => id));
  return findings.filter(({ verdict, about }) => verdict === 'fail' && ids.has(about.estimate));
}
