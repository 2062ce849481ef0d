import { column } from '../../expressions/build.ts';
import { canonicalText } from '../../expressions/canonical-text.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type ContrastOptions, contrastsOf } from '../../inference/arms/contrast.ts';
import { type Levels, levelsOf } from '../../inference/wald.ts';
import type { Heterogeneity } from '../../protocol/heterogeneity.ts';
import { type Covariate, columnOfCovariate, type Protocol } from '../../protocol/protocol.ts';

/** Who benefits in one outcome. */
export interface HeterogeneityOptions extends Omit<ContrastOptions, 'treatments' | 'role' | 'transformed' | 'perUnit' | 'ofWhole' | 'clusterArms'> {
  readonly treatments: readonly (string | number | boolean)[];
  readonly asked: Omit<Heterogeneity, 'outcome'>;
  /** Which of both is better. */
  readonly better: 'higher' | 'lower';
  /** Chance drew the arms: with these shares where they were planned, else as they are seen, within blocks where there are. Absent: units chose, and chances are estimated. */
  readonly drawn?: { readonly shares?: Readonly<Record<string, number>>; readonly blocks?: string };
  /** What units that chose are made alike by, beside what effects may differ by. */
  readonly covariates?: readonly Covariate[];
  readonly seed?: number;
}

/** The options with every default filled in. */
export interface Benefit extends Levels, Pick<HeterogeneityOptions, 'outcome' | 'unit' | 'assignment' | 'asked' | 'better' | 'drawn' | 'cluster'> {
  readonly measure: Expression;
  readonly control: string;
  readonly treatments: readonly string[];
  /** What learners know of units: what effects may differ by, and what makes units that chose alike. */
  readonly known: readonly Covariate[];
  readonly seed: number;
}

export function benefitOf({ measure, control, treatments, covariates = [], seed = 0, level, boundsLevel, ...o }: HeterogeneityOptions): Benefit {
  const names = o.asked.by.map(columnOfCovariate);
  return {
    ...o,
    ...levelsOf({ level, boundsLevel }),
    measure: measure ?? column(o.outcome),
    control: canonicalText(control),
    treatments: treatments.map(canonicalText),
    known: [...o.asked.by, ...covariates.filter((one) => !names.includes(columnOfCovariate(one)))],
    seed,
  };
}

/** What a study asks: of one outcome, where it asks who benefits. */
export function heterogeneityIn(protocol: Protocol): readonly HeterogeneityOptions[] {
  const { heterogeneity, assignment, drawn, blocks, covariates, analysis, outcomes } = protocol;
  if (!heterogeneity || !assignment) return [];
  const { outcome: name, ...asked } = heterogeneity;
  const asksOf = outcomes.find((o) => o.name === name);
  if (!asksOf) return [];
  const { better } = asksOf;
  const byChance = drawn === 'by-chance';
  return contrastsOf(protocol, (o) => o.name === name).map(
    ({ outcome, measure, unit, assignment: arm, control, treatments = [], cluster, level, boundsLevel }) => ({
      outcome,
      ...(measure && { measure }),
      ...(unit && { unit }),
      assignment: arm,
      control,
      treatments,
      ...(cluster !== undefined && { cluster }),
      ...(level !== undefined && { level }),
      ...(boundsLevel !== undefined && { boundsLevel }),
      asked,
      better,
      ...(byChance ? { drawn: { ...(assignment.shares && { shares: assignment.shares }), ...(blocks !== undefined && { blocks }) } } : { covariates }),
      seed: analysis.seed,
    }),
  );
}

/** On the contract's table. */
export const example: HeterogeneityOptions = {
  outcome: 'y',
  assignment: 'z',
  control: '0',
  treatments: ['1'],
  better: 'higher',
  drawn: {},
  asked: { by: ['x', { factor: 'g' }], learner: 't', base: 'ols', groups: 2, splits: 2, folds: 3, trees: 50, policy: { depth: 1, cost: { 1: 0.1 } } },
};
