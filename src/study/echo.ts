import { createHash } from 'node:crypto';
import type { Estimate } from '../estimate/estimate.ts';
import type { Outcome } from '../protocol/protocol.ts';
import { netValue, treatmentsOf } from './protocol-of.ts';
import type { OutcomeEcho, StudyEcho } from './result.ts';
import type { StudyFile } from './schema/study-file.ts';

/** The study in the words of its file, for whoever reads the result without it. */
export function echoOf(study: StudyFile, outcomes: readonly { outcome: Outcome; headline: Estimate | undefined }[], data: string): StudyEcho {
  const { design, analysis } = study;
  return {
    id: study.study,
    question: study.question,
    data,
    unit: study.unit ?? 'row',
    design: {
      kind: design.kind,
      says: `${study.unit ?? 'Each row'} assigned at random by ${design.assignment}`,
      assignment: design.assignment,
      control: design.control,
      treatments: treatmentsOf(study),
    },
    treatments: study.treatments,
    covariates: study.covariates,
    mediators: study.mediators,
    outcomes: outcomes.filter(({ outcome }) => outcome.name !== netValue).map((one) => outcomeEcho(one, study)),
    evidence: study.evidence,
    level: analysis.level,
    guardrailLevel: analysis.guardrailLevel,
    looks: analysis.looks,
    ...(analysis.plannedUnits !== undefined && { plannedUnits: analysis.plannedUnits }),
    launchWhen: study.decide.launch,
    monitoring: study.monitoring ?? {},
  };
}

function outcomeEcho({ outcome, headline }: { outcome: Outcome; headline: Estimate | undefined }, study: StudyFile): OutcomeEcho {
  const { ratio } = study.outcomes[outcome.name];
  return {
    name: outcome.name,
    role: outcome.role,
    better: outcome.better,
    ...(headline && { headline: headline.id }),
    ...(outcome.worthwhile !== undefined && { worthwhile: outcome.worthwhile }),
    ...(ratio && { ratio }),
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
