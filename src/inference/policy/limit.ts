import { EstimandError } from '../../errors/estimand-error.ts';
import { type Cost, costsByUnit } from './costs.ts';

/**
 * The most that a rule may spend, or whom it may treat: a unit on average, or in all among so many units as the rule is for.
 */
export type Limit =
  | { readonly kind: 'budget'; readonly perUnit: number }
  | { readonly kind: 'budget'; readonly total: number; readonly units: number }
  | { readonly kind: 'capacity'; readonly share: number }
  | { readonly kind: 'capacity'; readonly count: number; readonly units: number };

/** What each arm uses of what is limited, by unit, and the most a unit on average. */
export interface Limited {
  readonly uses: readonly Float64Array[];
  readonly most: number;
}

/** Of capacity each treatment uses one, and control nothing. Errors  option-invalid. */
export function limitedBy(limit: Limit, costs: readonly Cost[] | undefined, arms: number, units: number): Limited {
  const most = mostOf(limit);
  if (!(most >= 0 && most < Infinity)) throw new EstimandError('option-invalid', { option: 'limit', found: String(most), asked: 'a number a unit from 0' });
  if (limit.kind === 'budget' && !costs)
    throw new EstimandError('option-invalid', { option: 'costs', found: 'not given', asked: 'what each arm costs, for a budget to be spent on' });
  const each = limit.kind === 'budget' && costs ? costs : Array.from({ length: arms }, (_, k) => (k === 0 ? 0 : 1));
  return { uses: costsByUnit(each, arms, units), most };
}

function mostOf(limit: Limit): number {
  if (limit.kind === 'budget') return 'perUnit' in limit ? limit.perUnit : limit.total / limit.units;
  return 'share' in limit ? limit.share : limit.count / limit.units;
}

/** Does a limit leave out nobody: could every unit have the arm that uses most? */
export function aboveEverybody({ uses, most }: Limited, rows: Int32Array, weights?: Float64Array): boolean {
  let [sum, total] = [0, 0];
  for (const unit of rows) {
    const weight = weights?.[unit] ?? 1;
    total += weight;
    sum += weight * Math.max(...uses.map((use) => use[unit]));
  }
  return sum <= most * total * (1 + 1e-12);
}
