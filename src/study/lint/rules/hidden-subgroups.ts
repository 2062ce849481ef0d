import type { Doubt, LintRule } from '../../../protocol/design.ts';

/** The average gets better while a part of the users gets worse. */
export const hiddenSubgroups: LintRule = {
  id: 'hidden-subgroups',
  title: 'Averages that hide subgroups',
  reads: ['segments', 'heterogeneity', 'outcomes'],
  check({ study: { segments, heterogeneity, outcomes }, design: { takes } }) {
    if (segments.length > 0) return [];
    const apart = takes.includes('segments');
    const fair = Object.keys(outcomes).filter((name) => outcomes[name].protects === 'fairness');
    if (fair.length > 0) return fair.map((name) => unfair(name, apart));
    if (!apart || heterogeneity !== undefined) return [];
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

/** An average cannot protect anybody from being treated unlike others. */
const unfair = (name: string, apart: boolean): Doubt => ({
  path: ['outcomes', name, 'protects'],
  verdict: 'fail',
  says: `${name} protects fairness, and no segments are declared: its average says nothing of who bears the harm.`,
  mend: apart
    ? 'Name columns known before assignment, such as segments: [language, account_tier]: harm is then looked for within each of their values, and holds a launch.'
    : 'This design takes no segments: ask a study of each group that may be harmed.',
});
