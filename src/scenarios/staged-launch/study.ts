/** The analysis plan of this scenario, as a study file over its data. */
export function launchStudy(file: string): string {
  return `# An assistant that reached workspaces in three waves, the larger ones earlier: nobody drew lots.
estimand: 1
study: staged-launch
question: Does the assistant raise the share of requests that are resolved in the workspaces that it has reached?
data: {file: ${JSON.stringify(file)}}
unit: workspace_id
time: week
design:
  kind: staged-rollout
  start: reached                        # the day of the release to this workspace; empty where it has not come
  period: week
  comparison: not-yet                   # against those who wait, as long as they wait
treatments:
  treated: {model: large-2026-03, prompt: assist@2, ui: sidebar}
segments: [plan]
outcomes:
  resolved_rate:  {role: primary, better: higher, worthwhile: 0.01, value: 600}   # a hundred requests a workspace and week
  handle_minutes: {role: guardrail, protects: experience, better: lower, unit: minutes, tolerance: 0.5, value: -10}
  cost_usd:       {role: cost, better: lower, unit: USD, value: -1}
analysis: {level: 0.95, seed: 20260901}
monitoring: {holdout: 0.1, review: 4 weeks}
decide: {launch: [primary-positive, guardrails-hold, net-value-positive]}
`;
}
