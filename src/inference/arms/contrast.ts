import { EstimandError } from '../../errors/estimand-error.ts';
import type { Estimand, Role, Sizes, Unit } from '../../estimate/estimate.ts';
import { column, isKnown } from '../../expressions/build.ts';
import { canonicalText } from '../../expressions/canonical-text.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Compared } from '../../models/arm-columns.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import { scaleText } from '../../protocol/scale.ts';
import type { Group, MomentsReply } from '../../relation/requests.ts';
import { type Levels, levelsOf } from '../wald.ts';

/** One outcome compared between arms. */
export interface ContrastOptions {
  readonly outcome: string;
  /** Default: the column called like the outcome. */
  readonly measure?: Expression;
  readonly unit?: Unit;
  readonly role?: Role;
  /** How the measure was made of the column, in words such as `log of minutes`: said after the estimand. */
  readonly transformed?: string;
  /** What a unit gets of its rows, in words such as `mean score per user`: said after the estimand. */
  readonly perUnit?: string;
  /** The measure comes of whole numbers: those of a unit's rows, whose total or mean no longer says so by its type. */
  readonly ofWhole?: boolean;
  readonly assignment: string;
  readonly control: string | number | boolean;
  /** Default: every arm but control. */
  readonly treatments?: readonly (string | number | boolean)[];
  /** Column of what was randomized, when that is coarser than a row: errors are then shared within it. */
  readonly cluster?: string;
  /** `any`: the cluster is not what was randomized, and may hold several arms. Default: it was, and lies in one. */
  readonly clusterArms?: 'any';
  readonly level?: number;
  /** Level of each one-sided bound. */
  readonly boundsLevel?: number;
}

/** The options with every default filled in. */
export interface Contrast extends Levels {
  readonly outcome: string;
  readonly measure: Expression;
  readonly unit: Unit | undefined;
  readonly role: Role;
  readonly transformed: string | undefined;
  readonly perUnit: string | undefined;
  readonly ofWhole: boolean;
  readonly assignment: string;
  readonly control: string;
  readonly treatments: readonly string[] | undefined;
  readonly cluster: string | undefined;
  readonly clusterArms: 'any' | undefined;
}

/** Errors  option-invalid when a level is not between 0.5 and 1. */
export function contrastOf(o: ContrastOptions): Contrast {
  const { level, boundsLevel } = levelsOf(o);
  return {
    outcome: o.outcome,
    measure: o.measure ?? column(o.outcome),
    unit: o.unit,
    role: o.role ?? 'primary',
    transformed: o.transformed,
    perUnit: o.perUnit,
    ofWhole: o.ofWhole ?? false,
    assignment: o.assignment,
    control: canonicalText(o.control),
    treatments: o.treatments?.map(canonicalText),
    cluster: o.cluster,
    clusterArms: o.cluster === undefined ? undefined : o.clusterArms,
    level,
    boundsLevel,
  };
}

/** What a study asks of a method that contrasts the arms of a randomized design on its outcomes. */
export function contrastsOf(protocol: Protocol, concerns: (outcome: Outcome) => boolean = () => true): readonly ContrastOptions[] {
  return protocol.outcomes
    .filter((o) => o.ratio === undefined && o.quantile === undefined && concerns(o))
    .flatMap((o) => contrastOn(protocol, o, { measure: o.measure }));
}

/** The same of outcomes that are ratios, each with its numerator and denominator. */
export function ratioContrastsOf(protocol: Protocol): readonly (ContrastOptions & NonNullable<Outcome['ratio']>)[] {
  return protocol.outcomes.flatMap((o) => (o.ratio ? contrastOn(protocol, o, o.ratio) : []));
}

/** The same of outcomes that are quantiles, each with its share. */
export function quantileContrastsOf(protocol: Protocol): readonly (ContrastOptions & { readonly quantile: number })[] {
  return protocol.outcomes.flatMap((o) => (o.quantile === undefined ? [] : contrastOn(protocol, o, { measure: o.measure, quantile: o.quantile })));
}

function contrastOn<Of extends object>(protocol: Protocol, { name, unit, role, scale, perUnit }: Outcome, of: Of): readonly (ContrastOptions & Of)[] {
  const { assignment, analysis } = protocol;
  if (!assignment) return [];
  return [
    {
      outcome: name,
      ...of,
      role,
      ...(scale && { transformed: scaleText(perUnit?.says ?? name, scale) }),
      ...(perUnit && { perUnit: perUnit.says }),
      ...(perUnit?.whole && !scale && { ofWhole: true }),
      ...(unit.kind !== 'plain' && { unit }),
      assignment: assignment.column,
      control: assignment.control,
      treatments: assignment.treatments,
      ...errorsOf(protocol),
      level: analysis.level,
      boundsLevel: analysis.guardrailLevel,
    },
  ];
}

/** The clusters by which errors are added up: those that are named for it, else what was randomized where that is coarser than the unit. */
export function errorsOf({ cluster, errorsBy }: Pick<Protocol, 'cluster' | 'errorsBy'>): { readonly cluster?: string; readonly clusterArms?: 'any' } {
  if (errorsBy !== undefined) return { cluster: errorsBy, clusterArms: 'any' };
  return cluster === undefined ? {} : { cluster };
}

export interface Arms {
  readonly control: Group;
  readonly treatments: readonly Group[];
}

/**
 * The arms of a reply that is grouped by assignment first.
 *
 * Errors  arm-missing; arm-too-small with fewer than two units; outcome-missing when an arm has units but no values; option-invalid when a
 *         treatment is named twice or is control.
 */
export function armsOf(reply: Pick<MomentsReply, 'groups'>, c: Pick<Contrast, 'outcome' | 'assignment' | 'control' | 'treatments'>): Arms {
  const seen = reply.groups.map((group) => group.key[0]);
  const noValues = reply.groups.every((group) => group.moments.n === 0);
  const armNamed = (arm: string): Group => {
    const group = reply.groups.find((g) => g.key[0] === arm);
    if (!group) throw new EstimandError('arm-missing', { column: c.assignment, arm, seen, booleans: seen.some((s) => s === 'true' || s === 'false') });
    if (group.moments.n === 0 && group.dropped > 0) throw new EstimandError('outcome-missing', { column: c.outcome, arm: noValues ? undefined : arm });
    if (group.moments.n < 2) throw new EstimandError('arm-too-small', { column: c.assignment, arm, units: group.moments.n });
    return group;
  };
  const control = armNamed(c.control);
  const others = c.treatments ?? seen.filter((arm) => arm !== c.control);
  const twice = others.find((arm, i) => arm === c.control || others.indexOf(arm) !== i);
  if (twice !== undefined)
    throw new EstimandError('option-invalid', {
      option: 'treatments',
      found: `"${others.join('", "')}"`,
      asked: `distinct arms other than control ("${c.control}")`,
    });
  if (others.length === 0) throw new EstimandError('arm-missing', { column: c.assignment, arm: `other than ${c.control}`, seen, booleans: false });
  return { control, treatments: others.map(armNamed) };
}

/** What a covariate-adjusted contrast compares: the arms it names, or every arm there is. */
export function comparedBy({ assignment, control, treatments, outcome, measure, cluster }: Contrast): Compared {
  return {
    assignment,
    outcome: { name: outcome, measure },
    ...(treatments && { arms: [control, ...treatments] }),
    ...(cluster !== undefined && { where: isKnown(column(cluster)) }),
  };
}

/** With the clusters of each arm; together they are as many, unless clusters hold several arms. */
export function sizesOf(
  groups: readonly Group[],
  clusters?: Readonly<Record<string, number>>,
  together = clusters && Object.values(clusters).reduce((a, b) => a + b, 0),
): Sizes {
  return {
    units: groups.reduce((sum, g) => sum + g.moments.n, 0),
    perArm: Object.fromEntries(groups.map((g) => [g.key[0], g.moments.n])),
    ...(together !== undefined && { clusters: together }),
    dropped: Object.fromEntries(groups.map((g) => [g.key[0], g.dropped])),
  };
}

/** `itt:resolved`; with several treatment arms `itt:resolved:B`. */
export function estimateId(method: string, c: Contrast, treatment: string, arms: Arms): string {
  return arms.treatments.length > 1 ? `${method}:${c.outcome}:${treatment}` : `${method}:${c.outcome}`;
}

export function estimandOf(c: Contrast, treatment: string, binary: boolean, says: string, population = 'all units assigned'): Estimand {
  return {
    contrast: { treatment, control: c.control },
    population,
    outcome: c.outcome,
    unit: c.unit ?? (binary ? { kind: 'share' } : { kind: 'plain' }),
    says: `${says}${measuredAs(c)}`,
  };
}

/** How the outcome was made of its rows and its column, where it is not the column as it stands. */
function measuredAs({ transformed, perUnit }: Contrast): string {
  if (transformed !== undefined) return ` It is measured as the mean of ${transformed}.`;
  return perUnit === undefined ? '' : ` What is compared is the ${perUnit}.`;
}

/** The options as plain data, for the record. */
export function contrastRecord(c: Contrast): object {
  const { outcome, assignment, control, level, boundsLevel, cluster, clusterArms } = c;
  const by = { ...(cluster !== undefined && { cluster }), ...(clusterArms && { clusterArms }) };
  return { outcome, assignment, control, ...(c.treatments && { treatments: c.treatments }), ...by, level, boundsLevel };
}
