/** The analysis plan of this scenario, as a study file over its data. */
export function judgeStudy(file: string, n = 7_000): string {
  return `# What people say of the new model's answers. A judge scores every answer, but it likes long ones, and those of the new model are longer. People scored some,
# drawn at random: by these the judge is corrected, as far as it earns to be heard at all.
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
  human_score:
    role: primary
    better: higher
    unit: points
    worthwhile: 0.1
    measured:
      judge: llm_judge_score
      human: human_score          # empty but for the answers audited
      audited: audited
      version: judge@1
      biases: {verbosity: verbosity, difficulty: prompt_difficulty}
analysis: {level: 0.95, adjust: lin, seed: 20260901, looks: fixed, plannedUnits: ${n}}
decide: {launch: [primary-positive]}
`;
}
