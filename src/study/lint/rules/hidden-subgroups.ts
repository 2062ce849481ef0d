import type { LintRule } from '../../../protocol/design.ts';

/** The average gets better while a part of the users gets worse. */
export const hiddenSubgroups: LintRule = {
  id: 'hidden-subgroups',
  title: 'Averages that hide subgroups',
  reads: ['segments', 'heterogeneity', 'outcomes'],
  check({ study: { segments, heterogeneity, outcomes } }) {
    if (segments.length > 0 || heterogeneity !== undefined) return [];
    const guardrails = Object.keys(outcomes).filter((name) => outcomes[name].role === 'guardrail');
    const harm = guardrails.length > 0 ? `, and ${guardrails[0]} may rise for them alone` : '';
    return [
      {
        path: ['outcomes'],
        verdict: 'warn',
        says: `No segments are declared: an average that improves can hide a language, a region or a kind of account that is harmed${harm}.`,
        mend: 'Name columns known before assignment, such as segments: [language, account_tier]; effects are shown by them, held together.',
      },
    ];
  },
};
