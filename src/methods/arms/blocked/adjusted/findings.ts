import { counted } from '../../../../errors/words.ts';
import type { Finding } from '../../../../estimate/finding.ts';
import { sayCount } from '../../../../estimate/say.ts';
import type { Unadjustable } from '../../../../inference/absorbed/absorbed-block.ts';

const refusal = (outcome: string, blocks: string, says: string, mend: string): Finding => ({
  check: 'not-adjusted',
  about: { column: outcome },
  verdict: 'refuse',
  says: `The effect on ${outcome} within ${blocks} is not adjusted: ${says}.`,
  mend,
});

const stands = 'the effect within blocks stands without it.';

const areHeld = (held: readonly string[], blocks: string): string =>
  `${held.join(', ')} ${held.length === 1 ? 'is' : 'are'} the same for both arms of each block of ${blocks}, so that comparing within blocks holds ${held.length === 1 ? 'it' : 'them'} fixed already`;

/** Every covariate is known once the block is. */
export const heldRefusal = (outcome: string, blocks: string, held: readonly string[]): Finding =>
  refusal(outcome, blocks, areHeld(held, blocks), `Nothing is wrong: ${stands}`);

/** Some covariates are known once the block is. */
export const heldFinding = (estimate: string, outcome: string, blocks: string, held: readonly string[]): Finding => ({
  check: 'held-by-blocks',
  about: { column: outcome, estimate },
  verdict: 'pass',
  says: `${areHeld(held, blocks)}.`,
});

export function unadjustableRefusal(outcome: string, blocks: string, covariates: readonly string[], why: Unadjustable): Finding {
  if (why.kind === 'collinear')
    return refusal(
      outcome,
      blocks,
      `within blocks ${why.columns.join(', ')} repeat each other, or one of them is the same for all of an arm`,
      `Take one of them out; ${stands}`,
    );
  const says = `${counted(covariates.length, 'covariate column')} leave ${sayCount(why.freedom)} degrees of freedom for what is left over`;
  return refusal(outcome, blocks, says, `Take covariates out, or join their rare levels; ${stands}`);
}

export const tooWideRefusal = (outcome: string, blocks: string, cells: number, columns: number): Finding =>
  refusal(
    outcome,
    blocks,
    `${sayCount(cells)} cells of block and arm times ${sayCount(columns)} covariate columns squared are too many numbers to fetch`,
    `Take covariates out, or join their rare levels; ${stands}`,
  );
