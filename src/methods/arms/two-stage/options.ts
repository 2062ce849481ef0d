import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Role, Unit } from '../../../estimate/estimate.ts';
import { canonicalText } from '../../../expressions/canonical-text.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { clusterKindOf } from '../../../inference/arms/clustered/cluster-choice.ts';
import { type Contrast, contrastOf } from '../../../inference/arms/contrast.ts';
import { type Covariate, columnOfCovariate } from '../../../protocol/protocol.ts';
import { type AnyCovariance, anyCovariances } from './covariance.ts';

export interface TwoStageOptions {
  readonly outcome: string;
  /** Default: the column called like the outcome. */
  readonly measure?: Expression;
  readonly unit?: Unit;
  readonly role?: Role;
  /** Column of what units received, or several, each with an effect of its own. */
  readonly treatment: string | readonly string[];
  /** How a single treatment is measured; default: the column called like it. */
  readonly treatmentMeasure?: Expression;
  /** Column of random arms: an indicator of each arm but the first is an instrument. */
  readonly assignment?: string;
  /** Arms whose units are compared; default: all there are. */
  readonly arms?: readonly (string | number | boolean)[];
  /** The arm whose treatment it is, where each has one of its own: it names the estimate. */
  readonly arm?: string;
  /** Further instruments: numbers, or factors. */
  readonly instruments?: readonly Covariate[];
  readonly covariates?: readonly Covariate[];
  /** Show the means of the covariates among compliers, of a binary treatment and two arms; default true. */
  readonly complierMeans?: boolean;
  /** Default HC2; CR2 with a cluster. */
  readonly covariance?: AnyCovariance;
  /** Column within which errors are shared. */
  readonly cluster?: string;
  readonly level?: number;
  /** Level of each one-sided bound. */
  readonly boundsLevel?: number;
}

/** The options with every default filled in. */
export interface TwoStageAsked {
  readonly c: Omit<Contrast, 'assignment' | 'control' | 'treatments'>;
  readonly treatments: readonly string[];
  readonly treatmentMeasure: Expression | undefined;
  readonly assignment: string | undefined;
  readonly arms: readonly string[] | undefined;
  readonly arm: string | undefined;
  readonly instruments: readonly Covariate[];
  readonly covariates: readonly Covariate[];
  readonly complierMeans: boolean;
  readonly covariance: AnyCovariance;
}

/** Errors  option-invalid, column-in-two-roles, instruments-too-few when none is named. */
export function askedOf(options: TwoStageOptions): TwoStageAsked {
  const { assignment, instruments = [], covariates = [], cluster, level, boundsLevel } = options;
  const { outcome, measure, unit, role } = options;
  const given = Object.fromEntries(Object.entries({ measure, unit, role, cluster, level, boundsLevel }).filter(([, value]) => value !== undefined));
  const treatments = typeof options.treatment === 'string' ? [options.treatment] : options.treatment;
  const covariance = clusterKindOf(cluster, options.covariance) ?? options.covariance ?? 'HC2';
  const invalid = (option: string, found: string, asked: string): never => {
    throw new EstimandError('option-invalid', { option, found, asked });
  };
  if (treatments.length === 0) invalid('treatment', 'an empty list', 'the name of a column, or several');
  if (!anyCovariances.includes(covariance)) invalid('covariance', `"${covariance}"`, `one of ${anyCovariances.join(', ')}`);
  expectOneRole([
    ['outcome', measure === undefined ? [outcome] : []],
    ['treatment', treatments],
    ['instrument', [...(assignment === undefined ? [] : [assignment]), ...instruments.map(columnOfCovariate)]],
    ['covariate', covariates.map(columnOfCovariate)],
  ]);
  if (assignment === undefined && instruments.length === 0) throw new EstimandError('instruments-too-few', { treatments, instruments: 0 });
  const { assignment: _, control: __, treatments: ___, ...c } = contrastOf({ outcome, ...given, assignment: '', control: '' });
  return {
    c,
    treatments,
    treatmentMeasure: options.treatmentMeasure,
    assignment,
    arms: options.arms?.map(canonicalText),
    arm: options.arm,
    instruments,
    covariates,
    complierMeans: options.complierMeans ?? true,
    covariance,
  };
}

function expectOneRole(named: readonly (readonly [string, readonly string[]])[]): void {
  const roles = new Map<string, string>();
  for (const [role, columns] of named) {
    for (const column of columns) {
      const before = roles.get(column);
      if (before !== undefined) throw new EstimandError('column-in-two-roles', { column, roles: [before, role] });
      roles.set(column, role);
    }
  }
}

/** The options as plain data, for the record. */
export function twoStageRecord({ c, treatments, assignment, arms, arm, instruments, covariates, covariance }: TwoStageAsked): object {
  const { outcome, level, boundsLevel, cluster } = c;
  return {
    outcome,
    treatment: treatments.length === 1 ? treatments[0] : treatments,
    ...(assignment !== undefined && { assignment }),
    ...(arms && { arms }),
    ...(arm !== undefined && { arm }),
    ...(instruments.length > 0 && { instruments }),
    covariates,
    covariance,
    ...(cluster !== undefined && { cluster }),
    level,
    boundsLevel,
  };
}
