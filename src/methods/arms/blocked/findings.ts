import { counted, quotedList } from '../../../errors/words.ts';
import type { Estimate } from '../../../estimate/estimate.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { sayCount, sayNumber } from '../../../estimate/say.ts';
import { fewEventsAmong } from '../../../inference/arms/refusals.ts';
import type { Target } from '../../../inference/stratified.ts';
import type { BlockCluster } from './cells.ts';
import type { BlockedDetails } from './details.ts';
import type { FewInBlocks } from './few-events.ts';
import type { NamedStratum } from './strata.ts';

interface About {
  readonly estimate: string;
  readonly blocks: string;
  readonly arm: string;
  readonly outcome: string;
}

const namesOf = (strata: readonly NamedStratum[]): string => quotedList(strata.map(({ block }) => block).sort(), 5);

export function smallBlocksRefusal(outcome: string, blocks: string, small: readonly NamedStratum[]): Finding {
  return {
    check: 'small-blocks',
    about: { column: outcome },
    verdict: 'refuse',
    statistic: small.length,
    says: `Each block of ${blocks} holds a single unit of an arm with a known ${outcome} (${namesOf(small)}), so the variance within them cannot be computed.`,
    mend: `Merge blocks of ${blocks} until each holds two units of either arm; or, if blocks were drawn from many more, write \`target: blocks\` under design.`,
  };
}

/** Blocks that hold a single unit of an arm, beside others that hold more. */
export function smallLeftOutFinding({ estimate, blocks, arm, outcome }: About, small: readonly NamedStratum[]): Finding {
  const units = small.reduce((sum, s) => sum + s.treatment.n + s.control.n, 0);
  const [holds, are] = small.length === 1 ? ['holds', 'is'] : ['hold', 'are'];
  return {
    check: 'small-blocks',
    about: { column: blocks, arm, estimate },
    verdict: 'warn',
    statistic: units,
    says: `${counted(small.length, 'block')} of ${blocks} with ${counted(units, 'unit')} ${holds} a single unit of an arm with a known ${outcome} (${namesOf(small)}) and ${are} left out: nothing tells how much it varies there.`,
    mend: `Merge blocks of ${blocks}; or, if they are a sample of many, write \`target: blocks\` under design, where each is one observation.`,
  };
}

const stands: Readonly<Record<Target, string>> = { population: 'these blocks', blocks: 'more blocks of their kind', sample: 'these units' };

/** What blocks stand for changes the interval, and nobody said it. */
export function targetFinding({ estimate, blocks, arm, outcome }: About, { standardError, details }: Estimate<BlockedDetails>): Finding {
  const { target, otherTarget: other, blocks: count } = details!;
  const error = (of: number): string => sayNumber(of);
  return {
    check: 'blocks-target',
    about: { column: blocks, arm, estimate },
    verdict: 'warn',
    statistic: standardError! / other!.standardError,
    says: `The study does not say what its ${sayCount(count)} blocks of ${blocks} stand for: for ${stands[target]} the standard error of the effect on ${outcome} is ${error(standardError!)}, for ${stands[other!.target]} ${error(other!.standardError)}. The wider interval is shown and decides.`,
    mend: 'Write `target: units` under design if these blocks are meant (regions, customers), `target: blocks` if they are a sample of many (prompts, sessions, sites).',
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

/** Blocks in which one of the arms has no outcome: incomplete pairs, or an arm that was not drawn there. */
export function leftOutFinding({ estimate, blocks, arm, outcome }: About, left: { readonly blocks: number; readonly units: number }): Finding {
  return {
    check: 'blocks-left-out',
    about: { column: blocks, arm, estimate },
    verdict: 'warn',
    statistic: left.units,
    says: `${counted(left.blocks, 'block')} of ${blocks} ${left.blocks === 1 ? 'has' : 'have'} ${outcome} of arm ${arm} or of control only, and ${left.blocks === 1 ? 'is' : 'are'} left out with ${counted(left.units, 'unit')}: the effect of ${arm} is that in the other blocks.`,
    mend: 'Find out why the outcome is missing there, or merge blocks.',
  };
}

export function oneBlockRefusal(outcome: string, blocks: string): Finding {
  return {
    check: 'small-blocks',
    about: { column: outcome },
    verdict: 'refuse',
    statistic: 1,
    says: `Both arms are in 1 block of ${blocks} only, so the spread of effects on ${outcome} between blocks cannot be computed.`,
    mend: 'Write `target: units` under design: these blocks, not more of their kind.',
  };
}

/** Clusters hold whole blocks, or they do not fit together. */
export function tornRefusal(outcome: string, blocks: string, within: string, torn: readonly BlockCluster[]): Finding {
  const [first] = torn;
  return {
    check: 'blocks-torn',
    about: { column: outcome },
    verdict: 'refuse',
    statistic: torn.length,
    says: `${counted(torn.length, 'block')} of ${blocks} ${torn.length === 1 ? 'lies' : 'lie'} in several clusters of ${within}, such as "${first.block}": errors by ${within} need clusters that hold whole blocks.`,
    mend: `Check ${within}, or take cluster out.`,
  };
}

/** Errors by a column that chance did not draw are said. */
export const withinFinding = (outcome: string, blocks: string, within: string): Finding => ({
  check: 'blocks-within',
  about: { column: outcome },
  verdict: 'pass',
  says: `${within} holds both arms and whole blocks of ${blocks}: it is not what was randomized, and the errors of ${outcome} are added up by it, since what lies within is alike.`,
});

/** Few events in an arm of blocks: which limits hold instead. */
export function fewInBlocksFinding({ estimate, arm, outcome }: About, control: string, few: FewInBlocks | undefined): readonly Finding[] {
  if (!few) return [];
  const interval = few.interval === 'tango-exact' ? "Tango's score interval of pairs" : "Miettinen and Nurminen's score interval over blocks";
  const counts = [
    { arm: control, ...few.control },
    { arm, ...few.treatment },
  ];
  return [fewEventsAmong(estimate, outcome, counts, `${interval}, no narrower than an exact test allows`)];
}
