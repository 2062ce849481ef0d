import type { Estimate } from '../../../estimate/estimate.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { freedomFindings } from '../../../inference/arms/clustered/cluster-findings.ts';
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
import { differenceOverClusters } from '../../../inference/clustered-blocks.ts';
import { relativeEffect } from '../../../inference/relative.ts';
import { differenceOverBlocks, type StratifiedDifference, stratifiedDifference, type Target } from '../../../inference/stratified.ts';
import { quantileOf, waldInference } from '../../../inference/wald.ts';
import { question } from '../../../protocol/question.ts';
import { all } from '../../../relation/asking.ts';
import type { Group } from '../../../relation/requests.ts';
import { blocksExhibit } from './blocks-exhibit.ts';
import { cellsOf, clustersOfBlocks } from './cells.ts';
import type { BlockedDetails, OtherTarget } from './details.ts';
import {
  clustersRefusal,
  leftOutFinding,
  oneBlockRefusal,
  smallBlocksRefusal,
  smallLeftOutFinding,
  targetFinding,
  tornRefusal,
  withinFinding,
  withoutBlockFinding,
} from './findings.ts';
import { arePairs, type Chosen, chosen, type NamedStratum, strataOf } from './strata.ts';

export interface BlockedOptions extends ContrastOptions {
  /** Column of the blocks within which arms were drawn, or of strata that were known before. */
  readonly blocks: string;
  /**
   * `population`: more units of the same blocks, shared out among them by chance. `blocks`: units of more blocks, of which these were drawn. `sample`: these units
   * only. Default: `population`, of more than 20 blocks the wider of both. Pairs, and where it is not given blocks of mostly single units, are taken as drawn.
   */
  readonly target?: Target;
  /** Column of clusters that hold whole blocks, such as passages of questions: errors are added up by it, and blocks are a sample. */
  readonly within?: string;
}

/**
 * Effect of assignment from comparisons within blocks: the draw's own blocks, or strata known before it (post-stratification).
 *
 * Model   sum over blocks of n_b / n times the difference in means of block b; variance and t by `stratifiedDifference`, or by
 *         `differenceOverBlocks` when the blocks were drawn themselves, as pairs are.
 * Shapes  one `Moments` an arm and block over [outcome].
 * Units   outcome units; a share for binary outcomes.
 *         Blocks in which an arm has no outcome, and blocks with a single unit of an arm unless each is one observation, are left out and counted.
 * Errors  arm-missing, arm-too-small, outcome-missing; block-one-arm where no block holds both; blocks-missing. Refused when every block holds a single unit
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
    plan: (protocol) => {
      const { blocks, blocksAs, blocksWithin: within } = protocol;
      const how = { ...(blocksAs && { target: targets[blocksAs] }), ...(within !== undefined && { within }) };
      return blocks === undefined ? [] : contrastsOf(protocol).map((o) => ({ ...o, blocks, ...how }));
    },
    example: { outcome: 'y', assignment: 'z', control: 0, blocks: 'g' },
  },
  function* (options) {
    const c = contrastOf(options);
    const { blocks, within } = options;
    const target = within === undefined ? options.target : 'blocks';
    const [{ whole, cells }, clusters] = yield* all([cellsOf(c, blocks, within), clustersOfBlocks(blocks, within)]);
    const compared = yield* comparison(whole, c);
    if ('refused' in compared) return compared.refused;
    const { arms, groups, binary } = compared;
    const refusing = (finding: Finding) => ({ estimates: [], findings: [finding], exhibits: [] });
    if (c.cluster !== undefined) return refusing(clustersRefusal(c.outcome, blocks, c.cluster));
    const found = arms.treatments.map((arm) => {
      const { strata, leftOut } = strataOf(cells, c, arm.key[0], blocks);
      return { arm, leftOut, ...chosen(strata, target) };
    });
    const torn = clusters.filter(({ clusters: held }) => held > 1);
    if (torn.length > 0) return refusing(tornRefusal(c.outcome, blocks, within!, torn));
    if (found.some((one) => one.target === 'blocks' && one.strata.length < 2)) return refusing(oneBlockRefusal(c.outcome, blocks));
    const lone = found.find(({ strata }) => strata.length === 0);
    if (lone) return refusing(smallBlocksRefusal(c.outcome, blocks, lone.small));
    const clusterOf = new Map(clusters.map(({ block, cluster }) => [block, cluster]));
    const estimates = found.map((one) => estimateOf(one, arms, c, { blocks, binary, ...(within !== undefined && { within, clusterOf }) }));
    const inBlocks = cells.filter(({ arm }) => groups.some((g) => g.key[0] === arm)).reduce((sum, { group }) => sum + group.moments.n, 0);
    const without = groups.reduce((sum, g) => sum + g.moments.n, 0) - inBlocks;
    const findings = [
      ...(within === undefined ? [] : [withinFinding(c.outcome, blocks, within), ...freedomFindings({ outcome: c.outcome, cluster: within }, estimates)]),
      ...(without > 0 ? [withoutBlockFinding(c.outcome, within === undefined ? blocks : `${blocks} or ${within}`, without, inBlocks)] : []),
      ...found.flatMap(({ arm, leftOut, small }, i) => {
        const about = { estimate: estimates[i].id, blocks, arm: arm.key[0], outcome: c.outcome };
        return [
          ...(leftOut.blocks > 0 ? [leftOutFinding(about, leftOut)] : []),
          ...(small.length > 0 ? [smallLeftOutFinding(about, small)] : []),
          ...(estimates[i].details!.otherTarget ? [targetFinding(about, estimates[i])] : []),
        ];
      }),
    ];
    return { estimates, findings, exhibits: c.role === 'primary' ? found.flatMap(({ strata }, i) => blocksExhibit(estimates[i], strata, blocks)) : [] };
  },
);

interface Setting {
  readonly blocks: string;
  readonly binary: boolean;
  readonly within?: string;
  readonly clusterOf?: ReadonlyMap<string, string>;
}

/** What a study calls the blocks that it means. */
const targets = { units: 'population', blocks: 'blocks' } as const;

const differenceFor = (strata: readonly NamedStratum[], target: Target): StratifiedDifference =>
  target === 'blocks' ? differenceOverBlocks(strata) : stratifiedDifference(strata, target);

/** Half as wide as the interval. */
const reach = ({ standardError, df }: StratifiedDifference, level: number): number => standardError * quantileOf({ kind: 't', df }, (1 + level) / 2);

/** For what the blocks stand for; where nobody said it, for what has the wider interval, and the other. */
function widest(
  { strata, target, undeclared }: Chosen,
  level: number,
): { readonly target: Target; readonly difference: StratifiedDifference; readonly other?: OtherTarget } {
  const own = { target, difference: differenceFor(strata, target) };
  if (!undeclared) return own;
  const drawn = { target: 'blocks', difference: differenceFor(strata, 'blocks') } as const;
  const [wide, narrow] = reach(drawn.difference, level) > reach(own.difference, level) ? [drawn, own] : [own, drawn];
  const { standardError, df } = narrow.difference;
  return { ...wide, other: { target: narrow.target, standardError, df } };
}

function estimateOf(one: Chosen & { readonly arm: Group }, arms: Arms, c: Contrast, { blocks, binary, within, clusterOf }: Setting): Estimate<BlockedDetails> {
  const { arm, strata } = one;
  const pairs = arePairs(strata);
  const names = clusterOf ? [...new Set(strata.map(({ block }) => clusterOf.get(block)!))] : [];
  const { target, difference, other } = clusterOf
    ? {
        target: 'blocks' as const,
        difference: differenceOverClusters(
          strata,
          strata.map(({ block }) => names.indexOf(clusterOf.get(block)!)),
        ),
        other: undefined,
      }
    : widest(one, c.level);
  const { value, standardError, df, means } = difference;
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
      `Average effect of assigning ${treatment} rather than ${c.control} (${c.assignment}) on ${c.outcome}, among all units assigned, compared within ${pairs ? 'pairs' : 'blocks'} (${blocks})${target === 'blocks' ? ', which are a sample of many' : ''}${within === undefined ? '' : `, with errors by ${within}`}.`,
    ),
    value,
    ...waldInference(value, standardError, reference, c),
    sizes: {
      units: sizes[0].n + sizes[1].n,
      perArm: Object.fromEntries(sizes.map(({ group, n }) => [group.key[0], n])),
      ...(clusterOf && { clusters: names.length }),
      dropped: Object.fromEntries(sizes.map(({ group, n }) => [group.key[0], group.moments.n + group.dropped - n])),
    },
    ...(relative && { relative }),
    method: { id: 'blocked', options: { ...contrastRecord(c), blocks, target, ...(within !== undefined && { within }) }, source: blocked.source },
    details: {
      blocks: strata.length,
      pairs,
      target,
      ...(other && { otherTarget: other }),
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
