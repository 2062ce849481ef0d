import { type HarmBar, hiddenHarm } from '../../across/segments/harm.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { Headline } from '../ask/headlines.ts';

/** Segments that get worse, by more than is tolerated, although the headline does not. */
export function hiddenHarms(protocol: Protocol, headlines: readonly Headline[], estimates: readonly Estimate[]): readonly Finding[] {
  const overall = headlines.flatMap(({ estimate }) => estimate ?? []);
  const bars = new Map<string, HarmBar>(protocol.outcomes.map((o) => [o.name, o]));
  const segments = estimates.filter((e) => e.estimand.segment !== undefined);
  return hiddenHarm(overall, segments, (outcome) => bars.get(outcome) ?? { better: 'higher' });
}
