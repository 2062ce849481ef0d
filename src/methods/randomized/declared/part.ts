import { EstimandError } from '../../../errors/estimand-error.ts';
import type { DesignPart, PlaceOf } from '../../../protocol/design.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import { versionsOf } from '../../../protocol/keys/treatments.ts';
import { armLabelsOf } from '../../../protocol/labels.ts';
import type { Own } from '../../../protocol/protocol.ts';
import { triggerOf } from '../../../protocol/trigger-of.ts';
import type { Column } from '../../../relation/schema.ts';
import { mostAsThese } from '../../arms/blocked/strata.ts';
import { declaredArms } from './arms.ts';
import type { RandomizedKeys } from './keys.ts';

/** More blocks than this are too many for a regression to tell apart. */
const mostBlocks = 50;

/** What the look before the plan counts. */
export interface SeenBlocks {
  readonly blocks: number;
  /** Of them, those with a single unit of an arm. */
  readonly single: number;
  /** Of the column that is said to be randomized: it holds both arms in each block, so that its values hold blocks and were not drawn. */
  readonly within?: boolean;
}

/** What a randomized design brings to the protocol. */
export function randomizedPart(study: StudyFile<RandomizedKeys>, place: PlaceOf, schema: readonly Column[], seen?: SeenBlocks): DesignPart<Own> {
  expectComputable(study, place);
  const { assignment: column, cluster, errorsBy, blocks, trigger, ...arms } = declaredArms(study);
  const { usage, contamination, target, alongside = [] } = study.design;
  const within = blocks === undefined ? undefined : (study.design.cluster ?? (seen?.within === true ? cluster : undefined));
  const joins = blocks !== undefined && within === undefined && joinsRegression(study, seen);
  return {
    own: { kind: 'randomized' },
    assignment: {
      column,
      control: arms.control,
      treatments: arms.treatments,
      labels: armLabelsOf(study),
      ...(arms.shares && { shares: arms.shares }),
      contamination,
      ...(runAlike(study, arms.treatments) && { alike: true }),
    },
    ...(cluster !== undefined && within !== cluster && { cluster }),
    ...(errorsBy !== undefined && { errorsBy }),
    ...(within !== undefined && { blocksWithin: within }),
    ...(blocks !== undefined && { blocks, ...(target && { blocksAs: target }) }),
    ...(study.design.rerandomized && { rerandomized: study.design.rerandomized }),
    ...(trigger !== undefined && { trigger: triggerOf(trigger, study.rows, schema, place) }),
    ...(usage !== undefined && { usage }),
    ...(alongside.length > 0 && { alongside }),
    ...(blocks !== undefined && joins && { factors: [{ factor: blocks, drawn: true }] }),
    ...(blocks !== undefined && (cluster === undefined || within !== undefined) && absorbs(study, joins, seen) && { blocksAbsorbed: true as const }),
  };
}

/** Said by the study itself: arms without declared versions may be different treatments. */
function runAlike({ treatments }: StudyFile, arms: readonly string[]): boolean {
  const [first = '', ...others] = arms.map((arm) =>
    Object.entries(versionsOf(treatments[arm] ?? {}))
      .sort()
      .join(';'),
  );
  return first !== '' && others.every((versions) => versions === first);
}

/** Blocks that are few, and hold several units of each arm, may join the covariates of a regression, which then compares within them. */
function joinsRegression({ analysis, covariates }: StudyFile, seen: SeenBlocks = { blocks: 0, single: 0 }): boolean {
  const regresses = (['lin', 'ancova', 'logistic'] as const).some((kind) => kind === analysis.adjust);
  return regresses && covariates.length > 0 && seen.blocks <= mostBlocks && seen.single <= seen.blocks / 2;
}

/**
 * Elsewhere their effects are taken out one by one. So they are, however few they are, where the regression with indicators is about something else: under common slopes it weighs
 * blocks by how evenly they are split, and blocks that are a sample of many are observations of their own.
 */
function absorbs({ analysis, covariates, design }: StudyFile<RandomizedKeys>, joins: boolean, seen: SeenBlocks = { blocks: 0, single: 0 }): boolean {
  if (covariates.every((name) => name === design.blocks)) return false;
  if (analysis.adjust === 'ancova') return true;
  return analysis.adjust === 'lin' && (!joins || design.target === 'blocks' || (design.target === undefined && seen.blocks > mostAsThese));
}

/** Errors  not-yet for what the schema knows but no method here computes: never a number that ignores it. */
function expectComputable({ design, population, rows, outcomes, mediators, analysis }: StudyFile<RandomizedKeys>, place: PlaceOf): void {
  const refuse = (path: readonly string[], what: string, instead: string): never => {
    throw new EstimandError('not-yet', { what, instead }, place(path));
  };
  if (population && rows === 'many-per-unit')
    refuse(['population'], 'A comparison of served requests with all, of units with many rows', 'Analyse one row a request, or take population out.');
  if (design.cluster !== undefined && design.blocks === undefined && design.cluster !== design.randomizedBy) {
    const by = `by ${design.cluster}, which was not randomized,`;
    const without = `take it out, or take cluster out if units of one ${design.cluster} are not alike.`;
    if (mediators.length > 0) refuse(['mediators'], `A mediation with errors ${by}`, `Of mediators: ${without}`);
    if (population) refuse(['population'], `A comparison of served requests with all, with errors ${by}`, `Of population: ${without}`);
    if (analysis.adjust === 'logistic')
      refuse(['analysis', 'adjust'], `A logistic regression with errors ${by}`, 'Use `adjust: lin`, which compares the same shares.');
    for (const [name, { measured }] of Object.entries(outcomes))
      if (measured) refuse(['outcomes', name, 'measured'], `An outcome measured by a judge and audits with errors ${by}`, `Of ${name}: ${without}`);
  }
  if (design.cluster !== undefined && design.target === 'units')
    refuse(
      ['design', 'target'],
      'An error of these blocks alone, by the clusters that hold them,',
      'Take target out: blocks in clusters stand for more of their kind.',
    );
  if (design.blocks === undefined) return;
  for (const [name, { ratio, quantile }] of Object.entries(outcomes)) {
    const instead = `Take ${name} out; or take blocks out, when every block has the same shares.`;
    if (ratio) refuse(['outcomes', name, 'ratio'], 'A ratio of two outcomes within blocks', instead);
    if (quantile) refuse(['outcomes', name, 'quantile'], 'A quantile of an outcome within blocks', instead);
  }
}
