import { sayCount } from '../../estimate/say.ts';
import type { AuditCell, AuditPlan } from '../../power/plan-audit.ts';
import type { ArmMeasure } from './arm-measure.ts';
import type { AuditStratum } from './audit-strata.ts';
import type { BlockedErrors } from './blocks/errors.ts';
import type { Measurement } from './measurement.ts';

/** What labels are planned for, and how it is said: an arm against control by its labels, or pairs of which both are labelled. */
export interface PlannedAudit {
  readonly cells: readonly AuditCell[];
  /** Heads of the table: of what the cells are called, and of the labels there are; and what one more is. */
  readonly called: string;
  /** Whether the table says by which chance so many labels are drawn. */
  readonly byChance?: true;
  readonly of: string;
  readonly one: string;
  /** Ten more, as the subject of a sentence. */
  readonly tenMore: (cell: string) => string;
  readonly needs: (plan: AuditPlan) => string;
  readonly more: (count: number, cell: string) => string;
}

/** One for each treatment arm against control, on the variance of the effect that is read. */
export function plannedAudits({ arms, inBlocks, options }: Measurement, strata?: readonly AuditStratum[]): readonly PlannedAudit[] {
  const [control, ...treatments] = arms;
  if (inBlocks === undefined)
    return treatments.map((treatment) => {
      const both = [control, treatment];
      if (options.cluster !== undefined) return overClusters(both, options.cluster);
      return strata ? byStrata(both, strata) : byArms(both.map(cellOf));
    });
  return inBlocks.map((errors): PlannedAudit => {
    const own = [errors.control, errors.arm].map((name) => arms.find(({ arm }) => arm === name)!);
    if (errors.pairs) return inPairs(errors, options.blocks!);
    return errors.target === 'blocks' ? overBlocks(errors, own, options.blocks!) : byArms(withinBlocks(errors, own));
  });
}

const cellOf = ({ arm, units, audited, judgeVariance, auditVariance, freedom }: ArmMeasure): AuditCell => ({
  name: arm,
  units,
  audited,
  freedom,
  judgeVariance,
  errorSpread: Math.sqrt(auditVariance * audited),
});

/** Labels that lie in clusters as those there are: more of them in as many more clusters. */
function overClusters(arms: readonly ArmMeasure[], cluster: string): PlannedAudit {
  const spread = `spread over ${cluster} as those there are`;
  const plain = byArms(arms.map((arm) => ({ ...cellOf(arm), ...(arm.clusters && { judgeFreedom: Math.max(1, arm.clusters.judged - 1) }) })));
  return {
    ...plain,
    tenMore: (cell) => `ten more labels, ${spread}, help most in arm ${cell}, where they`,
    needs: (plan) => `${plain.needs(plan)}, ${spread}`,
    more: (count, cell) => `${plain.more(count, cell)}, ${spread}`,
  };
}

/** Strata of arms, which what the judge says is shared out to. */
const byStrata = (arms: readonly ArmMeasure[], strata: readonly AuditStratum[]): PlannedAudit => ({
  ...byArms(
    arms.flatMap((arm) =>
      strata
        .filter((stratum) => stratum.arm === arm.arm)
        .map(({ chance, share, units, audited, errorSpread }) => ({
          name: `${arm.arm} at chance ${chance}`,
          stratumOf: arm.arm,
          units,
          audited,
          errorSpread,
          share,
          freedom: arm.freedom,
          judgeVariance: arm.judgeVariance / share,
          judgeFreedom: Math.max(1, arm.units - 1) * share,
        })),
    ),
  ),
  called: 'arm and chance',
  byChance: true,
});

const byArms = (cells: readonly AuditCell[]): PlannedAudit => ({
  cells,
  called: 'arm',
  of: 'labels',
  one: 'label',
  tenMore: (cell) => `ten more labels help most in arm ${cell}, where they`,
  needs: ({ labels, cells: planned }) => `${sayCount(labels!)} labels: ${planned.map((c) => `${sayCount(c.labels!)} in arm ${c.name}`).join(', ')}`,
  more: (count, cell) => `${sayCount(count)} more in arm ${cell}`,
});

/** Arms that err apart within blocks; what no label takes away is counted with the first. */
const withinBlocks = ({ audits, judgeVariance, judgeFreedom }: BlockedErrors, arms: readonly ArmMeasure[]): readonly AuditCell[] =>
  audits.map(({ variance, freedom }, i) => ({
    ...cellOf(arms[i]),
    freedom,
    judgeVariance: i === 0 ? judgeVariance : 0,
    judgeFreedom,
    errorSpread: Math.sqrt(variance * arms[i].audited),
  }));

/** Both members of each pair. Beside pairs with one label, as many as would tell as much; where too few have both to say how many, such a label is half a pair. */
function inPairs(errors: BlockedErrors, blocks: string): PlannedAudit {
  const { blocks: units, complete, oneSided, pairSpread, judgeVariance, judgeFreedom } = errors;
  const [{ variance, freedom }] = errors.audits;
  const onlyPairs = oneSided.labels === 0 || !oneSided.counted;
  const single = oneSided.labels / 2;
  const asMuch = pairSpread ? pairSpread ** 2 / variance : complete + single;
  const audited = onlyPairs ? complete : Math.min(units - single, Math.max(1, asMuch));
  const pairs = `pairs of ${blocks}`;
  return {
    cells: [{ name: pairs, units, audited, freedom, judgeVariance, judgeFreedom, errorSpread: Math.sqrt(variance * audited) }],
    called: 'labelled in both arms',
    of: onlyPairs ? 'pairs' : 'pairs that tell as much',
    one: 'pair',
    tenMore: () => `ten more ${pairs}, labelled in both arms,`,
    needs: ({ labels }) => `${sayCount(Math.ceil(labels!))} ${pairs} labelled in both arms, ${sayCount(2 * Math.ceil(labels!))} labels`,
    more: (count) => `both members of ${sayCount(count)} more ${pairs}`,
  };
}

/** Blocks that are a sample: labels of both arms err together. */
function overBlocks(errors: BlockedErrors, arms: readonly ArmMeasure[], blocks: string): PlannedAudit {
  const [{ variance, freedom }] = errors.audits;
  const [units, audited] = [(a: ArmMeasure) => a.units, (a: ArmMeasure) => a.audited].map((of) => arms.reduce((sum, arm) => sum + of(arm), 0));
  const spread = `spread over ${blocks} and arms as those there are`;
  return {
    cells: [
      {
        name: 'both',
        units,
        audited,
        freedom,
        judgeVariance: errors.judgeVariance,
        judgeFreedom: errors.judgeFreedom,
        errorSpread: Math.sqrt(variance * audited),
      },
    ],
    called: 'arms',
    of: 'labels',
    one: 'label',
    tenMore: () => `ten more labels, ${spread},`,
    needs: ({ labels }) => `${sayCount(labels!)} labels, ${spread}`,
    more: (count) => `${sayCount(count)} more, ${spread}`,
  };
}
