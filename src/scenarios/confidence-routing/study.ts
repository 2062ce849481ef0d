/** The analysis plan of this scenario, as a study file over its data. */
export function confidenceStudy(file: string): string {
  return `# Tickets of which the usual model is not confident go to a stronger one: those just below the cutoff are compared with those just above.
estimand: 1
study: confidence-routing
question: Does the stronger model resolve more of the tickets that it gets?
data: {file: ${JSON.stringify(file)}}
unit: ticket_id
design:
  kind: threshold
  running: confidence                   # of the usual model, as it was when the ticket was routed
  cutoff: 0.7                           # or a column, such as one a language
  side: below                           # the stronger model answers below it
treatments:
  strong: {model: large-2026-03}
covariates: [long, language]            # known before any model answered
segments: [language]
outcomes:
  resolved: {role: primary, better: higher, worthwhile: 0.02}
  minutes:  {role: guardrail, protects: experience, better: lower, unit: minutes, tolerance: 1}
analysis: {level: 0.95, seed: 20260901}
monitoring: {holdout: 0.05, review: 4 weeks}
decide: {launch: [primary-positive, guardrails-hold]}
`;
}
