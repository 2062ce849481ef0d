import type { DesignedStudy } from '../../protocol/design.ts';
import { netValue } from '../../protocol/net-value.ts';
import type { Headline } from '../ask/headlines.ts';
import type { OutcomeEcho, StudyEcho } from '../result.ts';

/** The study in the words of its file, for whoever reads the result without it. */
export function studyWords({ study, design }: DesignedStudy, headlines: readonly Headline[], data: string): StudyEcho {
  const { analysis } = study;
  const { versions = {}, ...words } = design.words(study);
  return {
    id: study.study,
    question: study.question,
    data,
    unit: study.unit ?? 'row',
    design: { kind: study.design.kind, ...words },
    treatments: { ...versions, ...study.treatments },
    covariates: study.covariates,
    mediators: study.mediators,
    outcomes: headlines.filter(({ outcome }) => outcome.name !== netValue).map((headline) => outcomeWords(headline, { study, design })),
    evidence: study.evidence,
    level: analysis.level,
    guardrailLevel: analysis.guardrailLevel,
    looks: analysis.looks,
    ...(analysis.plannedUnits !== undefined && { plannedUnits: analysis.plannedUnits }),
    launchWhen: study.decide.launch,
    monitoring: study.monitoring ?? {},
  };
}

function outcomeWords({ outcome, arm, estimate }: Headline, { study, design }: DesignedStudy): OutcomeEcho {
  const { ratio, quantile } = study.outcomes[outcome.name];
  return {
    name: outcome.name,
    ...(design.words(study).treatments.length > 1 && { arm }),
    role: outcome.role,
    better: outcome.better,
    ...(estimate && { headline: estimate.id }),
    ...(outcome.worthwhile !== undefined && { worthwhile: outcome.worthwhile }),
    ...(ratio && { ratio }),
    ...(quantile && { quantile }),
    ...outcome.scale,
    ...(outcome.value !== undefined && { value: outcome.value }),
  };
}
