import type { Answer } from '../../../estimate/answer.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { and, column, indicator, is, isKnown, or } from '../../../expressions/build.ts';
import { comparison } from '../../../inference/arms/comparison.ts';
import { type Arms, type Contrast, comparedBy } from '../../../inference/arms/contrast.ts';
import { expectRegression } from '../../../inference/arms/refusals.ts';
import { type ArmDesign, armDesign, expectOther } from '../../../models/arm-design.ts';
import { armAskedFitting } from '../../../models/logistic/arm-asked.ts';
import type { ArmFitting } from '../../../models/logistic/arm-fitting.ts';
import { armRowsFitting } from '../../../models/logistic/arm-rows.ts';
import { withFactor } from '../../../moments/factors.ts';
import { type LeastSquares, leastSquares } from '../../../moments/least-squares.ts';
import type { Moments } from '../../../moments/moments.ts';
import { indicatorName } from '../../../moments/terms.ts';
import { type Covariate, columnOfCovariate } from '../../../protocol/protocol.ts';
import { type Asking, ask } from '../../../relation/asking.ts';
import { columns, type Group, moments } from '../../../relation/requests.ts';
import { certainArm, notBinary, tooManyColumns } from './refusals.ts';

/** Where a logistic regression is computed: from rows that are fetched once, or by a scan for each step. */
export type Path = 'columns' | 'moments';

/** Rows are fetched up to so many values (rows times columns, eight bytes each, for each outcome): passes over arrays are faster than scans. */
export const mostValues = 30_000_000;

/** A regression that is ready to be fitted. */
export interface ArmRegression {
  readonly arms: Arms;
  readonly groups: readonly Group[];
  readonly n: number;
  readonly fitting: ArmFitting;
  readonly covariates: readonly string[];
  readonly imputed: ArmDesign['imputed'];
  readonly merged: ArmDesign['merged'];
}

export type PreparedRegression = ArmRegression | { readonly refused: Answer };

const refused = (...findings: readonly Finding[]): PreparedRegression => ({ refused: { estimates: [], findings, exhibits: [] } });

/**
 * Looks at the arms, and brings rows and columns of the regression together: numbers that are all known are fetched at once; factors and missing
 * values are looked at first.
 */
export function* armRegression(c: Contrast, adjust: readonly Covariate[], asked: Path | undefined): Asking<PreparedRegression> {
  const numbers = adjust.filter((x) => typeof x === 'string');
  expectOther(comparedBy(c), numbers);
  const early = numbers.length < adjust.length ? yield* armDesign(comparedBy(c), adjust) : undefined;
  const reply = early ?? (yield* ask(moments({ columns: { [c.outcome]: c.measure }, by: [c.assignment] })));
  const compared = yield* comparison(reply, c);
  if ('refused' in compared) return compared;
  const { arms, groups, binary } = compared;
  if (!binary) return refused(notBinary(c.outcome));
  const certain = certainArm(groups, c.outcome);
  if (certain) return refused(certain);
  const n = groups.reduce((sum, g) => sum + g.moments.n, 0);
  const known = { arms, groups, n };
  const pathFor = (covariates: number): Path => asked ?? (n * (1 + arms.treatments.length + covariates) <= mostValues ? 'columns' : 'moments');

  if (early === undefined && pathFor(numbers.length) === 'columns') {
    if (n <= 1 + arms.treatments.length + numbers.length) return refused(tooManyColumns(n, 1 + arms.treatments.length + numbers.length, c.outcome));
    const plain = numbers.map((name) => ({ name, expression: column(name) }));
    const { fitting, missing } = yield* fetched(c, arms, plain);
    if (missing === 0) return { ...known, fitting, covariates: numbers, imputed: [], merged: [] };
  }
  const design = early ?? (yield* armDesign(comparedBy(c), adjust));
  const parameters = 1 + arms.treatments.length + design.columns.length;
  if (n <= parameters) return refused(tooManyColumns(n, parameters, c.outcome));
  const { imputed, merged } = design;
  const described = { ...known, covariates: design.columns.map(({ name }) => name), imputed, merged };
  const { whole, linear } = linearFit(c, { arms, groups: sameArms(groups, design.groups) }, described.covariates);
  if (pathFor(design.columns.length) === 'columns') {
    const { fitting } = yield* fetched(c, arms, design.columns);
    return { ...described, fitting };
  }
  const treatments = arms.treatments.map(({ key }) => key[0]);
  const outcome = { name: c.outcome, measure: c.measure };
  const fitting = armAskedFitting({
    assignment: c.assignment,
    control: c.control,
    treatments,
    outcome,
    covariates: design.columns,
    whole,
    linear,
    ...(c.cluster !== undefined && { cluster: c.cluster }),
  });
  return { ...described, fitting };
}

/**
 * The linear regression on arms and covariates: whether there is one is whether there is a logistic one.
 *
 * Errors  covariates-collinear.
 */
export function linearFit(
  c: Contrast,
  { arms, groups }: Pick<ArmRegression, 'arms' | 'groups'>,
  covariates: readonly string[],
): { readonly whole: Moments; readonly linear: LeastSquares } {
  const whole = withFactor(
    c.assignment,
    groups.map((g) => ({ level: g.key[0], moments: g.moments })),
    { reference: c.control },
  );
  const names = [...arms.treatments.map(({ key }) => indicatorName(c.assignment, key[0])), ...covariates];
  return { whole, linear: expectRegression(leastSquares(whole, c.outcome, names), groups, c.assignment) };
}

const sameArms = (groups: readonly Group[], among: readonly Group[]): readonly Group[] => groups.map(({ key }) => among.find((g) => g.key[0] === key[0])!);

const inArms = (c: Contrast, arms: Arms) => [arms.control, ...arms.treatments].map(({ key }) => is(column(c.assignment), key[0])).reduce(or);

/** The rows in arrays, and how many units are not among them because something but the outcome is unknown. */
function* fetched(c: Contrast, arms: Arms, design: ArmDesign['columns']): Asking<{ readonly fitting: ArmFitting; readonly missing: number }> {
  const armNames = arms.treatments.map(({ key }) => indicatorName(c.assignment, key[0]));
  const covariateNames = design.map(({ name }) => name);
  const reply = yield* ask(
    columns({
      columns: {
        [c.outcome]: c.measure,
        ...Object.fromEntries(arms.treatments.map(({ key }, a) => [armNames[a], indicator(is(column(c.assignment), key[0]))])),
        ...Object.fromEntries(design.map(({ name, expression }) => [name, expression])),
      },
      keys: c.cluster === undefined ? [] : [c.cluster],
      where: and(inArms(c, arms), isKnown(c.measure)),
    }),
  );
  const clusters = c.cluster === undefined ? undefined : reply.keys[c.cluster];
  const fitting = armRowsFitting({
    outcome: reply.columns[c.outcome],
    armNames,
    arms: armNames.map((name) => reply.columns[name]),
    covariateNames,
    covariates: covariateNames.map((name) => reply.columns[name]),
    ...(clusters && { clusters: { codes: clusters.codes, count: clusters.levels.length } }),
  });
  return { fitting, missing: reply.dropped };
}

export const factorsIn = (adjust: readonly Covariate[]): readonly string[] => adjust.map(columnOfCovariate);
