/** The analysis plan of this scenario, as a study file over its data. */
export function globalUpgradeStudy(file: string): string {
  return `# A workspace was upgraded on one day, all of it: what it would have had without is made of workspaces that were not.
estimand: 1
study: global-upgrade
question: Does the upgraded assistant resolve more of the tickets of acme?
data: {file: ${JSON.stringify(file)}}
unit: workspace
time: week
design:
  kind: global-launch
  period: week
  launched: 2026-03-02                  # the day on which acme got it
  treatedUnits: [acme]                  # all other workspaces are donors: the launch must not have touched them
treatments:
  launched: {model: large-2026-03, prompt: assist@2}
outcomes:
  resolved: {role: primary, better: higher, worthwhile: 0.01}   # the share of a week's tickets
  minutes:  {role: guardrail, protects: experience, better: lower, unit: minutes, tolerance: 0.5}
  cost_usd: {role: cost, better: lower, unit: USD}              # a ticket
analysis: {level: 0.95, seed: 20260901}
monitoring: {holdout: 0.05, review: 4 weeks}
decide: {launch: [primary-positive, guardrails-hold]}
`;
}
