import { column, indicator, is, isKnown, not, when } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { withFactor } from '../moments/factors.ts';
import { mergeAll } from '../moments/merge.ts';
import { comomentOf, emptyMoments, type Moments, meanOf, select } from '../moments/moments.ts';
import { indicatorLevels, indicatorName } from '../moments/terms.ts';
import { type Covariate, columnOfCovariate } from '../protocol/protocol.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { type Group, type MomentsReply, moments } from '../relation/requests.ts';

/** A column of the regression: its name in messages and tables, and how a row makes it. */
export interface DesignColumn {
  readonly name: string;
  readonly expression: Expression;
}

/** What is compared between arms beside the covariates; absent when only the covariates are asked about. */
export interface Compared {
  readonly assignment: string;
  readonly outcome?: { readonly name: string; readonly measure: Expression };
}

/** Outcome and covariates by arm, with every unit that has the outcome: missing covariates are imputed, factors expanded. */
export interface ArmDesign {
  readonly groups: readonly Group[];
  readonly columns: readonly DesignColumn[];
  readonly integer: MomentsReply['integer'];
  /** Covariates with missing values, and on how many units. */
  readonly imputed: readonly { readonly covariate: string; readonly units: number }[];
}

/**
 * Asks for the moments of a covariate-adjusted comparison. One round when no covariate is missing; then factors come from moments by their levels.
 * Otherwise a second round: missing numbers become the mean and get an indicator, so that the units stay whole. With the indicator in the
 * regression the imputed constant does not matter, which is why it adds no uncertainty.
 */
export function* armDesign(c: Compared, adjust: readonly Covariate[]): Asking<ArmDesign> {
  const numbers = adjust.filter((x) => typeof x === 'string');
  const factors = adjust.flatMap((x) => (typeof x === 'string' ? [] : [x.factor]));
  const outcome = outcomeColumn(c);
  const numeric = Object.fromEntries(numbers.map((name) => [name, column(name)]));
  const [plain, full] = yield* all([
    ask(moments({ columns: outcome, by: [c.assignment] })),
    ask(moments({ columns: { ...outcome, ...numeric }, by: [c.assignment, ...factors] })),
  ]);
  const levels = new Map(factors.map((factor, f) => [factor, [...new Set(full.groups.map((g) => g.key[f + 1]))].sort()]));
  const columns = [
    ...numbers.map((name) => ({ name, expression: column(name) })),
    ...factors.flatMap((factor) => indicators(factor, levels.get(factor)!, (e) => e)),
  ];
  if (unitsIn(full.groups) === unitsIn(plain.groups)) {
    const groups = plain.groups.map((group) => ({
      ...group,
      moments: armMoments(group.key[0], full.groups, Object.keys(outcome), [...Object.keys(outcome), ...numbers], factors, levels, columns),
    }));
    return { groups, columns, integer: plain.integer, imputed: [] };
  }
  return yield* imputed(c, adjust, full, levels);
}

const outcomeColumn = ({ outcome }: Compared): Readonly<Record<string, Expression>> => (outcome ? { [outcome.name]: outcome.measure } : {});

const unitsIn = (groups: readonly Group[]): number => groups.reduce((sum, g) => sum + g.moments.n, 0);

function indicators(factor: string, levels: readonly string[], wrap: (e: Expression) => Expression): readonly DesignColumn[] {
  return indicatorLevels(factor, levels).map((level) => ({ name: indicatorName(factor, level), expression: wrap(indicator(is(column(factor), level))) }));
}

/** The moments of one arm over outcome, numbers and indicators, from its cells of factor levels. */
function armMoments(
  arm: string,
  cells: readonly Group[],
  outcome: readonly string[],
  measured: readonly string[],
  factors: readonly string[],
  levels: ReadonlyMap<string, readonly string[]>,
  columns: readonly DesignColumn[],
): Moments {
  const within = (fixed: readonly string[]): Moments => {
    if (fixed.length === factors.length) {
      return cells.find(({ key }) => key[0] === arm && fixed.every((level, f) => key[f + 1] === level))?.moments ?? emptyMoments(measured);
    }
    const factor = factors[fixed.length];
    const byLevel = levels.get(factor)!.map((level) => ({ level, moments: within([...fixed, level]) }));
    return withFactor(factor, byLevel);
  };
  return select(within([]), [...outcome, ...columns.map(({ name }) => name)]);
}

function* imputed(c: Compared, adjust: readonly Covariate[], complete: MomentsReply, levels: ReadonlyMap<string, readonly string[]>): Asking<ArmDesign> {
  const whole = mergeAll(complete.groups.map((g) => g.moments));
  const filled = adjust.flatMap((x): readonly DesignColumn[] => {
    const covariate = columnOfCovariate(x);
    const known = (e: Expression, otherwise: number): Expression => when(isKnown(column(covariate)), e, otherwise);
    const values =
      typeof x === 'string' ? [{ name: x, expression: known(column(x), meanOf(whole, x)) }] : indicators(covariate, levels.get(covariate)!, (e) => known(e, 0));
    return [...values, { name: missingName(covariate), expression: indicator(not(isKnown(column(covariate)))) }];
  });
  const asked = Object.fromEntries(filled.map(({ name, expression }) => [name, expression]));
  const reply = yield* ask(moments({ columns: { ...outcomeColumn(c), ...asked }, by: [c.assignment] }));
  const missing = adjust.map(columnOfCovariate).map((covariate) => ({
    covariate,
    units: Math.round(reply.groups.reduce((sum, g) => sum + (g.moments.n > 0 ? meanOf(g.moments, missingName(covariate)) * g.moments.n : 0), 0)),
  }));
  const columns = filled.filter(({ name }, j) => !isMissingName(name) || informative(name, filled.slice(0, j), reply.groups));
  const groups = reply.groups.map((group) => ({
    ...group,
    moments: select(group.moments, [...Object.keys(outcomeColumn(c)), ...columns.map(({ name }) => name)]),
  }));
  return { groups, columns, integer: reply.integer, imputed: missing.filter(({ units }) => units > 0) };
}

const suffix = ' is missing';
const missingName = (covariate: string): string => covariate + suffix;
const isMissingName = (name: string): boolean => name.endsWith(suffix);

/** An indicator of missing values earns its place when it varies in every arm and repeats no indicator before it. */
function informative(name: string, before: readonly DesignColumn[], groups: readonly Group[]): boolean {
  const varies = groups.every(({ moments: m }) => m.n > 0 && comomentOf(m, name, name) > 1e-9);
  return varies && !before.some((other) => isMissingName(other.name) && groups.every(({ moments: m }) => repeats(m, name, other.name)));
}

function repeats(m: Moments, a: string, b: string): boolean {
  return comomentOf(m, a, b) ** 2 >= (1 - 1e-9) * comomentOf(m, a, a) * comomentOf(m, b, b);
}
