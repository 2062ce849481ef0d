import { mergeAll } from '../../moments/merge.ts';
import { comomentOf, type Moments, select } from '../../moments/moments.ts';

/** One block, as moments over [outcome, covariates] of each of its arms. */
export interface AbsorbedBlock {
  readonly treatment: Moments;
  readonly control: Moments;
  /** Every arm that is compared, these two among them: they say what the block weighs and where its mean covariates are. */
  readonly arms: readonly Moments[];
  /** All of them merged. */
  readonly whole: Moments;
}

/** Slopes of each arm, or the same in all. */
export type SlopeKind = 'by-arm' | 'common';

/** What is adjusted, and for what. */
export interface Adjusting {
  readonly outcome: string;
  readonly covariates: readonly string[];
}

/** Why covariates do not sharpen the comparison within blocks: they repeat each other there, or too few units or blocks are left to tell their slopes from. */
export type Unadjustable = { readonly kind: 'collinear'; readonly columns: readonly string[] } | { readonly kind: 'too-few'; readonly freedom: number };

/** A smaller share than this of a covariate's variation within blocks is rounding. */
const leastWithin = 1e-10;

/**
 * Covariates that vary between the units that are compared, and those that are the same for all of a block: the comparison within blocks holds these fixed already.
 *
 * Shapes  `compared`: what is left of the covariates' variation once blocks are taken out, part by part.
 */
export function varying(
  blocks: readonly AbsorbedBlock[],
  covariates: readonly string[],
  compared: readonly Moments[],
): { readonly used: readonly string[]; readonly held: readonly string[] } {
  const whole = mergeAll(blocks.map((block) => select(block.whole, covariates)));
  const within = (name: string): number => compared.reduce((sum, m) => sum + comomentOf(m, name, name), 0);
  const varies = (name: string): boolean => within(name) > leastWithin * comomentOf(whole, name, name);
  return { used: covariates.filter(varies), held: covariates.filter((name) => !varies(name)) };
}

/** Co-moments about the means of each part, added up. */
export function pooled(parts: readonly Moments[]): Moments {
  const comoment = new Float64Array(parts[0].comoment.length);
  for (const { comoment: own } of parts) for (let e = 0; e < comoment.length; e++) comoment[e] += own[e];
  return { ...mergeAll(parts), comoment };
}
