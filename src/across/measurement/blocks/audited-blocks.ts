import { counted } from '../../../errors/words.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { sayCount } from '../../../estimate/say.ts';
import type { Measurement } from '../measurement.ts';
import type { BlockedErrors } from './errors.ts';

/** In how many blocks people looked at both arms. Where blocks are a sample, labels of one arm only are told: they do not make a difference of a block. */
export function auditedBlocks({ inBlocks = [], options: { outcome, blocks = '' } }: Measurement): readonly Finding[] {
  return inBlocks.filter(({ target }) => target === 'blocks').map((one) => finding(one, outcome, blocks));
}

function finding({ arm, pairs, blocks: count, complete, oneSided }: BlockedErrors, outcome: string, blocks: string): Finding {
  const called = pairs ? 'pairs' : 'blocks';
  const shared = { check: 'audit-blocks', about: { column: outcome, arm }, statistic: oneSided.labels, threshold: 0 };
  const says = `People scored ${outcome} in both arms in ${sayCount(complete)} of ${sayCount(count)} ${called} of ${blocks}`;
  if (oneSided.labels === 0) return { ...shared, verdict: 'pass', says: `${says}, and what they say is compared within these.` };
  const more = `${counted(oneSided.labels, 'more label')} ${oneSided.labels === 1 ? 'is' : 'are'} of ${called} where one arm only has any`;
  const told = oneSided.counted
    ? `such a label counts beside the judge's score of its own arm, and tells less, since what differs between ${called} stays in it`
    : `with what this judge knows they would only add noise, and ${called} with both labels are compared alone`;
  return {
    ...shared,
    verdict: 'warn',
    says: `${says}; ${more}: ${told}.`,
    mend: `Label both arms: draw values of ${blocks}, and let people score all rows of those drawn.`,
  };
}
