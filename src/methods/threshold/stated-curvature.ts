import type { DesignCondition } from '../../protocol/design.ts';
import { outcomeLabel } from '../../protocol/labels.ts';
import type { BiasAwareDetails } from './bias-aware.ts';
import type { ThresholdKeys } from './declared/keys.ts';
import type { ThresholdDetails } from './estimate.ts';

/** A bound on curvature that the data chose holds for other data; who launches on it says it. */
export const statedCurvature: DesignCondition = {
  id: 'stated-curvature',
  asks: 'of a threshold with bias-aware inference: the bound on curvature is stated in the study, not taken by a rule of thumb; always asked, but for inference: robust or local',
  // What the study asks for by name needs none.
  always: ({ design }) => !['robust', 'local'].includes((design as ThresholdKeys).inference ?? ''),
  judge(headline, _, outcome) {
    const name = outcomeLabel(outcome);
    const details = headline?.details as (ThresholdDetails & Partial<BiasAwareDetails>) | undefined;
    if (!headline || !details) return { status: 'not-met', says: `Nothing tells the effect on ${name} at the cutoff.` };
    const estimate = headline.id;
    if (details.inference !== 'bias-aware') return { status: 'met', says: `The interval of ${name} needs no bound on curvature.` };
    const byRule = [details.curvature, details.decisionCurvature].filter((bound) => bound?.from === 'rule-of-thumb');
    if (byRule.length === 0) return { status: 'met', estimate, says: `The interval of ${name} stands on the curvature that the study states.` };
    return {
      status: 'not-met',
      estimate,
      says: `The interval of ${name} stands on a curvature by a rule of thumb (${byRule.map((bound) => bound!.bound.toPrecision(3)).join(', ')}); write how much the slope may change under design.curvature.`,
    };
  },
};
