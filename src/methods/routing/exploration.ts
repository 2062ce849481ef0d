import type { Exhibit } from '../../estimate/exhibit.ts';
import { sayCount, sayShare } from '../../estimate/say.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import type { LoggedOutcome } from './options.ts';
import type { Support } from './support-moments.ts';

/** An action that a policy takes and the log has too few rows of. */
export interface Weak {
  readonly policy: string;
  readonly action: string;
  /** Share of requests that the policy gives it. */
  readonly share: number;
  readonly rows: number;
  readonly effective: number;
}

/** With fewer effective rows than this, the part of a policy that takes an action is hardly known. */
export const leastEffective = 100;
/** An action that a policy takes less often than this needs no exploration. */
const leastShare = 0.01;

export const weakActions = (support: readonly Support[]): readonly Weak[] =>
  support.flatMap(({ policy, byAction }) =>
    byAction
      .filter(({ effective, wanted }) => wanted > 0 && (effective === 0 || (effective < leastEffective && wanted >= leastShare)))
      .map(({ name, wanted, rows, effective }) => ({ policy: policy.name, action: name, share: wanted, rows, effective })),
  );

const chances = [0.01, 0.05, 0.2];

/**
 * Where to draw by chance, how often, and for how many requests, so that the value of a policy is known to a half-width.
 *
 * Model   an action with chance c on the requests where the policy takes it (a share q of all) adds q s^2 / (c n) to the variance of the doubly robust
 *         value: n = q s^2 (z / half-width)^2 / c. s is the standard deviation of the outcome over all rows, since that of the action is not known.
 */
export function explorationPlan(weak: readonly Weak[], outcome: LoggedOutcome, deviation: number, level: number): readonly Exhibit[] {
  if (weak.length === 0 || !(deviation > 0)) return [];
  const halfWidth = outcome.worthwhile === undefined ? deviation / 10 : outcome.worthwhile / 2;
  const z = normalQuantile((1 + level) / 2);
  const rows = weak.flatMap((one) =>
    chances.map((chance) => ({ ...one, chance, requests: Math.ceil((one.share * (deviation * z) ** 2) / halfWidth ** 2 / chance) })),
  );
  const [first] = weak;
  const middle = rows.find(({ chance, action }) => chance === 0.05 && action === first.action)!;
  const target = `${halfWidth.toPrecision(3)} of ${outcome.name}`;
  const says = `With ${first.action} drawn by chance on 5 % of the requests where ${first.policy} takes it (${sayShare(first.share)} of all), ${sayCount(middle.requests)} requests tell what that part is worth to within ${target}.`;
  return [
    {
      id: 'exploration-plan',
      title: 'What to try before this policy can be valued',
      kind: 'table',
      says,
      alt: says,
      columns: {
        policy: rows.map((r) => r.policy),
        action: rows.map((r) => r.action),
        where: rows.map((r) => `where ${r.policy} takes it (${sayShare(r.share)} of requests)`),
        chance: rows.map((r) => r.chance),
        requests: rows.map((r) => r.requests),
        'drawn to it': rows.map((r) => Math.ceil(r.requests * r.share * r.chance)),
        'half-width': rows.map(() => halfWidth),
      },
    },
  ];
}
