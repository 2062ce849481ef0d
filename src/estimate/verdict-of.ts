import type { Finding } from './finding.ts';
import type { PValueLimits } from './thresholds.ts';

/** What a p-value says of a check. */
export function verdictOf(pValue: number, { warnBelow, failBelow }: PValueLimits): 'pass' | 'warn' | 'fail' {
  if (pValue >= warnBelow) return 'pass';
  return pValue < failBelow ? 'fail' : 'warn';
}

type Judged = Omit<Finding, 'verdict' | 'identification' | 'canHold' | 'mend'> & { readonly pValue: number };

/** The finding of a check that goes by its p-value alone; when it fails, no estimate is fit to decide by. */
export function judgedBy(limits: PValueLimits, found: Judged, mend: string): Finding {
  const verdict = verdictOf(found.pValue, limits);
  const judged = { ...found, canHold: true } as const;
  if (verdict === 'pass') return { ...judged, verdict };
  return verdict === 'fail' ? { ...judged, verdict, identification: true, mend } : { ...judged, verdict, mend };
}
