import type { Scores } from '../benefit/sample.ts';

/** Which arm each unit gets: one, or a chance of each, by unit or the same for all. */
export type Rule =
  | { readonly kind: 'arms'; readonly arms: Uint8Array }
  | { readonly kind: 'chances'; readonly chances: readonly Float64Array[] }
  | { readonly kind: 'draw'; readonly chances: readonly number[] };

/** The rule that gives every unit the same arm: 0 treats nobody. */
export const sameForAll = (arm: number, arms: number): Rule => ({ kind: 'draw', chances: Array.from({ length: arms }, (_, k) => (k === arm ? 1 : 0)) });

/** The chance that a rule gives a unit an arm. */
export function chanceUnder(rule: Rule, arm: number, unit: number): number {
  if (rule.kind === 'arms') return rule.arms[unit] === arm ? 1 : 0;
  return rule.kind === 'draw' ? (rule.chances[arm] ?? 0) : (rule.chances[arm]?.[unit] ?? 0);
}

/** What a rule makes of a number by arm and unit, such as scores or costs: its expectation, one a row. */
export function underRule(rule: Rule, ofArm: readonly Float64Array[], rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  if (rule.kind === 'arms') for (let i = 0; i < rows.length; i++) values[i] = ofArm[rule.arms[rows[i]]][rows[i]];
  else
    for (let k = 0; k < ofArm.length; k++) {
      for (let i = 0; i < rows.length; i++) {
        const chance = chanceUnder(rule, k, rows[i]);
        if (chance !== 0) values[i] += chance * ofArm[k][rows[i]];
      }
    }
  return values;
}

/** The places of all units. */
export const everyRow = ({ ofArm }: Scores): Int32Array => Int32Array.from({ length: ofArm[0]?.length ?? 0 }, (_, i) => i);
