import { createHash } from 'node:crypto';
import { loggingPolicy } from '../protocol/routing.ts';
import type { Spoken } from './headlines.ts';
import { armLabelsOf } from './labels.ts';
import { netValue, treatmentsOf } from './protocol-of.ts';
import type { RandomizedStudy } from './randomized-study.ts';
import type { OutcomeEcho, StudyEcho } from './result.ts';
import { policyText } from './routing/policy-of.ts';
import { routingDesign } from './routing/routing-design.ts';
import type { StudyFile } from './schema/study-file.ts';
import { versionsOf } from './schema/treatments.ts';

/** The study in the words of its file, for whoever reads the result without it. */
export function echoOf(study: StudyFile, outcomes: readonly Spoken[], data: string): StudyEcho {
  const { analysis } = study;
  return {
    id: study.study,
    question: study.question,
    data,
    unit: study.unit ?? 'row',
    design: designEcho(study),
    treatments: treatmentsIn(study),
    covariates: study.covariates,
    mediators: study.mediators,
    outcomes: outcomes.filter(({ outcome }) => outcome.name !== netValue).map((spoken) => outcomeEcho(spoken, study)),
    evidence: study.evidence,
    level: analysis.level,
    guardrailLevel: analysis.guardrailLevel,
    looks: analysis.looks,
    ...(analysis.plannedUnits !== undefined && { plannedUnits: analysis.plannedUnits }),
    launchWhen: study.decide.launch,
    monitoring: study.monitoring ?? {},
  };
}

function designEcho(study: StudyFile): StudyEcho['design'] {
  const { design } = study;
  const labels = armLabelsOf(study);
  const shared = { kind: design.kind, treatments: treatmentsOf(study), ...(Object.keys(labels).length > 0 && { labels }) };
  if (design.kind === 'routing') {
    const computed = design.computed === undefined ? '' : ` (${design.computed})`;
    const chances = design.propensities === 'estimated' ? `chances that are not logged but estimated` : `chances that the log holds${computed}`;
    const says = `${study.unit ?? 'Each row'} routed by ${design.action}, with ${chances}`;
    return { ...shared, says, column: { role: 'Action', name: design.action }, control: loggingPolicy, noun: ['policy', 'policies'] };
  }
  return {
    ...shared,
    says: assignedAs(study.unit, design),
    column: { role: 'Assignment', name: design.assignment },
    control: design.control,
    noun: ['treatment', 'treatments'],
  };
}

/** What a policy is stands where the versions of a treatment stand; a label is neither. */
function treatmentsIn(study: StudyFile): StudyEcho['treatments'] {
  const policies = Object.entries(routingDesign(study)?.policies ?? {}).map(([name, policy]) => [name, { policy: policyText(policy) }] as const);
  const versions = Object.entries(study.treatments).map(([arm, treatment]) => [arm, versionsOf(treatment)] as const);
  const isPolicy = (name: string): boolean => policies.some(([policy]) => policy === name);
  return Object.fromEntries([...policies, ...versions.filter(([arm, parts]) => !isPolicy(arm) || Object.keys(parts).length > 0)]);
}

function assignedAs(unit = 'Each row', { assignment, randomizedBy }: RandomizedStudy['design']): string {
  if (randomizedBy === undefined || randomizedBy === unit) return `${unit} assigned at random by ${assignment}`;
  return `${randomizedBy} assigned at random by ${assignment}; ${unit} analysed, with errors shared within ${randomizedBy}`;
}

function outcomeEcho({ outcome, arm, headline }: Spoken, study: StudyFile): OutcomeEcho {
  const { ratio, quantile } = study.outcomes[outcome.name];
  return {
    name: outcome.name,
    ...(outcome.label !== undefined && { label: outcome.label }),
    ...(treatmentsOf(study).length > 1 && { arm }),
    role: outcome.role,
    better: outcome.better,
    ...(headline && { headline: headline.id }),
    ...(outcome.worthwhile !== undefined && { worthwhile: outcome.worthwhile }),
    ...(ratio && { ratio }),
    ...(quantile && { quantile }),
    ...outcome.scale,
    ...(outcome.value !== undefined && { value: outcome.value }),
  };
}

/** Identifies the plan: everything in the study but where the data lie. */
export function planHash({ data: _, ...plan }: StudyFile): string {
  return createHash('sha256').update(canonicalJson(plan)).digest('hex');
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`)
    .join(',')}}`;
}
