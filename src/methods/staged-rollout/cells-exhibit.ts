import type { Exhibit } from '../../estimate/exhibit.ts';
import { sayNumber } from '../../estimate/say.ts';
import { valueIn } from '../../inference/staged/functional.ts';
import { quantileOf } from '../../inference/wald.ts';
import { periodNoun, periodText } from '../../protocol/periods.ts';
import type { AskedEffects } from './asked-effects.ts';
import { referenceOf } from './estimates.ts';
import type { Staged } from './options.ts';

interface Place {
  readonly cohort: number;
  readonly period: number;
}

/** Effects of each cohort in each period, with numbers in them; every period of a cohort has its cell, one without an estimate too. */
export function cellsExhibit(found: AskedEffects, { outcome, rollout, level }: Staged): Exhibit {
  const { of, cells, errors } = found;
  const named = (place: number): string => periodText(of.times[place], rollout.period);
  const key = ({ cohort, period }: Place): string => `${cohort} ${period}`;
  const estimated = new Map(
    cells.map((cell) => {
      const value = valueIn(of, cell.effect);
      const half = Math.sqrt(errors.covariance([cell.effect])[0]) * quantileOf(referenceOf(found, cell.effect), (1 + level) / 2);
      return [key(cell), { value, low: value - half, high: value + half }] as const;
    }),
  );
  const bases = new Set(cells.map(({ cohort, base }) => key({ cohort, period: base })));
  const rows = [...new Set(cells.map(({ cohort }) => cohort))]
    .sort((a, b) => a - b)
    .flatMap((cohort) =>
      of.times.slice(0, of.until).map((time, period) => {
        const place = { cohort, period };
        return { ...place, since: time - of.times[of.starts[cohort]], effect: estimated.get(key(place)), isBase: bases.has(key(place)) };
      }),
    );
  const after = rows.flatMap(({ since, effect }) => (since >= 0 && effect ? [effect.value] : []));
  const says = `Effects on ${outcome} of each cohort in each period go from ${sayNumber(Math.min(...after))} to ${sayNumber(Math.max(...after))}.`;
  return {
    id: `group-time:${outcome}`,
    title: `Effects on ${outcome} by cohort and period`,
    kind: 'matrix',
    part: 'time',
    says,
    alt: says,
    columns: {
      row: rows.map(({ cohort }) => named(of.starts[cohort])),
      column: rows.map(({ period }) => named(period)),
      value: rows.map(({ effect }) => effect?.value ?? ''),
      low: rows.map(({ effect }) => effect?.low ?? ''),
      high: rows.map(({ effect }) => effect?.high ?? ''),
      since: rows.map(({ since }) => since),
      is: rows.map(({ effect, isBase }) => (effect === undefined && isBase ? 'reference' : '')),
    },
    axes: { x: periodNoun(rollout.period), y: 'reached' },
    level,
  };
}
