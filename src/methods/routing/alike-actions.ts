import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import type { MomentsReply } from '../../relation/requests.ts';

/** Logged actions that differ in capitals or spaces alone: one action under several names has its probabilities torn apart. */
export function alikeActions(action: string, { groups }: MomentsReply): readonly Finding[] {
  const plain = ({ key: [name] }: MomentsReply['groups'][number]): string => name.trim().toLowerCase();
  return [...new Set(groups.map(plain))]
    .map((name) => groups.filter((g) => plain(g) === name))
    .filter((same) => same.length > 1)
    .map((same) => ({
      check: 'action-names',
      about: { column: action },
      verdict: 'warn',
      statistic: same.length,
      says: `${same.map(({ key: [name], moments: m }) => `"${name}" (${sayCount(m.n)} rows)`).join(' and ')} differ in capitals or spaces alone, and count as different actions.`,
      mend: `If they are one action, write it in one way: lower(trim(${action})) in data.sql.`,
    }));
}
