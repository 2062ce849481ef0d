import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Answer } from '../../../estimate/answer.ts';
import type { Estimate } from '../../../estimate/estimate.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { freedomFindings } from '../../../inference/arms/clustered/cluster-findings.ts';
import type { Comparison } from '../../../inference/arms/comparison.ts';
import { type Arms, type Contrast, contrastRecord, estimandOf, estimateId } from '../../../inference/arms/contrast.ts';
import { relativeEffect } from '../../../inference/relative.ts';
import type { StratifiedDifference, Target } from '../../../inference/stratified.ts';
import { waldInference } from '../../../inference/wald.ts';
import type { Group } from '../../../relation/requests.ts';
import { blocksExhibit } from './blocks-exhibit.ts';
import type { BlockCell, BlockCluster } from './cells.ts';
import type { BlockedDetails } from './details.ts';
import { placesOf, widest } from './difference.ts';
import type { FewInBlocks } from './few-events.ts';
import {
  clustersRefusal,
  fewInBlocksFinding,
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

/** What blocks are and what they stand for. */
export interface InBlocks {
  readonly blocks: string;
  readonly within?: string | undefined;
  readonly target?: Target | undefined;
}

/** The blocks of one treatment, and of each the place of the cluster that holds it, where clusters are named. */
export interface OneArm extends Chosen {
  readonly arm: Group;
  readonly clusters?: readonly number[];
}

/** How the arms of blocks are compared: their difference for what blocks stand for, or why there is none. */
export interface BlockedMethod {
  readonly id: string;
  readonly source: string;
  /** Options beside those of the contrast and the blocks. */
  readonly options: object;
  /** Said of the estimand after its blocks, such as `, adjusted for x`. */
  readonly adjusted: string;
  compare(one: OneArm): BlockedDifference | { readonly refused: Finding };
  /** Beside the blocks, the table of each. */
  readonly exhibit: boolean;
}

export interface BlockedDifference {
  readonly of: (target: Target) => StratifiedDifference;
  /** What is known beside it. */
  readonly details?: (standardError: number, target: Target) => object;
  readonly findings?: (estimate: string) => readonly Finding[];
  /** Where events are few: what holds instead. */
  readonly few?: FewInBlocks | undefined;
}

/** What was asked of the rows. */
export interface AskedBlocks {
  readonly compared: Exclude<Comparison, { readonly refused: Answer }>;
  readonly cells: readonly BlockCell[];
  readonly clusters: readonly BlockCluster[];
}

/** Arms compared within blocks; everything is known, and what cannot be compared is refused with its reason. */
export function blockedAnswer(
  c: Contrast,
  { blocks, within, target: asked }: InBlocks,
  { compared, cells, clusters }: AskedBlocks,
  method: BlockedMethod,
): Answer {
  const target = within === undefined ? asked : 'blocks';
  const { arms, groups } = compared;
  const refusing = (finding: Finding) => ({ estimates: [], findings: [finding], exhibits: [] });
  if (c.cluster !== undefined) return refusing(clustersRefusal(c.outcome, blocks, c.cluster));
  const clusterOf = within === undefined ? undefined : new Map(clusters.map(({ block, cluster }) => [block, cluster]));
  const found = arms.treatments.map((arm) => {
    const { strata, leftOut } = strataOf(cells, c, arm.key[0], blocks);
    const those = chosen(strata, target);
    return { arm, leftOut, ...those, ...(clusterOf && { clusters: placesOf(those.strata, clusterOf) }) };
  });
  const torn = clusters.filter(({ clusters: held }) => held > 1);
  if (torn.length > 0) return refusing(tornRefusal(c.outcome, blocks, within!, torn));
  const alone = found.find(({ strata, clusters: places }) => strata.length > 1 && places && new Set(places).size < 2);
  if (alone) throw new EstimandError('cluster-too-few', { column: within!, arm: undefined, clusters: 1 });
  if (found.some((one) => one.target === 'blocks' && one.strata.length < 2)) return refusing(oneBlockRefusal(c.outcome, blocks));
  const lone = found.find(({ strata }) => strata.length === 0);
  if (lone) return refusing(smallBlocksRefusal(c.outcome, blocks, lone.small));
  const differences: BlockedDifference[] = [];
  for (const one of found) {
    const difference = method.compare(one);
    if ('refused' in difference) return refusing(difference.refused);
    differences.push(difference);
  }
  const estimates = found.map((one, i) => estimateOf(one, differences[i], arms, c, { blocks, within, binary: compared.binary, method }));
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
        ...(differences[i].findings?.(estimates[i].id) ?? []),
        ...fewInBlocksFinding(about, c.control, differences[i].few),
      ];
    }),
  ];
  const shown = method.exhibit && c.role === 'primary';
  return { estimates, findings, exhibits: shown ? found.flatMap(({ strata }, i) => blocksExhibit(estimates[i], strata, blocks)) : [] };
}

interface Setting extends InBlocks {
  readonly binary: boolean;
  readonly method: BlockedMethod;
}

function estimateOf(one: OneArm, compared: BlockedDifference, arms: Arms, c: Contrast, { blocks, binary, within, method }: Setting): Estimate<BlockedDetails> {
  const { arm, strata, clusters } = one;
  const pairs = arePairs(strata);
  const { target, difference, other } = widest(one, compared.of, c.level);
  const { value, standardError, df, means } = difference;
  const reference = { kind: 't', df } as const;
  const relative = relativeEffect(means, reference, c);
  const wald = { ...waldInference(value, standardError, reference, c), ...(relative && { relative }) };
  const units = (side: 'treatment' | 'control'): number => strata.reduce((sum, s) => sum + s[side].n, 0);
  const sizes = [
    { group: arms.control, n: units('control') },
    { group: arm, n: units('treatment') },
  ];
  const treated = strata.map((s) => s.treatment.n / (s.treatment.n + s.control.n));
  const [treatment] = arm.key;
  return {
    id: estimateId(method.id, c, treatment, arms),
    role: c.role,
    estimand: estimandOf(
      c,
      treatment,
      binary,
      `Average effect of assigning ${treatment} rather than ${c.control} (${c.assignment}) on ${c.outcome}, among all units assigned, compared within ${pairs ? 'pairs' : 'blocks'} (${blocks})${target === 'blocks' ? ', which are a sample of many' : ''}${method.adjusted}${within === undefined ? '' : `, with errors by ${within}`}.`,
    ),
    value,
    ...(compared.few ? compared.few.shown(wald, target) : wald),
    sizes: {
      units: sizes[0].n + sizes[1].n,
      perArm: Object.fromEntries(sizes.map(({ group, n }) => [group.key[0], n])),
      ...(clusters && { clusters: new Set(clusters).size }),
      dropped: Object.fromEntries(sizes.map(({ group, n }) => [group.key[0], group.moments.n + group.dropped - n])),
    },
    method: {
      id: method.id,
      options: {
        ...contrastRecord(c),
        blocks,
        ...method.options,
        ...(compared.few && { interval: compared.few.interval }),
        target,
        ...(within !== undefined && { within }),
      },
      source: method.source,
    },
    details: {
      blocks: strata.length,
      pairs,
      ...(clusters && { df }),
      target,
      ...(other && { otherTarget: other }),
      arms: [
        { arm: c.control, n: sizes[0].n, mean: plainMean(strata, 'control'), blockMean: means.control },
        { arm: treatment, n: sizes[1].n, mean: plainMean(strata, 'treatment'), blockMean: means.treatment },
      ],
      treatedShare: { least: treated.reduce((a, b) => Math.min(a, b)), most: treated.reduce((a, b) => Math.max(a, b)) },
      ...compared.details?.(standardError, target),
    },
  };
}

function plainMean(strata: readonly NamedStratum[], side: 'treatment' | 'control'): number {
  const n = strata.reduce((sum, s) => sum + s[side].n, 0);
  return strata.reduce((sum, s) => sum + s[side].n * s[side].mean, 0) / n;
}
