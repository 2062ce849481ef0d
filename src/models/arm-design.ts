import { EstimandError } from '../errors/estimand-error.ts';
import { column } from '../expressions/build.ts';
import { withFactor } from '../moments/factors.ts';
import { mergeAll } from '../moments/merge.ts';
import { emptyMoments, type Moments, meanOf, select } from '../moments/moments.ts';
import { type Covariate, columnOfCovariate } from '../protocol/protocol.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { type Group, type MomentsReply, moments } from '../relation/requests.ts';
import { armKeys, type Compared, comparedIn, type DesignColumn, indicators, isTooRare, levelsIn, onlyWhere, outcomeColumn } from './arm-columns.ts';
import { expectFactors } from './factor-levels.ts';
import { candidatesOf, enteringColumns, type Imputed, missingName, missingUnits } from './imputed-columns.ts';

/** Outcome and covariates by arm, with every unit that has the outcome: missing covariates are imputed, factors expanded. */
export interface ArmDesign {
  readonly groups: readonly Group[];
  readonly columns: readonly DesignColumn[];
  readonly integer: MomentsReply['integer'];
  /** Covariates with missing values on some of the units compared. */
  readonly imputed: readonly Imputed[];
  /** Levels too rare for a column of their own: their units count as the first level. */
  readonly merged: readonly string[];
}

/**
 * Asks for the moments of a covariate-adjusted comparison. One round when no covariate is missing; then factors come from moments by their levels.
 * Otherwise a second round: missing numbers become the mean and get an indicator, so that the units stay whole. With the indicator in the
 * regression the imputed constant does not matter, which is why it adds no uncertainty.
 *
 * Errors  option-invalid when the outcome is among the covariates, covariate-missing, covariate-mixed, covariate-wide.
 */
export function* armDesign(c: Compared, adjust: readonly Covariate[]): Asking<ArmDesign> {
  const numbers = adjust.filter((x) => typeof x === 'string');
  const factors = adjust.flatMap((x) => (typeof x === 'string' ? [] : [x.factor]));
  expectOther(c, numbers);
  const outcome = outcomeColumn(c);
  const numeric = Object.fromEntries(numbers.map((name) => [name, column(name)]));
  const [plain, full] = yield* all([
    ask(moments({ columns: outcome, by: armKeys(c), ...onlyWhere(c) })),
    ask(moments({ columns: { ...outcome, ...numeric }, by: armKeys(c, factors), ...onlyWhere(c) })),
  ]);
  const compared = comparedIn(c, full.groups);
  expectFactors(levelsIn(compared, factors));
  if (unitsIn(compared) < unitsIn(comparedIn(c, plain.groups))) return yield* imputed(c, adjust, compared, levelsIn(compared, factors));

  const levels = levelsIn(
    compared.filter((g) => g.moments.n > 0),
    factors,
  );
  const measured = [...Object.keys(outcome), ...numbers];
  const whole = plain.groups.map((group) => ({ ...group, moments: armMoments(group.key[0], full.groups, measured, factors, levels) }));
  const shown = factors.flatMap((factor) => indicators(factor, levels.get(factor)!));
  // Balance is asked about every level; a regression only about those that it can tell from a single unit.
  const rare = c.outcome ? shown.filter(({ name }) => isTooRare(name, comparedIn(c, whole))) : [];
  const columns = [...numbers.map((name) => ({ name, expression: column(name) })), ...shown.filter((x) => !rare.includes(x))];
  const names = [...Object.keys(outcome), ...columns.map(({ name }) => name)];
  const groups = whole.map((group) => ({ ...group, moments: select(group.moments, names) }));
  return { groups, columns, integer: plain.integer, imputed: [], merged: rare.map(({ name }) => name) };
}

/** Errors  option-invalid when the outcome is among the covariates. */
export function expectOther({ outcome }: Compared, numbers: readonly string[]): void {
  if (outcome === undefined || !numbers.includes(outcome.name)) return;
  throw new EstimandError('option-invalid', {
    option: 'adjust',
    found: `"${outcome.name}", the outcome itself`,
    asked: 'covariates measured before assignment',
  });
}

const unitsIn = (groups: readonly Group[]): number => groups.reduce((sum, g) => sum + g.moments.n, 0);

/** The moments of one arm over outcome, numbers and indicators, from its cells of factor levels. */
function armMoments(
  arm: string,
  cells: readonly Group[],
  measured: readonly string[],
  factors: readonly string[],
  levels: ReadonlyMap<string, readonly string[]>,
): Moments {
  const within = (fixed: readonly string[]): Moments => {
    if (fixed.length === factors.length) {
      return cells.find(({ key }) => key[0] === arm && fixed.every((level, f) => key[f + 1] === level))?.moments ?? emptyMoments(measured);
    }
    const factor = factors[fixed.length];
    const byLevel = levels.get(factor)!.map((level) => ({ level, moments: within([...fixed, level]) }));
    return byLevel.length === 0 ? emptyMoments(measured) : withFactor(factor, byLevel);
  };
  return within([]);
}

function* imputed(c: Compared, adjust: readonly Covariate[], complete: readonly Group[], levels: ReadonlyMap<string, readonly string[]>): Asking<ArmDesign> {
  const whole = mergeAll(complete.map((g) => g.moments));
  const candidates = candidatesOf(adjust, (name) => (whole.n > 0 ? meanOf(whole, name) : 0), levels);
  const asked = Object.fromEntries(candidates.map(({ name, expression }) => [name, expression]));
  const reply = yield* ask(moments({ columns: { ...outcomeColumn(c), ...asked }, by: armKeys(c), ...onlyWhere(c) }));
  const compared = comparedIn(c, reply.groups);
  const columns = enteringColumns(candidates, compared);
  const names = [...Object.keys(outcomeColumn(c)), ...columns.map(({ name }) => name)];
  const missing = adjust.map((x): Imputed => {
    const covariate = columnOfCovariate(x);
    const kind = typeof x === 'string' ? 'number' : 'factor';
    return { covariate, units: missingUnits(covariate, compared), kind, indicated: names.includes(missingName(covariate)) };
  });
  const absent = missing.find(({ units }) => units === unitsIn(compared));
  if (absent) throw new EstimandError('covariate-missing', { column: absent.covariate });
  return {
    groups: reply.groups.map((group) => ({ ...group, moments: select(group.moments, names) })),
    columns,
    integer: reply.integer,
    imputed: missing.filter(({ units }) => units > 0),
    merged: candidates.filter(({ kind, name }) => kind === 'level' && !names.includes(name)).map(({ name }) => name),
  };
}
