import { EstimandError } from '../../../errors/estimand-error.ts';
import { columnsOf } from '../../../expressions/walk.ts';
import { type Contrast, type ContrastOptions, contrastOf, contrastsOf } from '../../../inference/arms/contrast.ts';
import { type Covariate, columnOfCovariate, type Protocol } from '../../../protocol/protocol.ts';

export interface MediatedOptions extends ContrastOptions {
  /** Columns on the way from treatment to outcome: numbers, or 0 and 1. */
  readonly mediators: readonly string[];
  /** Measured before assignment: with them held, nothing else may move both mediators and outcome. */
  readonly covariates?: readonly Covariate[];
  /** HC2 unless told. Not with a cluster, whose errors are added up by cluster. */
  readonly covariance?: 'HC0' | 'HC2';
  /** Intervals of natural effects: by drawn parameters (default), or by t with n less all parameters, for parity. */
  readonly interval?: 'drawn' | 'wald';
}

/** The options with every default filled in. */
export interface Mediated {
  readonly c: Contrast;
  readonly mediators: readonly string[];
  readonly covariates: readonly Covariate[];
  /** Columns that the treatment may have changed and that come before the mediators. */
  readonly intermediates: readonly string[];
  readonly covariance: 'HC0' | 'HC2';
  readonly interval: 'drawn' | 'wald';
}

/** Errors  option-invalid; column-in-two-roles, as when a mediator is named as covariate too and so cannot be after treatment. */
export function mediatedOf(o: MediatedOptions, intermediates: readonly string[] = []): Mediated {
  const c = contrastOf(o);
  const { mediators, covariates = [], covariance = 'HC2', interval = 'drawn' } = o;
  const invalid = (option: string, found: string, asked: string): never => {
    throw new EstimandError('option-invalid', { option, found, asked });
  };
  if (mediators.length === 0) invalid('mediators', 'an empty list', 'the names of columns on the way from treatment to outcome');
  if (o.cluster !== undefined && o.covariance !== undefined)
    invalid('covariance', `"${o.covariance}"`, `left out, since errors are added up within ${o.cluster}`);
  if (covariance !== 'HC0' && covariance !== 'HC2') invalid('covariance', `"${String(covariance)}"`, 'HC2 or HC0');
  if (interval !== 'drawn' && interval !== 'wald') invalid('interval', `"${String(interval)}"`, 'drawn or wald');
  expectOneRole([
    ['assignment', [c.assignment]],
    ['outcome', columnsOf(c.measure)],
    ['covariate', covariates.map(columnOfCovariate)],
    ['intermediate', intermediates],
    ['mediator', mediators],
  ]);
  return { c, mediators, covariates, intermediates, covariance, interval };
}

/** Errors  column-in-two-roles, the second time that a column is named. */
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

/** One outcome of a study with the mediators that come before it, in the order of the study. */
export interface PlannedMediation extends MediatedOptions {
  readonly covariates: readonly Covariate[];
}

/** Are the blocks held as a factor? */
export const holdsBlocks = (covariates: readonly Covariate[], blocks: string): boolean => covariates.some((x) => typeof x !== 'string' && x.factor === blocks);

/** Primary and secondary outcomes that are means of one column. With blocks only where these are among the covariates, else arms would be compared across them. */
export function mediatedOutcomes(protocol: Protocol): readonly PlannedMediation[] {
  const { blocks, covariates } = protocol;
  const names = new Set(covariates.map(columnOfCovariate));
  if (blocks !== undefined && !holdsBlocks(covariates, blocks)) return [];
  return contrastsOf(protocol, ({ role, measure }) => (role === 'primary' || role === 'secondary') && columnsOf(measure).length === 1).flatMap(
    ({ transformed, ...contrast }) => {
      const measured = columnsOf(contrast.measure!);
      const mediators = protocol.mediators.filter((name) => !measured.includes(name) && !names.has(name));
      return mediators.length > 0 ? [{ ...contrast, ...(transformed !== undefined && { transformed }), role: 'mechanism', mediators, covariates }] : [];
    },
  );
}

/** `retrieval_hit`, or `retrieval_hit+answer_quality` of several together. */
export const through = (mediators: readonly string[]): string => mediators.join('+');

/** The options as plain data, for the record. */
export function mediatedEcho({ c, mediators, covariates, intermediates, covariance }: Mediated): object {
  const { outcome, assignment, control, treatments, cluster, level, boundsLevel } = c;
  return {
    outcome,
    assignment,
    control,
    ...(treatments && { treatments }),
    mediators,
    ...(intermediates.length > 0 && { intermediates }),
    covariates,
    ...(cluster === undefined ? { covariance } : { cluster }),
    level,
    boundsLevel,
  };
}
