import type { JointArms } from '../../inference/arms/joint-arms.ts';

/** Two arms compared on one outcome. */
export interface ArmContrast {
  readonly treatment: string;
  readonly control: string;
  readonly outcome: string;
}

/** The contrasts of a family: each arm against control, or each pair once, outcome by outcome. */
export function contrastsIn(arms: readonly string[], outcomes: readonly string[], comparisons: 'control' | 'all-pairs'): readonly ArmContrast[] {
  const pairs = arms.flatMap((control, i) => arms.slice(i + 1).map((treatment) => ({ treatment, control })));
  const compared = comparisons === 'control' ? pairs.filter(({ control }) => control === arms[0]) : pairs;
  return outcomes.flatMap((outcome) => compared.map((pair) => ({ ...pair, outcome })));
}

/** Correlations of some contrasts, m x m. A contrast without variance is correlated with none. */
export function correlationOf(joint: JointArms, contrasts: readonly ArmContrast[]): readonly number[] {
  const size = joint.outcomes.length;
  const cells = joint.arms.length * size;
  const ends = contrasts.map(({ treatment, control, outcome }) => {
    const o = joint.outcomes.indexOf(outcome);
    return [joint.arms.indexOf(treatment) * size + o, joint.arms.indexOf(control) * size + o] as const;
  });
  const at = (i: number, j: number): number => joint.covariance[i * cells + j];
  const between = ends.map(([t, c]) => ends.map(([u, d]) => at(t, u) - at(t, d) - at(c, u) + at(c, d)));
  return between.flatMap((row, i) =>
    row.map((value, j) => {
      if (i === j) return 1;
      const scale = Math.sqrt(between[i][i] * between[j][j]);
      return scale > 0 ? Math.max(-1, Math.min(1, value / scale)) : 0;
    }),
  );
}
