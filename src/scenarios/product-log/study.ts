/** The analysis plan of this scenario, as a study file over its data. */
export function productLogStudy(file: string, n = 50_000): string {
  return `# The second prompt, which every other user got. Agent mode was chosen, the premium model follows confidence, and the launch was staged: other designs.
estimand: 1
study: second-prompt
question: Does the second prompt raise the share of users who complete their task?
data: {file: ${JSON.stringify(file)}}
unit: user_id
rows: one-per-unit
design:
  kind: randomized
  assignment: prompt_variant
  control: 0
  shares: {0: 0.5, 1: 0.5}
treatments:
  1: {model: large-2026-03, prompt: assist@2}
covariates: [engagement_tier, query_confidence]
outcomes:
  task_completed:  {role: primary, better: higher, worthwhile: 0.01}
  thumbs_up:       {role: secondary, better: higher}
  retained_7d:     {role: secondary, better: higher}
  session_minutes: {role: guardrail, protects: experience, better: lower, unit: minutes, tolerance: 0.2}
  cost_usd:        {role: cost, better: lower, unit: USD}
analysis: {level: 0.95, adjust: lin, seed: 20260901, looks: fixed, plannedUnits: ${n}}
monitoring: {holdout: 0.05, review: 4 weeks}
decide: {launch: [primary-positive, guardrails-hold]}
`;
}
