import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import type { Analysed } from './analysed.ts';
import type { NotFound } from './found.ts';
import type { AtThreshold } from './options.ts';

const more = 'Bring more rows near the cutoff, or write a wider bandwidth.';

/** What no way of inference can answer: of one value, or of few events. */
export function outcomeRefusal({ cutoffs, rows, dropped, nearest }: Analysed, c: AtThreshold): Finding | undefined {
  const about = { column: c.outcome };
  if (rows === 0 && nearest > 0) {
    return {
      check: 'few-rows',
      about,
      verdict: 'refuse',
      statistic: 0,
      says: `No row with ${c.outcome} lies outside the donut: all ${sayCount(nearest)} are nearer to the cutoff than ${c.threshold.donut}.`,
      mend: 'Write a smaller `donut`, in units of the score.',
    };
  }
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
  const place = (side: 'below' | 'above' | undefined): string => (side === undefined ? 'near it' : side === 'below' ? 'just below it' : 'at it or just above');
  switch (found.refused) {
    case 'no-rows':
      return [`no row lies ${place(found.side)}`, 'Check the cutoff, and that rows of both sides are in the data.', 0];
    case 'few-rows':
      return [
        `${found.rows === 0 ? 'no row lies' : found.rows === 1 ? '1 row lies' : `${sayCount(found.rows)} rows lie`} ${place(found.side)}, and ${sayCount(found.least)} are needed`,
        more,
        found.rows,
      ];
    case 'few-values':
      if (found.values === 0) return [`no row lies ${place(found.side)}, within the bandwidth`, more, 0];
      return [
        `${running} has ${sayCount(found.values)} distinct ${found.values === 1 ? 'value' : 'values'} ${place(found.side)}, and ${sayCount(found.least)} are needed`,
        'Log the score as it was, not rounded; write a wider bandwidth; or compare means near the cutoff by `inference: local`.',
        found.values,
      ];
    case 'few-clusters':
      return [
        `rows ${place(found.side)} are of ${sayCount(found.clusters)} ${cluster}, and ${found.least} are needed`,
        'Name under `cluster` what has more values, bring rows of more of them, or write a wider bandwidth.',
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
        `nearly all values of ${running} ${found.side === 'below' ? 'below it' : 'from it on'} are so close to each other that no line tells them apart`,
        'Look at how the score is made, and at what lies far away.',
      ];
    case 'no-window':
      return [
        'covariates differ across it however near the rows',
        'Write `inference: robust`, whose lines take out what goes with the score; and look at who was sorted across the cutoff.',
      ];
    case 'lines-only':
      return [
        `${running} has few distinct values, of which intervals are bias-aware unless told, and these know no \`${found.key}\``,
        `Take \`${found.key}\` out; or write \`inference: robust\` if the score is as good as continuous.`,
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
