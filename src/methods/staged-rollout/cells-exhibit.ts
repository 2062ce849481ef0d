import type { Exhibit } from '../../estimate/exhibit.ts';
import { sayNumber } from '../../estimate/say.ts';
import { valueIn } from '../../inference/staged/functional.ts';
import { quantileOf } from '../../inference/wald.ts';
import type { AskedEffects } from './asked-effects.ts';
import { periodText } from './declared/periods.ts';
import { referenceOf } from './estimates.ts';
import type { Staged } from './options.ts';

/** Effects of each cohort in each period, with numbers in them. */
export function cellsExhibit(found: AskedEffects, { outcome, rollout, level }: Staged): Exhibit {
  const { of, cells, errors } = found;
  const rows = [...cells].sort((a, b) => a.cohort - b.cohort || a.period - b.period);
  const named = (place: number): string => periodText(of.times[place], rollout.period);
  const values = rows.map(({ effect }) => valueIn(of, effect));
  const halves = rows.map(({ effect }) => Math.sqrt(errors.covariance([effect])[0]) * quantileOf(referenceOf(found, effect), (1 + level) / 2));
  const says = `Effects on ${outcome} of each cohort in each period go from ${sayNumber(Math.min(...values.filter((_, i) => rows[i].since >= 0)))} to ${sayNumber(Math.max(...values.filter((_, i) => rows[i].since >= 0)))}.`;
  return {
    id: `group-time:${outcome}`,
    title: `Effects on ${outcome} by cohort and period`,
    kind: 'matrix',
    says,
    alt: says,
    columns: {
      row: rows.map(({ cohort }) => named(of.starts[cohort])),
      column: rows.map(({ period }) => named(period)),
      value: values,
      low: values.map((value, i) => value - halves[i]),
      high: values.map((value, i) => value + halves[i]),
      since: rows.map(({ since }) => since),
    },
  };
}
