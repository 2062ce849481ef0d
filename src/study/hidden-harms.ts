import { hiddenHarm } from '../across/segments/harm.ts';
import type { Estimate } from '../estimate/estimate.ts';
import type { Finding } from '../estimate/finding.ts';
import type { Protocol } from '../protocol/protocol.ts';
import type { Spoken } from './headlines.ts';

/** Segments that are worse off while the headline does not say so. */
export function hiddenHarms(protocol: Protocol, spoken: readonly Spoken[], estimates: readonly Estimate[]): readonly Finding[] {
  const overall = spoken.flatMap(({ headline }) => headline ?? []);
  const better = new Map(protocol.outcomes.map((o) => [o.name, o.better]));
  const segments = estimates.filter((e) => e.estimand.segment !== undefined);
  return hiddenHarm(overall, segments, (outcome) => better.get(outcome) ?? 'higher');
}
