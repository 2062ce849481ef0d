import { column } from '../../expressions/build.ts';
import { canonicalText } from '../../expressions/canonical-text.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type ContrastOptions, contrastsOf } from '../../inference/arms/contrast.ts';
import { type Levels, levelsOf } from '../../inference/wald.ts';
import type { Heterogeneity } from '../../protocol/heterogeneity.ts';
import { type Covariate, columnOfCovariate, type Protocol } from '../../protocol/protocol.ts';
import type { UnitChanges } from '../../protocol/unit-changes.ts';
import type { Step } from '../../relation/steps.ts';
import { changed, stepsOfWaves } from './changes.ts';

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
  /** How rows become units, source by source, where a row is none. */
  readonly over?: readonly (readonly Step[])[];
  readonly seed?: number;
}

/** The options with every default filled in. */
export interface Benefit extends Levels, Pick<HeterogeneityOptions, 'outcome' | 'unit' | 'assignment' | 'asked' | 'better' | 'drawn' | 'cluster'> {
  readonly measure: Expression;
  readonly control: string;
  readonly treatments: readonly string[];
  /** What learners know of units: what effects may differ by, and what makes units that chose alike. */
  readonly known: readonly Covariate[];
  readonly over: readonly (readonly Step[])[];
  readonly seed: number;
}

export function benefitOf({ measure, control, treatments, covariates = [], over = [[]], seed = 0, level, boundsLevel, ...o }: HeterogeneityOptions): Benefit {
  const names = o.asked.by.map(columnOfCovariate);
  return {
    ...o,
    ...levelsOf({ level, boundsLevel }),
    measure: measure ?? column(o.outcome),
    control: canonicalText(control),
    treatments: treatments.map(canonicalText),
    over,
    known: [...o.asked.by, ...covariates.filter((one) => !names.includes(columnOfCovariate(one)))],
    seed,
  };
}

/** What a study asks: of one outcome, where it asks who benefits. */
export function heterogeneityIn(protocol: Protocol): readonly HeterogeneityOptions[] {
  const { heterogeneity, assignment, drawn, blocks, covariates, analysis, outcomes } = protocol;
  if (!heterogeneity) return [];
  if (protocol.changes) return ofChanges(protocol, heterogeneity, protocol.changes);
  if (!assignment) return [];
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

/** Of units that are compared with themselves before: chance drew none of them, and the wave makes them alike too. */
function ofChanges({ outcomes, covariates, analysis }: Protocol, heterogeneity: Heterogeneity, changes: UnitChanges): readonly HeterogeneityOptions[] {
  const { outcome: name, ...asked } = heterogeneity;
  const names = asked.by.map(columnOfCovariate);
  const known = [...asked.by, ...covariates.filter((one) => !names.includes(columnOfCovariate(one)))];
  return outcomes
    .filter((o) => o.name === name)
    .map(({ measure, unit, better }) => ({
      outcome: name,
      measure: column(changed.outcome),
      ...(unit.kind !== 'plain' && { unit }),
      assignment: changed.arm,
      control: changes.arms.control,
      treatments: [changes.arms.treatment],
      cluster: changed.cluster,
      level: analysis.level,
      boundsLevel: analysis.guardrailLevel,
      asked,
      better,
      covariates: [...covariates, ...(changes.waves.length > 1 ? [{ factor: changed.wave }] : [])],
      over: stepsOfWaves(changes, measure, known),
      seed: analysis.seed,
    }));
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
