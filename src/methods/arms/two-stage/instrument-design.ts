import { EstimandError } from '../../../errors/estimand-error.ts';
import { and, column, indicator, is, isKnown, not, or } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { inClusters, withKnownClusters } from '../../../inference/arms/clustered/known-clusters.ts';
import { type DesignColumn, indicators } from '../../../models/arm-columns.ts';
import { type ArmDesign, armDesign } from '../../../models/arm-design.ts';
import { eachLevel, expectFactors } from '../../../models/factor-levels.ts';
import { withFactor } from '../../../moments/factors.ts';
import { comomentOf, type Moments, meanOf } from '../../../moments/moments.ts';
import { indicatorName } from '../../../moments/terms.ts';
import { type Covariate, columnOfCovariate } from '../../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { type Group, levels, moments } from '../../../relation/requests.ts';
import type { TwoStageAsked } from './options.ts';

/** Outcome, treatments, instruments and covariates of every unit that has the first three: moments, and how a row makes each column. */
export interface InstrumentDesign {
  readonly moments: Moments;
  /** By arm, or one group called "all". */
  readonly groups: readonly Group[];
  readonly assignment: string | undefined;
  readonly outcome: DesignColumn;
  readonly treatments: readonly DesignColumn[];
  readonly instruments: readonly DesignColumn[];
  readonly covariates: readonly DesignColumn[];
  /** The rows in it. */
  readonly where: Expression;
  readonly source: ArmDesign;
}

/**
 * Asks for the moments of a regression with instruments: one round, one before it for the levels of factors that are instruments, one after it when
 * covariates are missing (see `armDesign`).
 *
 * Errors  those of `armDesign`; arm-missing, arm-too-small, units-incomplete; instrument-constant.
 */
export function* instrumentDesign(a: TwoStageAsked): Asking<InstrumentDesign> {
  const { c, assignment, arms } = a;
  const outcome = { name: c.outcome, expression: c.measure };
  const treatments = a.treatments.map((name) => ({ name, expression: a.treatmentMeasure ?? column(name) }));
  const rows = inClusters(c);
  const measured = yield* measuredInstruments(a.instruments, rows.where);
  const beside = Object.fromEntries([...treatments, ...measured].map(({ name, expression }) => [name, expression]));
  const compared = {
    outcome: { name: c.outcome, measure: c.measure },
    beside,
    ...(assignment !== undefined && { assignment }),
    ...(arms && { arms }),
    ...rows,
  };
  const source = yield* withLost(a, armDesign(compared, a.covariates));
  const groups = groupsOf(source, a, [c.outcome, ...Object.keys(beside)]);
  const within = groups.map((g) => ({ level: g.key[0], moments: g.moments }));
  const whole = assignment === undefined ? within[0].moments : withFactor(assignment, within, { reference: within[0].level });
  const byArm = assignment === undefined ? [] : within.slice(1).map(({ level }) => armColumn(assignment, level));
  const instruments = [...byArm, ...measured];
  const constant = instruments.find(({ name }) => isConstant(whole, name));
  if (constant) throw new EstimandError('instrument-constant', { column: constant.name, value: String(meanOf(whole, constant.name)) });
  const inArms = assignment === undefined ? [] : [within.map(({ level }) => is(column(assignment), level)).reduce(or)];
  const there = [c.measure, ...treatments.map((t) => t.expression), ...measured.map((z) => z.expression)].map(isKnown);
  return {
    moments: whole,
    groups,
    assignment,
    outcome,
    treatments,
    instruments,
    covariates: source.columns,
    where: [...inArms, ...(rows.where ? [rows.where] : []), ...there].reduce(and),
    source,
  };
}

/** Rows in no cluster count as dropped. */
function* withLost({ assignment, c: { cluster } }: TwoStageAsked, asking: Asking<ArmDesign>): Asking<ArmDesign> {
  if (assignment !== undefined) return yield* withKnownClusters({ assignment, cluster }, asking);
  if (cluster === undefined) return yield* asking;
  const [design, outside] = yield* all([asking, ask(moments({ columns: {}, where: not(isKnown(column(cluster))) }))]);
  const lost = outside.groups[0]?.moments.n ?? 0;
  return { ...design, groups: design.groups.map((g) => ({ ...g, dropped: g.dropped + lost })) };
}

const armColumn = (assignment: string, level: string): DesignColumn => ({
  name: indicatorName(assignment, level),
  expression: indicator(is(column(assignment), level)),
});

/** Numbers as they are, factors by an indicator of each level but the first. */
function* measuredInstruments(instruments: readonly Covariate[], where: Expression | undefined): Asking<readonly DesignColumn[]> {
  const factors = instruments.filter((z) => typeof z !== 'string').map(columnOfCovariate);
  const replies = yield* all(factors.map((of) => ask(levels({ of, ...(where && { where }) }))));
  const found = new Map(factors.map((factor, i) => [factor, replies[i].groups.map((g) => g.key[0])]));
  expectFactors(found);
  return instruments.flatMap((z): readonly DesignColumn[] => {
    if (typeof z === 'string') return [{ name: z, expression: column(z) }];
    const shown = indicators(eachLevel(z.factor, found.get(z.factor)!));
    if (shown.length === 0) throw new EstimandError('instrument-constant', { column: z.factor, value: found.get(z.factor)?.[0] });
    return shown;
  });
}

/** Errors  arm-missing, arm-too-small, units-incomplete, instrument-constant. */
function groupsOf({ groups: seen }: ArmDesign, { assignment, arms }: TwoStageAsked, columns: readonly string[]): readonly Group[] {
  if (seen.every((g) => g.moments.n === 0) && seen.some((g) => g.dropped > 0)) throw new EstimandError('units-incomplete', { columns, arm: undefined });
  if (assignment === undefined) {
    if (seen.length === 0) throw new EstimandError('too-few-rows', { rows: 0, parameters: 2 });
    return seen;
  }
  const names = seen.map((g) => g.key[0]);
  const groups = (arms ?? names).map((arm) => {
    const group = seen.find((g) => g.key[0] === arm);
    if (!group) throw new EstimandError('arm-missing', { column: assignment, arm, seen: names, booleans: names.some((s) => s === 'true' || s === 'false') });
    if (group.moments.n === 0 && group.dropped > 0) throw new EstimandError('units-incomplete', { columns, arm });
    if (group.moments.n < 2) throw new EstimandError('arm-too-small', { column: assignment, arm, units: group.moments.n });
    return group;
  });
  if (groups.length < 2) throw new EstimandError('instrument-constant', { column: assignment, value: groups[0]?.key[0] });
  return groups;
}

export function isConstant(m: Moments, name: string): boolean {
  return comomentOf(m, name, name) <= m.weight * (1e-12 * Math.abs(meanOf(m, name))) ** 2;
}
