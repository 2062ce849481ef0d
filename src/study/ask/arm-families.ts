import { type ArmFamily, type AskArms, simultaneously } from '../../across/arms/simultaneous.ts';
import { type Answer, joinAnswers } from '../../estimate/answer.ts';
import { errorsOf } from '../../inference/arms/contrast.ts';
import { netValue } from '../../protocol/net-value.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import { type Asking, all } from '../../relation/asking.ts';
import type { Plans } from './across.ts';
import { bestArm } from './best-arm.ts';
import { levelsAt } from './look-levels.ts';

/** The rounds that the joint moments take, before the methods are asked: one, one more where covariates are missing, one more under clusters. */
const jointRounds = { usual: 1, most: 3 };

/**
 * With several treatment arms: what the decision reads is compared in families whose intervals hold together. The declared family is one; each other outcome
 * that the decision reads (net value, guardrails) is one of its own.
 */
export function armFamilies(protocol: Protocol, plans: Plans): readonly { readonly outcomes: readonly string[]; readonly planned: PlannedQuestion }[] {
  const { assignment, outcomes } = protocol;
  if (!assignment || assignment.treatments.length < 2) return [];
  const declared = protocol.analysis.family;
  const read = outcomes.filter((o) => o.role === 'primary' || o.role === 'guardrail' || o.name === netValue).map((o) => o.name);
  const families = [declared, ...read.filter((name) => !declared.includes(name)).map((name) => [name])].filter((names) => names.length > 0);
  return families.map((names) => {
    const arms = familyOf(protocol, names);
    const asked = plans(compared(protocol, names, assignment, arms));
    // Intervals of what is selected may be asked once more.
    const most = (count: 'usual' | 'most'): number =>
      jointRounds[count] + (count === 'most' ? 2 : 1) * Math.max(0, ...asked.map(({ rounds }) => rounds[count]));
    const ask: AskArms = (those, levels) => answersOf(plans(compared(protocol, names, those, levels)));
    return {
      outcomes: names,
      planned: {
        id: 'many-arms',
        of: 'analysed',
        title: 'Arms compared as one family, by max-t',
        rounds: { usual: most('usual'), most: most('most') },
        options: { outcome: names.join(', '), comparisons: arms.comparisons, arms: arms.arms, methods: [...new Set(asked.map(({ id }) => id))] },
        ask: () => familyAnswer(protocol, arms, ask),
      },
    };
  });
}

function* familyAnswer(protocol: Protocol, arms: ArmFamily, ask: AskArms): Asking<Answer> {
  const { joint, ...answer } = yield* simultaneously(arms, ask);
  const best = bestArm(protocol, joint);
  return { ...answer, findings: [...answer.findings, ...best.findings], exhibits: [...answer.exhibits, ...best.exhibits] };
}

function familyOf(protocol: Protocol, names: readonly string[]): ArmFamily {
  const { assignment, analysis } = protocol;
  const numeric = protocol.covariates.filter((x) => typeof x === 'string').slice(0, 1);
  const covariates = { none: [], cuped: numeric, lin: protocol.covariates, ancova: protocol.covariates, logistic: protocol.covariates }[analysis.adjust];
  return {
    assignment: assignment!.column,
    arms: [assignment!.control, ...assignment!.treatments],
    outcomes: protocol.outcomes.filter((o) => names.includes(o.name)).map(({ name, measure }) => ({ name, measure })),
    covariates,
    slopes: analysis.adjust === 'ancova' || analysis.adjust === 'cuped' ? 'common' : 'by-arm',
    ...errorsOf(protocol),
    comparisons: analysis.comparisons,
    ...levelsAt(protocol),
    ...(protocol.look && { each: (contrasts: number) => levelsAt(protocol, contrasts) }),
    seed: analysis.seed,
  };
}

/** The protocol of one comparison: these outcomes, these arms, at these levels. */
function compared(protocol: Protocol, names: readonly string[], those: Parameters<AskArms>[0], levels: Parameters<AskArms>[1]): Protocol {
  const { look, ...alone } = protocol;
  return {
    ...alone,
    assignment: { ...protocol.assignment!, ...those },
    outcomes: protocol.outcomes.filter((o) => names.includes(o.name)),
    analysis: { ...protocol.analysis, level: levels.level, guardrailLevel: levels.boundsLevel },
  };
}

function* answersOf(asked: readonly PlannedQuestion[]): Asking<Answer> {
  return joinAnswers(yield* all(asked.map((question) => question.ask())));
}
