import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';

/** Where blocks differ in their shares, the difference in means over all of them is biased: it is shown for contrast only. */
export function unevenBlocks(answer: Answer): Answer {
  const uneven = answer.findings.find(({ check, verdict }) => check === 'block-shares' && verdict === 'warn');
  if (!uneven) return answer;
  const estimates = answer.estimates.map((e): Estimate => {
    if (e.method.id !== 'itt' || e.estimand.segment) return e;
    const says = `${e.estimand.says} It compares across ${uneven.about.column}, whose shares differ: units of other blocks, not only of other arms.`;
    return { ...e, role: 'contrast-only', estimand: { ...e.estimand, says } };
  });
  return { ...answer, estimates };
}
