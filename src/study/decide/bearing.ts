import type { Finding } from '../../estimate/finding.ts';
import { type Headline, isRead } from '../ask/headlines.ts';
import type { Evidence } from './evidence.ts';

/** A failing check of identification that is about an outcome which the decision does not read, nor its net value, is told and holds nothing. */
export function bearing(findings: readonly Finding[], headlines: readonly Headline[]): readonly Finding[] {
  const unread = new Set(headlines.flatMap(({ outcome }) => (isRead(outcome) || outcome.value !== undefined ? [] : [outcome.name])));
  return findings.map((f) => {
    if (!f.identification || f.about.column === undefined || !unread.has(f.about.column)) return f;
    const { identification, ...kept } = f;
    return kept;
  });
}

/** Failing findings under which no number may be read: of identification first, then those about an estimate that the decision reads. */
export function doubts({ headlines, findings }: Evidence): readonly Finding[] {
  const read = new Set(headlines.flatMap(({ outcome, estimate }) => (estimate && isRead(outcome) ? [estimate.id] : [])));
  const failing = findings.filter(({ verdict }) => verdict === 'fail');
  return [
    ...failing.filter(({ identification }) => identification),
    ...failing.filter(({ identification, about }) => !identification && about.estimate !== undefined && read.has(about.estimate)),
  ];
}

/** Failing findings about a segment of what the decision reads: the numbers stand, but a launch would reach these units too. */
export function segmentDoubts({ headlines, estimates, findings }: Evidence): readonly Finding[] {
  const read = headlines.flatMap(({ outcome, estimate }) => (estimate && isRead(outcome) ? [estimate.estimand] : []));
  const inSegments = estimates.filter(
    ({ estimand: { segment, outcome, contrast } }) =>
      segment !== undefined && read.some((whole) => whole.outcome === outcome && whole.contrast.treatment === contrast.treatment),
  );
  const ids = new Set(inSegments.map(({ id }) => id));
  return findings.filter(({ verdict, about }) => verdict === 'fail' && about.estimate !== undefined && ids.has(about.estimate));
}
