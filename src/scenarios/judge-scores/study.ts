/** The analysis plan of this scenario, as a study file over its data. */
export function judgeStudy(file: string, n = 7_000): string {
  return `# What people say of the new model's answers. The judge scores every answer, but it likes long ones, and those of the new model are longer:
# it is reported, and decides nothing.
estimand: 1
study: judge-scores
question: Are the answers of the new model better, as people score them?
data: {file: ${JSON.stringify(file)}}
unit: answer_id
rows: one-per-unit
design:
  kind: randomized
  assignment: new_model
  control: 0
  shares: {0: 0.5, 1: 0.5}
treatments:
  1: {model: large-2026-03}
covariates: [prompt_difficulty]
mediators: [verbosity]
outcomes:
  human_score:     {role: primary, better: higher, unit: points, worthwhile: 0.1}   # empty but for the answers audited, drawn at random
  llm_judge_score: {role: secondary, better: higher, unit: points}
analysis: {level: 0.95, adjust: lin, seed: 20260901, looks: fixed, plannedUnits: ${n}}
decide: {launch: [primary-positive]}
`;
}
