import type { Expression } from '../../expressions/expression.ts';
import { type Contrast, type ContrastOptions, contrastOf, contrastsOf } from '../../inference/arms/contrast.ts';
import type { Covariate, Protocol } from '../../protocol/protocol.ts';
import type { Rounds } from '../../protocol/question.ts';
import { type OptIn, optInIn } from './own.ts';

/** An outcome of units that chose by themselves. */
export interface OptInOptions extends ContrastOptions {
  /** The arm that is compared with control. */
  readonly treatments: readonly [string | number | boolean];
  /** What units are compared by: known before they chose. */
  readonly adjust: readonly Covariate[];
  readonly optIn: OptIn;
  /** Every outcome of the study by name, this one among them: what is asked together is one scan. */
  readonly beside?: Readonly<Record<string, Expression>>;
  readonly seed?: number;
}

export interface Chosen extends Contrast {
  readonly treatment: string;
  readonly adjust: readonly Covariate[];
  readonly optIn: OptIn;
  readonly beside: Readonly<Record<string, Expression>>;
  readonly seed: number;
}

export function chosenOf({ adjust, optIn, beside, seed = 0, ...options }: OptInOptions): Chosen {
  const c = contrastOf(options);
  return { ...c, treatment: c.treatments![0], adjust, optIn, beside: beside ?? { [c.outcome]: c.measure }, seed };
}

/** What a study asks of a method of opt-in features on its outcomes. */
export function optInOptionsOf(protocol: Protocol): readonly OptInOptions[] {
  const optIn = optInIn(protocol);
  if (!optIn) return [];
  const contrasts = contrastsOf(protocol);
  const beside = Object.fromEntries(protocol.outcomes.map(({ name, measure }) => [name, measure]));
  return contrasts.flatMap((contrast) =>
    (contrast.treatments ?? []).map(
      (treatment): OptInOptions => ({ ...contrast, treatments: [treatment], adjust: protocol.covariates, optIn, beside, seed: protocol.analysis.seed }),
    ),
  );
}

/** For the record of an estimate. */
export function recordOf({ outcome, assignment, control, treatment, adjust, optIn, cluster, level, boundsLevel, seed }: Chosen, of: object = {}): object {
  const { estimand, estimator, propensity, trim } = optIn;
  return {
    outcome,
    assignment,
    control,
    treatment,
    adjust,
    estimand,
    estimator,
    propensity,
    ...(trim !== undefined && { trim }),
    ...(cluster !== undefined && { cluster }),
    seed,
    ...of,
    level,
    boundsLevel,
  };
}

/** On the contract's table. */
export const example: OptInOptions = {
  outcome: 'y',
  assignment: 'z',
  control: 0,
  treatments: [1],
  adjust: ['x', { factor: 'g' }],
  optIn: { kind: 'opt-in', estimand: 'ate', estimator: 'aipw', propensity: { model: 'logistic', terms: 'main' }, repeats: 5 },
};

/** Levels of factors are asked first. */
export const roundsOn = ({ adjust }: OptInOptions): Rounds => {
  const rounds = adjust.some((x) => typeof x === 'object') ? 2 : 1;
  return { usual: rounds, most: rounds };
};
