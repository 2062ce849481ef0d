import type { Estimate } from '../../../estimate/estimate.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { comparison } from '../../../inference/arms/comparison.ts';
import {
  type Arms,
  type Contrast,
  type ContrastOptions,
  contrastOf,
  contrastRecord,
  contrastsOf,
  estimandOf,
  estimateId,
} from '../../../inference/arms/contrast.ts';
import { relativeEffect } from '../../../inference/relative.ts';
import { differenceOverBlocks, stratifiedDifference, type Target } from '../../../inference/stratified.ts';
import { waldInference } from '../../../inference/wald.ts';
import { question } from '../../../protocol/question.ts';
import type { Group } from '../../../relation/requests.ts';
import { blocksExhibit } from './blocks-exhibit.ts';
import { cellsOf } from './cells.ts';
import { clustersRefusal, leftOutFinding, oneBlockRefusal, smallBlocksRefusal, withoutBlockFinding } from './findings.ts';
import { arePairs, type NamedStratum, type Strata, smallBlocks, strataOf } from './strata.ts';

export interface BlockedOptions extends ContrastOptions {
  /** Column of the blocks within which arms were drawn, or of strata that were known before. */
  readonly blocks: string;
  /**
   * `population` (default): more units of the same blocks, shared out among them by chance. `blocks`: units of more blocks, of which these were
   * drawn. `sample`: these units only. Pairs are always taken as drawn.
   */
  readonly target?: Target;
}

export interface BlockedDetails {
  readonly blocks: number;
  readonly pairs: boolean;
  readonly arms: readonly { readonly arm: string; readonly n: number; readonly mean: number; readonly blockMean: number }[];
  /** Smallest and largest share of the treatment in a block. */
  readonly treatedShare: { readonly least: number; readonly most: number };
}

/**
 * Effect of assignment from comparisons within blocks: the draw's own blocks, or strata known before it (post-stratification).
 *
 * Model   sum over blocks of n_b / n times the difference in means of block b; variance and t by `stratifiedDifference`, or by
 *         `differenceOverBlocks` when the blocks were drawn themselves, as pairs are.
 * Shapes  one `Moments` an arm and block over [outcome].
 * Units   outcome units; a share for binary outcomes.
 * Errors  arm-missing, arm-too-small, outcome-missing; block-one-arm, naming the blocks; blocks-missing. Refused when some block holds a single unit
 *         of an arm and blocks were not drawn, and for clusters.
 * Source  Imbens & Rubin (2015); Miratrix, Sekhon & Yu (2013). Parity: estimatr difference_in_means(blocks =) with `target: 'sample'`.
 */
export const blocked = question<BlockedOptions>(
  {
    id: 'blocked',
    title: 'Intention-to-treat effect within blocks',
    source: 'Imbens & Rubin (2015), Causal Inference, ch. 9; Miratrix, Sekhon & Yu (2013), JRSS B 75',
    docs: 'docs/methods/blocked.md',
    rounds: { usual: 1, most: 2 },
    plan: (protocol) => (protocol.blocks === undefined ? [] : contrastsOf(protocol).map((o) => ({ ...o, blocks: protocol.blocks! }))),
    example: { outcome: 'y', assignment: 'z', control: 0, blocks: 'g' },
  },
  function* (options) {
    const c = contrastOf(options);
    const { blocks, target = 'population' } = options;
    const { whole, cells } = yield* cellsOf(c, blocks);
    const compared = yield* comparison(whole, c);
    if ('refused' in compared) return compared.refused;
    const { arms, groups, binary } = compared;
    const refusing = (finding: Finding) => ({ estimates: [], findings: [finding], exhibits: [] });
    if (c.cluster !== undefined) return refusing(clustersRefusal(c.outcome, blocks, c.cluster));
    const several = arms.treatments.length > 1;
    const found = arms.treatments.map((arm) => ({ arm, ...strataOf(cells, c, arm.key[0], blocks, several) }));
    const small = new Set(found.flatMap(({ strata }) => (target === 'blocks' || arePairs(strata) ? [] : smallBlocks(strata))));
    if (found.some(({ strata }) => target === 'blocks' && strata.length < 2)) return refusing(oneBlockRefusal(c.outcome, blocks));
    if (small.size > 0) return refusing(smallBlocksRefusal(c.outcome, blocks, [...small].sort()));
    const estimates = found.map(({ arm, strata }) => estimateOf(arm, strata, arms, c, { blocks, target, binary }));
    const inBlocks = cells.filter(({ arm }) => groups.some((g) => g.key[0] === arm)).reduce((sum, { group }) => sum + group.moments.n, 0);
    const without = groups.reduce((sum, g) => sum + g.moments.n, 0) - inBlocks;
    const findings = [
      ...(without > 0 ? [withoutBlockFinding(c.outcome, blocks, without, inBlocks)] : []),
      ...found.flatMap(({ arm, leftOut }, i) => (leftOut.blocks > 0 ? [leftOutFinding(estimates[i].id, blocks, arm.key[0], leftOut)] : [])),
    ];
    return { estimates, findings, exhibits: c.role === 'primary' ? found.flatMap(({ strata }, i) => blocksExhibit(estimates[i], strata, blocks)) : [] };
  },
);

interface Setting {
  readonly blocks: string;
  readonly target: Target;
  readonly binary: boolean;
}

function estimateOf(arm: Group, strata: Strata['strata'], arms: Arms, c: Contrast, { blocks, target, binary }: Setting): Estimate<BlockedDetails> {
  const pairs = arePairs(strata);
  const { value, standardError, df, means } = target === 'blocks' || pairs ? differenceOverBlocks(strata) : stratifiedDifference(strata, target);
  const reference = { kind: 't', df } as const;
  const relative = relativeEffect(means, reference, c);
  const units = (side: 'treatment' | 'control'): number => strata.reduce((sum, s) => sum + s[side].n, 0);
  const sizes = [
    { group: arms.control, n: units('control') },
    { group: arm, n: units('treatment') },
  ];
  const treated = strata.map((s) => s.treatment.n / (s.treatment.n + s.control.n));
  const [treatment] = arm.key;
  return {
    id: estimateId('blocked', c, treatment, arms),
    role: c.role,
    estimand: estimandOf(
      c,
      treatment,
      binary,
      `Average effect of assigning ${treatment} rather than ${c.control} (${c.assignment}) on ${c.outcome}, among all units assigned, compared within ${pairs ? 'pairs' : 'blocks'} (${blocks}).`,
    ),
    value,
    ...waldInference(value, standardError, reference, c),
    sizes: {
      units: sizes[0].n + sizes[1].n,
      perArm: Object.fromEntries(sizes.map(({ group, n }) => [group.key[0], n])),
      dropped: Object.fromEntries(sizes.map(({ group, n }) => [group.key[0], group.moments.n + group.dropped - n])),
    },
    ...(relative && { relative }),
    method: { id: 'blocked', options: { ...contrastRecord(c), blocks, target }, source: blocked.source },
    details: {
      blocks: strata.length,
      pairs,
      arms: [
        { arm: c.control, n: sizes[0].n, mean: plainMean(strata, 'control'), blockMean: means.control },
        { arm: treatment, n: sizes[1].n, mean: plainMean(strata, 'treatment'), blockMean: means.treatment },
      ],
      treatedShare: { least: treated.reduce((a, b) => Math.min(a, b)), most: treated.reduce((a, b) => Math.max(a, b)) },
    },
  };
}

function plainMean(strata: readonly NamedStratum[], side: 'treatment' | 'control'): number {
  const n = strata.reduce((sum, s) => sum + s[side].n, 0);
  return strata.reduce((sum, s) => sum + s[side].n * s[side].mean, 0) / n;
}
