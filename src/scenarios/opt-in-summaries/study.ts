/** The analysis plan of this scenario, as a study file over its data. */
export function optInStudy(file: string): string {
  return `# Summaries that users switch on by themselves: those who do are not the others.
estimand: 1
study: opt-in-summaries
question: Would more users finish their task if all had summaries?
data: {file: ${JSON.stringify(file)}}
unit: user_id
design:
  kind: opt-in
  treatment: summaries                  # 1 where the user switched them on
  control: 0
  estimand: ate                         # all users: what a launch would reach
  negativeControls: [minutes_before]    # of the month before anybody could choose
treatments:
  1: {model: large-2026-03, prompt: summary@3}
covariates: [skill, tier]               # known of each user before the choice
segments: [tier]
outcomes:
  finished: {role: primary, better: higher, worthwhile: 0.01}
  minutes:  {role: guardrail, protects: experience, better: lower, unit: minutes, tolerance: 0.5}
analysis: {level: 0.95, seed: 20260901}
monitoring: {holdout: 0.1, review: 4 weeks}
decide: {launch: [primary-positive, guardrails-hold]}
`;
}
