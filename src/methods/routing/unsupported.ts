import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayShare } from '../../estimate/say.ts';
import { column, isKnown } from '../../expressions/build.ts';
import { meanOf } from '../../moments/moments.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { chanceOf, wantedBy } from './log-expressions.ts';
import type { Settled } from './options.ts';
import type { Policy } from './own.ts';
import { type Prepared, rowsOfAction } from './prepare.ts';
import { leastFreedom } from './reward-fits.ts';

/** An action that a policy takes and that the log cannot value. */
export interface Unsupported {
  readonly policy: Policy;
  readonly action: string;
  readonly rows: number;
  /** Share of requests that the policy gives it. */
  readonly share: number;
}

/** Actions that policies take on some rows and that were never logged, or too seldom for a reward model. No round where there are none. */
export function* unsupportedActions(s: Settled, p: Prepared, modelled: boolean): Asking<readonly Unsupported[]> {
  const least = modelled ? p.columns.length + 1 + leastFreedom : 1;
  const pairs = s.policies.flatMap((policy) => wantedBy(policy, s.actions).map((action) => ({ policy, action, rows: rowsOfAction(p, action) })));
  const weak = pairs.filter(({ rows }) => rows < least);
  if (weak.length === 0) return [];
  const shares = yield* all(
    weak.map(({ policy, action }) => ask(moments({ columns: { chance: chanceOf(policy, action) }, where: isKnown(column(s.action)) }))),
  );
  return weak.map((pair, i) => ({ ...pair, share: meanOf(shares[i].groups[0].moments, 'chance') })).filter(({ share }) => share > 0);
}

/** Why a policy has no estimate on an outcome. */
export function unsupportedFinding({ policy, action, rows, share }: Unsupported, { outcome, columns }: Prepared, bounded: boolean): Finding {
  const logged =
    rows === 0 ? 'was never logged' : `was logged on ${sayCount(rows)} rows, too few for a reward model with ${sayCount(columns.length + 1)} coefficients`;
  return {
    check: 'unsupported-action',
    about: { column: outcome.name, arm: policy.name },
    verdict: 'refuse',
    identification: true,
    statistic: share,
    threshold: 0,
    says: `Policy ${policy.name} takes ${action} on ${sayShare(share)} of requests, and ${action} ${logged}: what it would bring to ${outcome.name} is not in the data.`,
    mend: `Take ${action} by chance on some of those requests, as the plan of exploration says${bounded ? '; until then only the bounds hold' : `; declare the bounds of ${outcome.name} to see what is possible until then`}.`,
  };
}
