/** The analysis plan of this scenario, as a study file over its data. */
export function routingStudy(file: string): string {
  return `# Should requests be routed by difficulty and risk instead of by the present router?
estimand: 1
study: routing-by-risk
question: Would routing by difficulty and risk earn more than the present router?
data: {file: ${JSON.stringify(file)}}
unit: request_id
design:
  kind: routing
  action: action
  probabilities: {small_model: p_logged_small_model, large_model: p_logged_large_model, human: p_logged_human}
  computed: softmax of the scores of the router
  policies:
    by-risk:
      - {when: risk > 1 or difficulty > 1.4, action: human}
      - {when: difficulty > -0.3, action: large_model}
      - {otherwise: small_model}
    small-first:
      - {when: risk > 1, action: human}
      - {otherwise: small_model}
covariates: [difficulty, risk, customer_value]
outcomes:
  reward: {role: primary, better: higher, unit: USD, worthwhile: 0.05}
analysis: {level: 0.95, seed: 20260901}
monitoring: {holdout: 0.05, review: 4 weeks}
decide: {launch: [primary-worthwhile]}
`;
}
