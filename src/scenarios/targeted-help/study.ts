/** The analysis plan of this scenario, as a study file over its data. */
export function helpStudy(file: string, n = 8_000): string {
  return `# Help that comes unasked: good for newcomers, in the way of others. Who is to get it?
estimand: 1
study: targeted-help
question: Who solves more tasks when help comes unasked, and for whom is it worth what it costs?
data: {file: ${JSON.stringify(file)}}
unit: user_id
rows: one-per-unit
design: {kind: randomized, assignment: helped, control: 0, shares: {0: 0.5, 1: 0.5}}
treatments:
  1: {model: helper-2026-09, prompt: offer@4}
covariates: [tenure_days, plan, language, questions_before]
outcomes:
  solved:       {role: primary, better: higher, worthwhile: 0.02, value: 4}
  cost_dollars: {role: cost, better: lower, unit: USD, value: -1}
segments: [plan]
heterogeneity:
  by: [tenure_days, plan, language, questions_before]
  of: net value
  policy: {depth: 2}
analysis: {level: 0.95, adjust: lin, seed: 20260901, looks: fixed, plannedUnits: ${n}}
evidence: experiment
monitoring: {holdout: 0.05, review: 4 weeks}
decide: {launch: [primary-positive, net-value-positive]}
`;
}
