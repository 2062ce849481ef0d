import { listed } from '../../errors/words.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import { exceptOf } from '../../protocol/except-of.ts';
import type { OutcomeKeys, StudyFile } from '../../protocol/keys/study-file.ts';
import { versionsOf } from '../../protocol/keys/treatments.ts';
import { armLabelsOf } from '../../protocol/labels.ts';
import { humanOf, judgesOf } from '../../protocol/measured-of.ts';
import { netValue } from '../../protocol/net-value.ts';
import type { Headline } from '../ask/headlines.ts';
import { launchConditions } from '../decide/conditions.ts';
import type { OutcomeWords, StudyWords } from '../result.ts';

/** The study in the words of its file, for whoever reads the result without it. */
export function studyWords({ study, design }: DesignedStudy, headlines: readonly Headline[], data: string): StudyWords {
  const { analysis } = study;
  const { versions = {}, counts, per, more, ...words } = design.words(study);
  const labels = armLabelsOf(study);
  return {
    id: study.study,
    question: study.question,
    data,
    // What is counted: where a unit has a row in each period, rows.
    unit: counts ?? (design.grain(study) === 'unit-period' ? 'row' : (study.unit ?? 'row')),
    ...(per !== undefined && { per }),
    ...(more !== undefined && { more }),
    design: { kind: study.design.kind, ...words, ...(Object.keys(labels).length > 0 && { labels }) },
    treatments: { ...versions, ...declaredVersions(study, versions) },
    covariates: study.covariates,
    mediators: study.mediators,
    ...(study.segments.length > 0 && { segments: study.segments }),
    outcomes: headlines.filter(({ outcome }) => outcome.name !== netValue).map((headline) => outcomeWords(headline, { study, design })),
    evidence: design.evidence ?? study.evidence,
    level: analysis.level,
    guardrailLevel: analysis.guardrailLevel,
    looks: looksText(analysis),
    ...(analysis.plannedUnits !== undefined && { plannedUnits: analysis.plannedUnits }),
    launchWhen: launchConditions({ study, design }),
    ...(study.decide.except && { butFor: exceptOf(study.decide.except).says }),
    monitoring: study.monitoring ?? {},
  };
}

/** `fixed`, `continuous`, or `at 50 %, 75 % and 100 % of the planned units, obrien-fleming`. */
function looksText({ looks, spending = 'obrien-fleming' }: StudyFile['analysis']): string {
  if (typeof looks === 'string') return looks;
  const shares = looks.map((look) => (typeof look === 'number' ? `${Number((100 * look).toPrecision(4))} %` : look));
  const at = looks.every((look) => typeof look === 'number') ? `at ${listed(shares)} of the planned units` : `on ${listed(shares)}`;
  return `${at}, ${spending}`;
}

/** What the study says under `treatments`; a treatment that only has a label leaves what the design says of it as it is. */
function declaredVersions({ treatments }: StudyFile, known: StudyWords['treatments']): StudyWords['treatments'] {
  const versions = Object.entries(treatments).map(([arm, treatment]) => [arm, versionsOf(treatment)] as const);
  return Object.fromEntries(versions.filter(([arm, parts]) => !Object.hasOwn(known, arm) || Object.keys(parts).length > 0));
}

function outcomeWords({ outcome, arm, estimate }: Headline, { study, design }: DesignedStudy): OutcomeWords {
  const { ratio, quantile, protects, measured, maturity } = study.outcomes[outcome.name];
  return {
    name: outcome.name,
    ...(outcome.label !== undefined && { label: outcome.label }),
    ...(design.words(study).treatments.length > 1 && { arm }),
    role: outcome.role,
    better: outcome.better,
    ...(protects !== undefined && { protects }),
    ...(measured && { measured: measuredWords(measured) }),
    ...(maturity !== undefined && { maturity }),
    ...(estimate && { headline: estimate.id }),
    ...(outcome.worthwhile !== undefined && { worthwhile: outcome.worthwhile }),
    ...(ratio && { ratio }),
    ...(quantile && { quantile }),
    ...(outcome.perUnit && { per: outcome.perUnit.per }),
    ...outcome.scale,
    ...(outcome.value !== undefined && { value: outcome.value }),
  };
}

/** Judge, people and versions: what another study would have to keep to measure the same. */
function measuredWords(declared: NonNullable<OutcomeKeys['measured']>): NonNullable<OutcomeWords['measured']> {
  const { by, sampling, version, rubric, population } = declared;
  return {
    judges: judgesOf(declared),
    human: humanOf(declared),
    by,
    ...(sampling !== undefined && { sampling }),
    ...(version !== undefined && { version }),
    ...(rubric !== undefined && { rubric }),
    ...(population !== undefined && { population }),
  };
}
