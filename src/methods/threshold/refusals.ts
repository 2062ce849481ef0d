import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import type { Analysed } from './analysed.ts';
import type { NotFound } from './found.ts';
import type { AtThreshold } from './options.ts';

const more = 'Bring more rows near the cutoff, or write a wider bandwidth.';

/** What no way of inference can answer: of one value, or of few events. */
export function outcomeRefusal({ cutoffs, rows, dropped }: Analysed, c: AtThreshold): Finding | undefined {
  const about = { column: c.outcome };
  if (rows === 0) {
    const lost = dropped.below + dropped.above;
    return {
      check: 'few-rows',
      about,
      verdict: 'refuse',
      statistic: 0,
      says: `No row has ${c.outcome}, a score and all that is adjusted for${lost > 0 ? ` (${sayCount(lost)} lack something)` : ''}.`,
      mend: 'Take out the covariate that is missing most, or check how the columns are made.',
    };
  }
  const value = cutoffs[0].data.outcome[0];
  if (!cutoffs.every(({ data }) => data.outcome.every((y) => y === value))) return undefined;
  return {
    check: 'constant-outcome',
    about,
    verdict: 'refuse',
    says: `${c.outcome} is ${value} for every row, so no effect on it can be estimated.`,
    mend: 'Check how the column is made, or take the outcome out of the study.',
  };
}

/** Why the rows around the cutoff tell no effect. */
export function notFoundRefusal(found: NotFound, c: AtThreshold): Finding {
  const [says, mend, statistic] = said(found, c);
  return {
    check: found.refused === 'no-first-stage' ? 'first-stage' : 'rows-near',
    about: { column: c.outcome },
    verdict: 'refuse',
    ...(statistic !== undefined && { statistic }),
    says: `${c.outcome} tells no effect at the cutoff: ${says}.`,
    mend,
  };
}

function said(found: NotFound, { threshold: { running, decision, cluster } }: AtThreshold): readonly [says: string, mend: string, statistic?: number] {
  const on = (side: 'below' | 'above' | undefined): string => (side === undefined ? '' : ` ${side === 'below' ? 'below' : 'from it on'}`);
  switch (found.refused) {
    case 'no-rows':
      return [`no row lies${on(found.side)}`, 'Check the cutoff, and that rows of both sides are in the data.', 0];
    case 'few-rows':
      return [
        `${sayCount(found.rows)} ${found.rows === 1 ? 'row lies' : 'rows lie'} near it${on(found.side)}, and ${sayCount(found.least)} are needed`,
        more,
        found.rows,
      ];
    case 'few-values':
      return [
        `${running} has ${sayCount(found.values)} distinct ${found.values === 1 ? 'value' : 'values'} near it${on(found.side)}, and ${sayCount(found.least)} are needed`,
        'Log the score as it was, not rounded; write a wider bandwidth; or compare means near the cutoff by `inference: local`.',
        found.values,
      ];
    case 'few-clusters':
      return [
        `${sayCount(found.clusters)} ${cluster} ${found.clusters === 1 ? 'lies' : 'lie'} near it${on(found.side)}, and ${found.least} are needed`,
        more,
        found.clusters,
      ];
    case 'errors-by-rows':
      return ['its errors are of rows, which come in clusters', 'Take `cluster` out.'];
    case 'no-bandwidth':
      return [
        `it has no spread or no curve near the cutoff by which a bandwidth could be chosen`,
        'Write a bandwidth, such as `bandwidth: {below: 0.1, above: 0.1}`.',
      ];
    case 'no-first-stage':
      return [
        `${decision ?? running} does not change there`,
        'Check the cutoff, and that the logged decision is the one that this score turned on.',
        found.jump,
      ];
    case 'scores-too-close':
      return [
        `nearly all of ${running}${on(found.side)} are so close to each other that no line tells them apart`,
        'Look at how the score is made, and at what lies far away.',
      ];
    case 'no-window':
      return [
        'covariates differ across it however near the rows',
        'Write `inference: robust`, whose lines take out what goes with the score; and look at who was sorted across the cutoff.',
      ];
    case 'several-cutoffs':
      return [
        `rows have ${sayCount(found.cutoffs)} cutoffs, and local randomization is of one`,
        'Take one of them in data.sql, or write `inference: robust`.',
        found.cutoffs,
      ];
    case 'no-variance':
      return ['it does not vary near the cutoff', 'Take an outcome that does, or write a wider bandwidth.'];
  }
}
