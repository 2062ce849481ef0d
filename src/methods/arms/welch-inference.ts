import type { RelativeEffect } from '../../estimate/estimate.ts';
import type { Contrast } from '../../inference/arms/contrast.ts';
import { relativeEffect } from '../../inference/relative.ts';
import { type WaldInference, waldInference } from '../../inference/wald.ts';
import { type ArmMean, welch } from '../../inference/welch.ts';
import { meanOf, varianceOf } from '../../moments/moments.ts';
import type { Group } from '../../relation/requests.ts';

/** The mean of an arm, and its squared standard error. */
function armMean({ moments: m }: Group, outcome: string): ArmMean {
  return { n: m.n, mean: meanOf(m, outcome), variance: varianceOf(m, outcome) / m.n };
}

/** A difference of means by t with Welch's degrees of freedom, and what it is of the control mean by Fieller. */
export function welchInference(of: Group, less: Group, c: Contrast): WaldInference & { readonly relative?: RelativeEffect } {
  const [treatment, control] = [armMean(of, c.outcome), armMean(less, c.outcome)];
  const { value, standardError, df } = welch(treatment, control);
  const reference = { kind: 't', df } as const;
  const means = { treatmentVariance: treatment.variance, controlVariance: control.variance, covariance: 0 };
  const relative = relativeEffect({ treatment: treatment.mean, control: control.mean, ...means }, reference, c);
  return { ...waldInference(value, standardError, reference, c), ...(relative && { relative }) };
}
