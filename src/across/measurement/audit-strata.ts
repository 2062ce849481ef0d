import { sayNumber } from '../../estimate/say.ts';
import { and, call, column, divide, isKnown } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { comomentOf, type Moments, meanOf, varianceOf } from '../../moments/moments.ts';
import type { AuditCell } from '../../power/plan-audit.ts';
import { auditWeight, isAudited } from '../../protocol/audited.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type MomentsReply, moments } from '../../relation/requests.ts';
import { type ArmMeasure, byArm } from './arm-measure.ts';
import type { Measurement } from './measurement.ts';
import { predictorsOf } from './options.ts';

/** Units of one arm that were audited with one probability. */
export interface AuditStratum extends Pick<AuditCell, 'units' | 'audited' | 'errorSpread'> {
  readonly arm: string;
  /** Such as 0.3. */
  readonly chance: string;
  /** What its labels stand for, of all that those of the arm do. */
  readonly share: number;
}

/** Chances that differ by less are one. */
const ratio = 1.1;
/** A chance that is different for every unit makes no strata. */
const most = 8;

/**
 * The strata of an audit that was drawn by declared probabilities: units of one probability, of which more or fewer could be labelled.
 *
 * Model   a label adds to the variance of its arm's audit the square of what it adds to the measure; a stratum has the sum of its labels, as a spread a label.
 * Shapes  one round: moments by arm and chance. Undefined where there are no strata to plan by: one probability an arm, more than eight, strata without two labels, or
 *         arms that are compared within blocks or err by clusters.
 */
export function* auditStrata({ arms, inBlocks, options: o }: Measurement): Asking<readonly AuditStratum[] | undefined> {
  const { sampling, assignment, cluster } = o;
  if (sampling === undefined || inBlocks || cluster !== undefined) return undefined;
  const chance = call('floor', divide(call('log', column(sampling)), Math.log(ratio)));
  const judged = predictorsOf(o)
    .map((name) => isKnown(column(name)))
    .reduce(and);
  const of = (condition: Expression): Expression => (o.where ? and(o.where, condition) : condition);
  const by = { arm: column(assignment), chance };
  const [units, labels] = yield* all([
    ask(moments({ columns: { chance: column(sampling) }, by, where: of(judged) })),
    ask(moments({ columns: { weight: auditWeight(o), added: byArm(arms, o, (arm) => arm.onAudit) }, by, where: of(isAudited(o)) })),
  ]);
  const found = arms.map((arm) => strataOf(arm, units, labels));
  const strata = found.flatMap((own) => own ?? []);
  return found.includes(undefined) || strata.length === arms.length ? undefined : strata;
}

function strataOf({ arm, auditVariance, units: all }: ArmMeasure, units: MomentsReply, labels: MomentsReply): readonly AuditStratum[] | undefined {
  const own = units.groups.filter(({ key, moments: m }) => key[0] === arm && m.n > 0);
  const cells = own.map(({ key: [, chance], moments: m }) => ({
    units: m,
    labels: labels.groups.find(({ key }) => key[0] === arm && key[1] === chance)?.moments,
  }));
  if (cells.length > most || cells.some(({ labels: m }) => m === undefined || m.n < 2)) return undefined;
  const weight = cells.reduce((sum, { labels: m }) => sum + m!.n * meanOf(m!, 'weight'), 0);
  const squares = (m: Moments): number => (comomentOf(m, 'added', 'added') + m.n * meanOf(m, 'added') ** 2) / all ** 2;
  // Factors of few labels, and what an audit need not have seen, are those of the arm.
  const total = cells.reduce((sum, { labels: m }) => sum + squares(m!), 0);
  const scale = total > 0 ? auditVariance / total : 0;
  return cells
    .map(({ units: m, labels: seen }) => {
      const share = (seen!.n * meanOf(seen!, 'weight')) / weight;
      const chance = meanOf(m, 'chance');
      const alike = Math.sqrt(varianceOf(m, 'chance')) < 1e-9 * chance || m.n === 1;
      return {
        arm,
        chance: `${alike ? '' : 'about '}${sayNumber(chance)}`,
        share,
        units: m.n,
        audited: seen!.n,
        errorSpread: Math.sqrt(scale * squares(seen!) * seen!.n) / share,
      };
    })
    .sort((a, b) => b.audited / b.units - a.audited / a.units);
}
