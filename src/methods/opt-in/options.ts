import { EstimandError } from '../../errors/estimand-error.ts';
import { column } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type Contrast, type ContrastOptions, contrastOf, contrastsOf } from '../../inference/arms/contrast.ts';
import type { Target } from '../../inference/observed/observed-units.ts';
import type { Covariate, Protocol } from '../../protocol/protocol.ts';
import type { Rounds } from '../../protocol/question.ts';
import { type OptIn, optInIn } from './own.ts';

/** An outcome of units that chose by themselves. */
export interface OptInOptions extends Omit<ContrastOptions, 'assignment' | 'control' | 'treatments' | 'cluster' | 'clusterArms'> {
  readonly optIn: OptIn;
  /** What units are compared by: known before they chose. */
  readonly covariates: readonly Covariate[];
  /** Every outcome of the study by name, this one among them: what is asked together is one scan. */
  readonly beside?: Readonly<Record<string, Expression>>;
  readonly seed?: number;
  /** Units are fetched up to so many; of more, what they add up to is asked for. Default: a million. */
  readonly mostUnits?: number;
}

/** Rows of so many units with a few columns are some hundred megabytes, as they are and as parts. */
export const mostFetched = 1_000_000;

export interface Chosen extends Contrast {
  readonly treatment: string;
  readonly covariates: readonly Covariate[];
  readonly optIn: OptIn;
  readonly beside: Readonly<Record<string, Expression>>;
  readonly seed: number;
  readonly mostUnits: number;
}

export function chosenOf({ covariates, optIn, beside, seed = 0, mostUnits = mostFetched, ...options }: OptInOptions): Chosen {
  const { choice, control, treatment, cluster } = optIn;
  const c = contrastOf({ ...options, assignment: choice, control, treatments: [treatment] });
  return {
    ...c,
    cluster,
    clusterArms: cluster === undefined ? undefined : 'any',
    treatment,
    covariates,
    optIn,
    beside: beside ?? { [c.outcome]: c.measure, ...(optIn.instrument !== undefined && { [instrumentName]: column(optIn.instrument) }) },
    seed,
    mostUnits,
  };
}

/** What the instrument is called beside the outcomes, with which it comes. */
export const instrumentName = 'estimand:instrument';

/** What a study asks of a method of opt-in features that compares those alike: nothing without a covariate. */
export const optInOptionsOf = (protocol: Protocol): readonly OptInOptions[] => (protocol.covariates.length === 0 ? [] : everyOptInOf(protocol));

/** What a check asks of those made alike: nothing where an instrument speaks. */
export const alikeOptInOf = (protocol: Protocol): readonly OptInOptions[] => optInOptionsOf(protocol).filter(({ optIn }) => optIn.estimator !== 'instrument');

/** The same, whatever there is to compare by. */
export function everyOptInOf(protocol: Protocol): readonly OptInOptions[] {
  const optIn = optInIn(protocol);
  if (!optIn) return [];
  const beside = {
    ...Object.fromEntries(protocol.outcomes.map(({ name, measure }) => [name, measure])),
    ...(optIn.instrument !== undefined && { [instrumentName]: column(optIn.instrument) }),
  };
  return contrastsOf(protocol).map(({ assignment, control, treatments, cluster, clusterArms, ...contrast }) => ({
    ...contrast,
    optIn,
    covariates: protocol.covariates,
    beside,
    seed: protocol.analysis.seed,
  }));
}

/**
 * Whom an effect is about that no weights of chances make.
 *
 * Errors  option-invalid of those who could have been either.
 */
export function unweighedTarget({ optIn: { estimand } }: Chosen): Exclude<Target, 'ato'> {
  if (estimand === 'ato') throw new EstimandError('option-invalid', { option: 'estimand', found: 'ato', asked: 'ate, att or atc' });
  return estimand;
}

/** For the record of an estimate. */
export function recordOf({ outcome, assignment, control, treatment, covariates, optIn, cluster, level, boundsLevel, seed }: Chosen, of: object = {}): object {
  const { estimand, estimator, propensity, regression, trim, robustTo = 1 } = optIn;
  return {
    outcome,
    assignment,
    control,
    treatment,
    covariates,
    estimand,
    estimator,
    propensity,
    ...(regression && { regression }),
    ...(trim !== undefined && { trim }),
    ...(cluster !== undefined && { cluster }),
    robustTo,
    seed,
    ...of,
    level,
    boundsLevel,
  };
}

/** On the contract's table. */
export const example: OptInOptions = {
  outcome: 'y',
  covariates: ['x', { factor: 'g' }],
  optIn: {
    kind: 'opt-in',
    choice: 'z',
    control: '0',
    treatment: '1',
    estimand: 'ate',
    estimator: 'aipw',
    propensity: { model: 'logistic', terms: 'main' },
    repeats: 5,
  },
};

/** Units and levels of factors are counted first, then rows are fetched; of more units a round for each pass: their moments, steps of Newton's method, weighted sums, errors. */
export const roundsOn = ({ optIn: { units = 0 }, mostUnits = mostFetched }: OptInOptions): Rounds =>
  units > mostUnits ? { usual: 8, most: 200 } : { usual: 2, most: 2 };
