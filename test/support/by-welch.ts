import type { Estimate } from '../../src/estimate/estimate.ts';
import type { IttDetails } from '../../src/methods/arms/itt-estimate.ts';

/** A difference of shares with the interval and the test that stand beside Newcombe's; any other estimate as it is. */
export function byWelch(e: Estimate): Estimate {
  const { welch } = e.details as IttDetails;
  if (!welch) return e;
  const { low, high, df, standardError, pValue } = welch;
  return {
    ...e,
    standardError,
    interval: { ...e.interval, pieces: [{ low, high }], reference: { kind: 't', df } },
    ...(pValue !== undefined && { test: { null: 0, alternative: 'two-sided', statistic: e.value / standardError, pValue } }),
  };
}
