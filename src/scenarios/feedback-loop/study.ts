/** The analysis plan of this scenario, as a study file over its data. */
export function loopStudy(file: string, n = 96_000): string {
  return `# What a new prompt does for all requests, of which only those that are served have a label.
estimand: 1
study: feedback-loop
question: Does the new prompt raise the share that is resolved, of all requests and not only of those that are served?
data: {file: ${JSON.stringify(file)}}
unit: request_id
rows: one-per-unit
design:
  kind: randomized
  assignment: new_prompt
  control: 0
  shares: {0: 0.5, 1: 0.5}
treatments:
  1: {model: large-2026-03, prompt: triage@4}
covariates: [difficulty]                # known of every request, served or not
outcomes:
  resolved: {role: primary, better: higher, worthwhile: 0.01}
population:                             # only served requests have a label: the rows say who they are, when, and with which chance
  served: served
  period: period
  probability: served_chance
analysis: {level: 0.95, adjust: none, seed: 20260901, looks: fixed, plannedUnits: ${n}}
monitoring: {holdout: 0.05, review: 4 weeks}
decide: {launch: [primary-positive]}
`;
}
