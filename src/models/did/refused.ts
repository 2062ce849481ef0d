import type { BinaryRefusal } from '../logistic/logistic-regression.ts';

/** The rows that two groups were to be compared by; rows without weight are none. */
export interface ComparedCounts {
  readonly treated: number;
  readonly controls: number;
}

/** Which rows a regression was of. */
export type ComparedGroup = 'treated' | 'controls' | 'controls before' | 'controls after' | 'treated before' | 'treated after';

/** Why two groups cannot be compared with these covariates. */
export type ComparedReason =
  /** No more rows than the covariates and a constant need, or none. */
  | { readonly kind: 'too-few-rows'; readonly group: ComparedGroup; readonly rows: number; readonly parameters: number }
  /** Among the rows of this group the columns named hold no separate information. */
  | { readonly kind: 'collinear'; readonly columns: readonly string[]; readonly group: ComparedGroup | 'all' }
  /** The covariates named tell treated from controls, all of them or those that are not `undecided`. */
  | { readonly kind: 'separated'; readonly columns: readonly string[]; readonly complete: boolean; readonly undecided: number }
  /** Where the column has this value all rows are treated: there is nobody to compare them with. */
  | { readonly kind: 'all-treated'; readonly column: string; readonly value: 0 | 1; readonly rows: number }
  | { readonly kind: 'no-convergence'; readonly iterations: number }
  /** So many rows are treated with a chance of at least `limit`: there is nobody to compare them with. */
  | { readonly kind: 'no-overlap'; readonly treated: number; readonly controls: number; readonly limit: number }
  | { readonly kind: 'not-finite'; readonly column: string; readonly row: number };

/** No estimate, and why. */
export interface ComparedRefusal {
  readonly kind: 'refused';
  readonly reason: ComparedReason;
  readonly counts: ComparedCounts;
}

/** Why the chance of treatment could not be fitted. */
export function reasonOf(refusal: BinaryRefusal, counts: ComparedCounts): ComparedReason {
  switch (refusal.kind) {
    case 'collinear':
      return { kind: 'collinear', columns: refusal.columns, group: 'all' };
    case 'separated':
      return { kind: 'separated', columns: refusal.columns, complete: refusal.complete, undecided: refusal.undecided };
    case 'perfect-predictor':
      return { kind: 'all-treated', column: refusal.column, value: refusal.value, rows: refusal.rows };
    case 'no-convergence':
      return { kind: 'no-convergence', iterations: refusal.iterations };
    case 'too-few-rows':
      return { kind: 'too-few-rows', group: 'treated', rows: counts.treated, parameters: refusal.parameters };
    case 'constant-outcome':
      return { kind: 'too-few-rows', group: refusal.value === 1 ? 'controls' : 'treated', rows: 0, parameters: 1 };
    case 'not-binary':
    case 'not-finite':
      return { kind: 'not-finite', column: refusal.column, row: refusal.row };
  }
}
