/** The analysis plan of this scenario, as a study file over its data. */
export function multiArmStudy(file: string, n = 16_000): string {
  return `# Three assistants against none: which, if any, is worth more than it takes?
estimand: 1
study: three-assistants
question: Which of three assistants raises task success, and is it worth what it takes?
data: {file: ${JSON.stringify(file)}}
unit: case_id
rows: one-per-unit
design:
  kind: randomized
  assignment: variant
  control: baseline
  shares: {baseline: 0.25, chat: 0.25, rag: 0.25, agent: 0.25}
treatments:                             # versioned: changing any field makes another treatment
  chat:  {model: small-2026-03, prompt: chat@4}
  rag:   {model: small-2026-03, prompt: cite@2, retrieval: policies@2026-03-01}
  agent: {model: large-2026-03, prompt: plan@9, retrieval: policies@2026-03-01, tools: tickets@5}
covariates: [complexity, customer_value]
outcomes:
  task_success:    {role: primary, better: higher, worthwhile: 0.02, value: 14}
  latency_seconds: {role: secondary, better: lower, unit: seconds, value: -0.8}
  unsafe_or_bad:   {role: guardrail, protects: safety, better: lower, tolerance: 0.02, value: -20}
  cost_dollars:    {role: cost, better: lower, unit: USD, value: -1}
analysis: {level: 0.95, adjust: lin, seed: 20260901, looks: fixed, plannedUnits: ${n}}
evidence: experiment
monitoring: {holdout: 0.05, review: 4 weeks}
decide: {launch: [primary-positive, guardrails-hold, net-value-positive]}
`;
}
