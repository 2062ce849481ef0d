/** The analysis plan of this scenario, as a study file over its data. */
export function ragStudy(file: string, n = 9_000): string {
  return `# What retrieval does in all, by whatever way.
estimand: 1
study: rag-search
question: Does retrieval raise task success, slower answers included?
data: {file: ${JSON.stringify(file)}}
unit: query_id
rows: one-per-unit
design:
  kind: randomized
  assignment: rag_enabled
  control: 0
  shares: {0: 0.5, 1: 0.5}
treatments:
  1: {model: large-2026-03, prompt: cite@2, retrieval: handbook@2026-03-01}
covariates: [difficulty]
mediators: [retrieval_hit, answer_quality]   # between retrieval and success: never adjusted for in a total effect
outcomes:
  task_success:    {role: primary, better: higher, worthwhile: 0.01}
  latency_seconds: {role: guardrail, protects: experience, better: lower, unit: seconds, tolerance: 1.5}
analysis: {level: 0.95, adjust: lin, seed: 20260901, looks: fixed, plannedUnits: ${n}}
monitoring: {holdout: 0.05, review: 4 weeks}
decide: {launch: [primary-positive, guardrails-hold]}
`;
}
