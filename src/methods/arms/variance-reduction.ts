import { varianceOf } from '../../moments/moments.ts';
import type { Group } from '../../relation/requests.ts';

/** Share of the unadjusted variance that adjustment took away; negative when it added some. */
export function varianceReduction(groups: readonly Group[], outcome: string, standardError: number): number {
  const unadjusted = groups.reduce((sum, { moments: m }) => sum + varianceOf(m, outcome) / m.n, 0);
  return unadjusted > 0 ? 1 - standardError ** 2 / unadjusted : 0;
}
