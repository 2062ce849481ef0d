import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';

export function unsegmented(column: string, units: number): Finding | undefined {
  if (units === 0) return undefined;
  return {
    check: 'segment',
    about: { column },
    verdict: 'warn',
    statistic: units,
    says: `${sayCount(units)} units have no value of ${column} and are in none of its segments.`,
    mend: 'Give them a value such as "unknown", so that the segments add up to the whole.',
  };
}

export function tooManyLevels(column: string, levels: number, most: number): Finding {
  return {
    check: 'segment',
    about: { column },
    verdict: 'refuse',
    statistic: levels,
    threshold: most,
    says: `${column} has ${sayCount(levels)} values; segments are shown for at most ${most}.`,
    mend: 'Group its values into bands in data.sql.',
  };
}
