import { counted, quotedList } from '../../../errors/words.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { sayCount } from '../../../estimate/say.ts';

export function smallBlocksRefusal(outcome: string, blocks: string, small: readonly string[]): Finding {
  return {
    check: 'small-blocks',
    about: { column: outcome },
    verdict: 'refuse',
    statistic: small.length,
    says: `${counted(small.length, 'block')} of ${blocks} ${small.length === 1 ? 'holds' : 'hold'} a single unit of an arm with a known ${outcome} (${quotedList(small, 5)}), so the variance within ${small.length === 1 ? 'it' : 'them'} cannot be computed.`,
    mend: `Merge blocks of ${blocks} until each holds two units of either arm; or, if blocks were drawn from many more, ask for the target "blocks".`,
  };
}

export function clustersRefusal(outcome: string, blocks: string, cluster: string): Finding {
  return {
    check: 'blocked-clusters',
    about: { column: outcome },
    verdict: 'refuse',
    says: `Arms were drawn by ${cluster} within ${blocks}, and the blocked comparison does not compute errors that units of a cluster share.`,
    mend: `Roll the rows up to one a ${cluster} and analyse that unit.`,
  };
}

export function withoutBlockFinding(outcome: string, blocks: string, units: number, kept: number): Finding {
  return {
    check: 'missing-block',
    about: { column: blocks },
    verdict: 'warn',
    statistic: units,
    says: `${sayCount(units)} units with ${outcome} have no value of ${blocks} and are left out of the blocked comparison, beside ${sayCount(kept)} that are in it.`,
    mend: `Fill ${blocks} in; a level of its own for units without a block keeps them.`,
  };
}

export function leftOutFinding(estimate: string, blocks: string, arm: string, left: { readonly blocks: number; readonly units: number }): Finding {
  return {
    check: 'blocks-left-out',
    about: { column: blocks, arm, estimate },
    verdict: 'warn',
    statistic: left.units,
    says: `${counted(left.blocks, 'block')} of ${blocks} with ${counted(left.units, 'unit')} of arm ${arm} or control ${left.blocks === 1 ? 'lacks' : 'lack'} the other: the effect of ${arm} is that among units of the other blocks.`,
    mend: 'Read it as the effect where both arms were drawn, or merge blocks.',
  };
}

export function oneBlockRefusal(outcome: string, blocks: string): Finding {
  return {
    check: 'small-blocks',
    about: { column: outcome },
    verdict: 'refuse',
    statistic: 1,
    says: `Both arms are in 1 block of ${blocks} only, so the spread of effects on ${outcome} between blocks cannot be computed.`,
    mend: 'Ask for the target "population".',
  };
}
