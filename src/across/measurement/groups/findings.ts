import type { Finding } from '../../../estimate/finding.ts';
import { sayCount } from '../../../estimate/say.ts';
import { fewLabels } from '../../../estimate/thresholds.ts';
import { judgeAssumptions, scale } from '../audit-findings.ts';
import { declared, slopesByName } from '../measured-by.ts';
import { fewInGroup, type GroupMeasurement } from './measured-groups.ts';

/** How large the audit is, and which groups share their labels; whether labelled rows are like the rest is a check of its own. */
export function groupFindings(found: GroupMeasurement): readonly Finding[] {
  const { slopes, options, groups } = found;
  const { one, several } = groups;
  return [
    sizes(found),
    ...shared(found),
    ...scale([{ arm: several, ...(slopes.unheld !== undefined && { unheld: slopes.unheld }) }], options),
    judgeAssumptions(found, { one, several, unknown: `which ${one} a row got` }),
  ];
}

const labelsOf = (looks: GroupMeasurement['looks']): number => looks.reduce((sum, { audited }) => sum + audited.n, 0);

function sizes({ looks, options: { outcome }, groups: { one } }: GroupMeasurement): Finding {
  const counts = looks.map(({ audited }) => audited.n);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const labels = labelsOf(looks);
  const rows = looks.reduce((sum, { judged }) => sum + judged.n, 0);
  const about = { check: 'audit', about: { column: outcome }, statistic: labels, threshold: fewLabels } as const;
  if (labels === rows)
    return {
      ...about,
      verdict: 'warn',
      says: `Every row with a score of ${outcome} has a human label: the judge is not needed, unless some of these are not labels.`,
      mend: 'Leave the human label empty where nobody looked, instead of 0 or -1; or name the column that says who was audited under audited.',
    };
  const says = `People scored ${sayCount(labels)} of ${sayCount(rows)} rows of ${outcome}, ${least === most ? sayCount(least) : `${sayCount(least)} to ${sayCount(most)}`} of each ${one}: what a policy is worth errs by the labels of rows that it weighs`;
  if (labels >= fewLabels) return { ...about, verdict: 'pass', says: `${says}.` };
  return {
    ...about,
    verdict: 'warn',
    says: `${says}, which is a small audit.`,
    mend: `Audit at least ${fewLabels} rows, drawn at random, and ${fewInGroup} of each ${one}.`,
  };
}

/** So many are named. */
const mostNamed = 3;

function shared({ looks, options: { outcome, sampling }, groups: { one, several } }: GroupMeasurement): readonly Finding[] {
  const joined = looks.find((look) => look.groups.length > 1);
  if (!joined) return [];
  const more = joined.groups.length > mostNamed ? ' and more' : '';
  const says = `${sayCount(joined.groups.length)} ${several} with few labels of ${outcome} (${joined.groups.slice(0, mostNamed).join(', ')}${more}) are corrected together, by ${sayCount(joined.audited.n)} labels`;
  const about = { check: 'audit-groups', about: { column: outcome }, statistic: joined.groups.length, threshold: 1 } as const;
  // A declared probability says by how much more one was labelled than another.
  if (sampling !== undefined) return [{ ...about, verdict: 'pass', says: `${says}.` }];
  return [
    {
      ...about,
      verdict: 'warn',
      says: `${says}: that is right where each of their rows had the same chance to be labelled.`,
      mend: `Label at least ${fewInGroup} rows of every ${one}; or name under sampling the probability with which each row was drawn.`,
    },
  ];
}

/** What an estimate of an outcome rests on that was measured row by row. */
export const groupDetails = ({ looks, slopes, options }: GroupMeasurement): object => ({
  ...declared(options),
  ...slopesByName(slopes.of),
  units: looks.reduce((sum, { judged }) => sum + judged.n, 0),
  audited: labelsOf(looks),
});
