import type { Answer } from '../../../estimate/answer.ts';
import { comparison } from '../../../inference/arms/comparison.ts';
import { type ContrastOptions, contrastOf, contrastsOf } from '../../../inference/arms/contrast.ts';
import type { Target } from '../../../inference/stratified.ts';
import type { Protocol } from '../../../protocol/protocol.ts';
import { question } from '../../../protocol/question.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { moments } from '../../../relation/requests.ts';
import { blockedAnswer, type InBlocks } from './blocked-answer.ts';
import { cellsOf, clustersOfBlocks } from './cells.ts';
import { differenceFor } from './difference.ts';
import { fewInBlocks } from './few-events.ts';

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
      const how = blocksOf(protocol);
      return how ? contrastsOf(protocol).map((o) => ({ ...o, ...how })) : [];
    },
    example: { outcome: 'y', assignment: 'z', control: 0, blocks: 'g' },
  },
  function* (options): Asking<Answer> {
    const c = contrastOf(options);
    const { blocks, within } = options;
    const [whole, cells, clusters] = yield* all([
      ask(moments({ columns: { [c.outcome]: c.measure }, by: [c.assignment] })),
      cellsOf(c, blocks, within),
      clustersOfBlocks(blocks, within),
    ]);
    const compared = yield* comparison(whole, c);
    if ('refused' in compared) return compared.refused;
    return blockedAnswer(
      c,
      options,
      { compared, cells, clusters },
      {
        id: 'blocked',
        source: blocked.source,
        options: {},
        adjusted: '',
        exhibit: true,
        compare: ({ strata, clusters: held }) => ({
          of: (target) => differenceFor(strata, target, held),
          few: compared.binary ? fewInBlocks(strata, held !== undefined, c) : undefined,
        }),
      },
    );
  },
);

/** What a study calls the blocks that it means. */
const targets = { units: 'population', blocks: 'blocks' } as const;

/** The blocks of a study; undefined where it has none. */
export function blocksOf({
  blocks,
  blocksAs,
  blocksWithin: within,
}: Protocol): (InBlocks & { readonly target?: Target; readonly within?: string }) | undefined {
  if (blocks === undefined) return undefined;
  return { blocks, ...(blocksAs && { target: targets[blocksAs] }), ...(within !== undefined && { within }) };
}
