import type { Answer } from '../../../../estimate/answer.ts';
import type { SlopeKind } from '../../../../inference/absorbed/absorbed-block.ts';
import { comparison } from '../../../../inference/arms/comparison.ts';
import { type Contrast, type ContrastOptions, comparedBy, contrastOf, contrastsOf } from '../../../../inference/arms/contrast.ts';
import { expectRegression, isConstant } from '../../../../inference/arms/refusals.ts';
import type { Target } from '../../../../inference/stratified.ts';
import type { DesignColumn } from '../../../../models/arm-columns.ts';
import { armDesign } from '../../../../models/arm-design.ts';
import type { Covariate, Protocol } from '../../../../protocol/protocol.ts';
import { columnOfCovariate } from '../../../../protocol/protocol.ts';
import { question } from '../../../../protocol/question.ts';
import { type Asking, all } from '../../../../relation/asking.ts';
import type { Group } from '../../../../relation/requests.ts';
import { adjustmentFindings } from '../../adjustment-findings.ts';
import { blocksOf } from '../blocked.ts';
import { blockedAnswer } from '../blocked-answer.ts';
import { cellsOf, clustersOfBlocks } from '../cells.ts';
import { adjustedWithin } from './adjusted-within.ts';
import { tooWideRefusal } from './findings.ts';

export interface BlockedAdjustedOptions extends ContrastOptions {
  /** Column of the blocks within which arms were drawn, or of strata that were known before. */
  readonly blocks: string;
  readonly adjust: readonly Covariate[];
  /** `by-arm` (default): slopes of each arm, as Lin's regression has them. `common`: one slope for all arms. Of pairs the slope is one of differences. */
  readonly slopes?: SlopeKind;
  /** As of the blocked effect. */
  readonly target?: Target;
  readonly within?: string;
}

/** More numbers than this, cells times squares of columns, are not fetched: they would fill 160 megabytes. */
const mostNumbers = 2e7;

/**
 * Effect of assignment within blocks, sharpened by covariates that were measured before: the effect of every block is taken out of outcome and covariates,
 * whatever their number.
 *
 * Model   the adjusted means of the cells of block and arm (`overCells`), then the blocked difference with its weights, variance and degrees of freedom; of pairs, and
 *         where most blocks hold a single unit of an arm, the regression of the blocks' differences on those of their covariates (`overBlocks`).
 * Shapes  `armDesign`, then one `Moments` an arm and block over [outcome, covariates].
 * Units   outcome units; a share for binary outcomes.
 * Errors  those of the blocked effect and of covariates. Refused where covariates are the same for all of a block, repeat each other within blocks, or leave too little.
 * Source  Lin (2013), Annals of Applied Statistics 7; Imai (2008), Statistics in Medicine 27. Parity: R lm with an indicator of every block and arm; of differences.
 */
export const blockedAdjusted = question<BlockedAdjustedOptions>(
  {
    id: 'blocked-adjusted',
    title: 'Covariate-adjusted intention-to-treat effect within blocks',
    source: 'Lin (2013), Annals of Applied Statistics 7; Imai (2008), Statistics in Medicine 27',
    docs: 'docs/methods/blocked-adjusted.md',
    label: 'as assigned, adjusted within blocks',
    rounds: { usual: 2, most: 4 },
    plan: (protocol) => {
      const how = blocksOf(protocol);
      const adjust = beside(protocol);
      if (!how || !protocol.blocksAbsorbed || protocol.cluster !== undefined || adjust.length === 0) return [];
      const slopes = protocol.analysis.adjust === 'ancova' ? ({ slopes: 'common' } as const) : {};
      return contrastsOf(protocol).map((o) => ({ ...o, ...how, adjust, ...slopes }));
    },
    example: { outcome: 'y', assignment: 'z', control: 0, blocks: 'g', adjust: ['x'] },
  },
  function* (options): Asking<Answer> {
    const c = contrastOf(options);
    const { blocks, within, slopes = 'by-arm' } = options;
    const [design, counted, clusters] = yield* all([armDesign(comparedBy(c), options.adjust), cellsOf(c, blocks, within), clustersOfBlocks(blocks, within)]);
    const compared = yield* comparison(design, c);
    if ('refused' in compared) return compared.refused;
    expectVaried(compared.groups, design.columns, c);
    const names = design.columns.map(({ name }) => name);
    if (counted.length * (names.length + 1) ** 2 > mostNumbers)
      return { estimates: [], findings: [tooWideRefusal(c.outcome, blocks, counted.length, names.length)], exhibits: [] };
    const cells = yield* cellsOf(c, blocks, within, design.columns);
    const answer = blockedAnswer(
      c,
      options,
      { compared, cells, clusters },
      {
        id: 'blocked-adjusted',
        source: blockedAdjusted.source,
        options: { adjust: options.adjust, slopes },
        adjusted: `, adjusted for ${names.join(', ')}`,
        exhibit: false,
        compare: (one) => adjustedWithin(one, cells, { c, blocks, covariates: names, slopes }),
      },
    );
    const condition = answer.estimates.reduce((most, { details }) => Math.max(most, (details as { condition?: number }).condition ?? 0), 0);
    return { ...answer, findings: [...adjustmentFindings(design, condition, c.outcome), ...answer.findings] };
  },
);

/** What is adjusted for beside the blocks. */
const beside = ({ covariates, blocks }: Protocol): readonly Covariate[] => covariates.filter((x) => columnOfCovariate(x) !== blocks);

/** Errors  covariates-collinear where a covariate is the same for all units, or for all of each arm. */
function expectVaried(groups: readonly Group[], columns: readonly DesignColumn[], { assignment }: Contrast): void {
  const flat = columns.map(({ name }) => name).filter((name) => groups.every(({ moments: m }) => isConstant(m, name)));
  if (flat.length > 0) expectRegression({ kind: 'collinear', condition: Infinity, columns: flat }, groups, assignment);
}
