export type Verdict = 'pass' | 'warn' | 'fail' | 'refuse';

/** An assumption made visible. `refuse` means that the estimate is absent, and this is why. */
export interface Finding {
  readonly check: string;
  readonly about: { readonly column?: string; readonly arm?: string; readonly estimate?: string };
  readonly verdict: Verdict;
  /** A failing check of this kind forces HOLD whatever the estimates say. */
  readonly identification?: true;
  /** Why a failing check leaves every verdict on its outcome open, whatever the interval: said after the outcome's name. Others are judged as before. */
  readonly inconclusive?: string;
  /** It can force HOLD by its p-value, which is then held together with those of the other checks that can. */
  readonly canHold?: true;
  readonly statistic?: number;
  readonly threshold?: number;
  readonly pValue?: number;
  /** Of lost units: between what the effect lies whatever they would have shown, sampling error counted; in outcome units. */
  readonly limits?: { readonly low: number; readonly high: number };
  /** One sentence with the number in it, in the user's own column names. */
  readonly says: string;
  /** What to do about it; absent only on `pass`. */
  readonly mend?: string;
}
