import { EstimandError } from '../../errors/estimand-error.ts';
import type { Scores } from '../benefit/sample.ts';
import { type Counting, type MeanEstimate, meanEstimate } from './mean-errors.ts';
import { type Rule, underRule } from './rule.ts';

/** What giving an arm costs: the same for every unit, or by unit. */
export type Cost = number | Float64Array;

/** One number by arm and unit. Errors  option-invalid when there is not one cost an arm, or one is not finite. */
export function costsByUnit(costs: readonly Cost[], arms: number, units: number): readonly Float64Array[] {
  if (costs.length !== arms)
    throw new EstimandError('option-invalid', { option: 'costs', found: `a list of ${costs.length}`, asked: `one for each of ${arms} arms, control first` });
  return costs.map((cost, k) => {
    const byUnit = typeof cost === 'number' ? new Float64Array(units).fill(cost) : cost;
    const wrong = byUnit.length === units ? byUnit.find((one) => !Number.isFinite(one)) : byUnit.length;
    if (wrong !== undefined)
      throw new EstimandError('option-invalid', { option: `costs[${k}]`, found: String(wrong), asked: 'a number, or one for each unit' });
    return byUnit;
  });
}

/** What an outcome is worth, and what arms cost, in one currency. */
export interface Worth {
  /** Of one unit of the outcome; default: 1. Below zero where less of it is better. */
  readonly value?: number;
  readonly costs?: readonly Cost[];
}

/** Scores of what each arm brings: what the outcome is worth, less what the arm costs. */
export function netScores({ ofArm }: Scores, { value = 1, costs }: Worth): Scores {
  const spent = costs && costsByUnit(costs, ofArm.length, ofArm[0].length);
  return { ofArm: ofArm.map((score, k) => score.map((one, i) => value * one - (spent ? spent[k][i] : 0))) };
}

/** What a rule spends on a unit on average. */
export const spendUnder = (rule: Rule, costs: readonly Float64Array[], rows: Int32Array, counting: Counting = {}): MeanEstimate =>
  meanEstimate(underRule(rule, costs, rows), rows, counting);
