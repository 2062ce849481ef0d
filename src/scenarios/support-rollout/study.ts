/** The analysis plan of this scenario, as a study file over its data. */
export function supportStudy(file: string, n = 12_000): string {
  return `# The analysis plan: what was changed for whom, what counts as success, and when to launch.
estimand: 1
study: rag-support-assistant
question: Does access to the retrieval assistant raise first-contact resolution?
data: {file: ${JSON.stringify(file)}}
unit: ticket_id
rows: one-per-unit
design:
  kind: randomized
  assignment: assigned_ai
  control: 0
  shares: {0: 0.5, 1: 0.5}
  usage: used_ai                        # after assignment: gives the complier effect, never a covariate
treatments:                             # versioned: changing any field makes another treatment
  1: {model: large-2026-03, prompt: draft@7, retrieval: policies@2026-03-01, guardrails: strict@3, ui: inline}
covariates: [agent_experience, case_complexity, pre_period_resolution]   # measured before assignment
mediators: [retrieval_hit]              # never adjusted for in a total effect
outcomes:
  resolved:          {role: primary, better: higher, worthwhile: 0.01, value: 14}
  handle_minutes:    {role: secondary, better: lower, unit: minutes, value: -0.8}
  unsupported_claim: {role: guardrail, protects: safety, better: lower, tolerance: 0.01, value: -20}
  cost_usd:          {role: cost, better: lower, unit: USD, value: -1}
analysis: {level: 0.95, adjust: lin, seed: 20260901, looks: fixed, plannedUnits: ${n}}
evidence: experiment
monitoring: {holdout: 0.05, review: 4 weeks}
decide: {launch: [primary-positive, guardrails-hold, net-value-positive]}
`;
}
