import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import type { Group } from '../../relation/requests.ts';
import { eventsIn, fewEvents } from './binary.ts';

export function fewEventsFinding(estimate: string, outcome: string, arms: readonly Group[]): Finding {
  const counts = arms.map(({ key, moments: m }) => `${eventsIn(m, outcome)} of ${sayCount(m.n)} in arm ${key[0]}`);
  return {
    check: 'few-events',
    about: { column: outcome, estimate },
    verdict: 'warn',
    threshold: fewEvents,
    says: `${outcome} has few events or few non-events (${counts.join(', ')}): its interval is Newcombe's score interval, not the normal one.`,
    mend: 'Nothing to mend in the numbers; more units would narrow the interval.',
  };
}
