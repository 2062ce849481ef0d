import { EstimandError } from '../errors/estimand-error.ts';
import { column } from '../expressions/build.ts';
import { combine, unchanged } from '../moments/combine.ts';
import { withFactor } from '../moments/factors.ts';
import { mergeAll } from '../moments/merge.ts';
import { emptyMoments, type Moments, meanOf, select } from '../moments/moments.ts';
import { type Covariate, columnOfCovariate } from '../protocol/protocol.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { type Group, type MomentsReply, moments } from '../relation/requests.ts';
import { armKeys, type Compared, comparedIn, type DesignColumn, indicators, levelsIn, onlyWhere, outcomeColumn } from './arm-columns.ts';
import { expectFactors, type GroupedLevels, groupedLevels, type JoinedLevels, joinedIn, leastUnitsOf, type UnitsByLevel } from './factor-levels.ts';
import { candidatesOf, enteringColumns, type Imputed, missingName, missingUnits } from './imputed-columns.ts';

/** Outcome and covariates by arm, with every unit that has the outcome: missing covariates are imputed, factors expanded. */
export interface ArmDesign {
  readonly groups: readonly Group[];
  readonly columns: readonly DesignColumn[];
  readonly integer: MomentsReply['integer'];
  /** Covariates with missing values on some of the units compared. */
  readonly imputed: readonly Imputed[];
  /** Levels too rare for a column of their own, which count as one. */
  readonly merged: readonly JoinedLevels[];
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

  const there = compared.filter((g) => g.moments.n > 0);
  const least = c.leastUnits ?? leastUnitsOf(armSizes(there));
  // Balance is asked about every level; a regression about those that units of all arms are enough for.
  const grouped = adjust.flatMap((x) =>
    typeof x === 'string' ? [] : [groupedLevels(x, unitsByLevel(there, factors.indexOf(x.factor)), c.outcome ? least : 0)],
  );
  const measured = [...Object.keys(outcome), ...numbers];
  const cells = cellsOf(full.groups, grouped);
  const whole = plain.groups.map((group) => ({ ...group, moments: armMoments(group.key[0], cells, measured, grouped) }));
  const columns = [...numbers.map((name) => ({ name, expression: column(name) })), ...grouped.flatMap(indicators)];
  const names = [...Object.keys(outcome), ...columns.map(({ name }) => name)];
  const groups = whole.map((group) => ({ ...group, moments: select(group.moments, names) }));
  return { groups, columns, integer: plain.integer, imputed: [], merged: joinedIn(grouped, least) };
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

const armSizes = (groups: readonly Group[]): readonly number[] =>
  [...new Set(groups.map((g) => g.key[0]))].map((arm) => unitsIn(groups.filter((g) => g.key[0] === arm)));

/** Units of each level of the factor at that place of the key. */
function unitsByLevel(groups: readonly Group[], factor: number): UnitsByLevel {
  const units = new Map<string, Map<string, number>>();
  for (const { key, moments: m } of groups) {
    const own = units.get(key[0]) ?? new Map<string, number>();
    own.set(key[factor + 1], (own.get(key[factor + 1]) ?? 0) + m.n);
    units.set(key[0], own);
  }
  return units;
}

/** Arm by levels as they are grouped, by the text of both. */
type Cells = ReadonlyMap<string, Moments>;

const cellKey = (arm: string, levels: readonly string[]): string => JSON.stringify([arm, ...levels]);

function cellsOf(groups: readonly Group[], grouped: readonly GroupedLevels[]): Cells {
  const groupOf = grouped.map(({ levels }) => new Map(levels.flatMap(({ level, of }) => of.map((one) => [one, level] as const))));
  const parts = new Map<string, Moments[]>();
  for (const { key, moments: m } of groups) {
    const cell = cellKey(
      key[0],
      groupOf.map((group, f) => group.get(key[f + 1]) ?? key[f + 1]),
    );
    parts.set(cell, [...(parts.get(cell) ?? []), m]);
  }
  return new Map([...parts].map(([cell, of]) => [cell, of.length === 1 ? of[0] : mergeAll(of)]));
}

/** The moments of one arm over outcome, numbers and indicators, from its cells of factor levels. */
function armMoments(arm: string, cells: Cells, measured: readonly string[], grouped: readonly GroupedLevels[]): Moments {
  const within = (fixed: readonly string[]): Moments => {
    if (fixed.length === grouped.length) return cells.get(cellKey(arm, fixed)) ?? emptyMoments(measured);
    const { factor, levels } = grouped[fixed.length];
    const byLevel = levels.map(({ level }) => ({ level, moments: within([...fixed, level]) }));
    return byLevel.length === 0 ? emptyMoments(measured) : withFactor(factor, byLevel, { reference: levels[0].level });
  };
  return within([]);
}

function* imputed(c: Compared, adjust: readonly Covariate[], complete: readonly Group[], levels: ReadonlyMap<string, readonly string[]>): Asking<ArmDesign> {
  const whole = mergeAll(complete.map((g) => g.moments));
  const candidates = candidatesOf(adjust, (name) => (whole.n > 0 ? meanOf(whole, name) : 0), levels);
  const asked = Object.fromEntries(candidates.flatMap(({ columns, missing }) => [...columns, missing]).map(({ name, expression }) => [name, expression]));
  const reply = yield* ask(moments({ columns: { ...outcomeColumn(c), ...asked }, by: armKeys(c), ...onlyWhere(c) }));
  const compared = comparedIn(c, reply.groups);
  const least = c.outcome ? (c.leastUnits ?? leastUnitsOf(armSizes(compared))) : 0;
  const { columns, sums, joined } = enteringColumns(candidates, compared, least);
  const outcome = Object.keys(outcomeColumn(c));
  const names = [...outcome, ...columns.map(({ name }) => name)];
  const missing = adjust.map((x): Imputed => {
    const covariate = columnOfCovariate(x);
    const kind = typeof x === 'string' ? 'number' : 'factor';
    return { covariate, units: missingUnits(covariate, compared), kind, indicated: names.includes(missingName(covariate)) };
  });
  const absent = missing.find(({ units }) => units === unitsIn(compared));
  if (absent) throw new EstimandError('covariate-missing', { column: absent.covariate });
  const kept = (m: Moments): Moments => (joined.length === 0 ? select(m, names) : combine(m, { ...unchanged(outcome), ...sums }));
  return {
    groups: reply.groups.map((group) => ({ ...group, moments: kept(group.moments) })),
    columns,
    integer: reply.integer,
    imputed: missing.filter(({ units }) => units > 0),
    merged: joined,
  };
}
