import type { Estimate } from '../../../estimate/estimate.ts';
import type { Exhibit } from '../../../estimate/exhibit.ts';
import { quantileOf } from '../../../inference/wald.ts';
import type { MediatedArms } from './mediated-arms.ts';
import type { MediationParts } from './mediation-estimates.ts';
import { type Mediated, through } from './options.ts';
import { indirectEffectAt } from './sensitivity.ts';

/** Shares are drawn in percentage points, as they are printed. */
const scaleOf = ({ estimand }: Estimate): { readonly factor: number; readonly says: string } =>
  estimand.unit.kind === 'share' ? { factor: 100, says: ' (percentage points)' } : { factor: 1, says: '' };

export function partsExhibit({ mediators }: Mediated, { total, direct, indirect, naive }: MediationParts): Exhibit {
  const { factor, says: unit } = scaleOf(total);
  const names = mediators.join(', ');
  const rows: readonly (readonly [string, string, Estimate])[] = [
    ['in all', '', total],
    [`through ${names}`, '', indirect],
    ['another way', '', direct],
    ...(naive ? [[`controlling for ${names}`, 'biased', naive] as const] : []),
  ];
  const drawn = (x: number | undefined): number | undefined => (x === undefined ? undefined : factor * x);
  const says = `Of an effect of ${(factor * total.value).toPrecision(3)} on ${total.estimand.outcome}, ${(factor * indirect.value).toPrecision(3)} goes through ${names}, if nothing else moves both.`;
  return {
    id: `parts:${total.id}`,
    title: `How the effect on ${total.estimand.outcome} comes about${unit}`,
    kind: 'intervals',
    says,
    alt: says,
    columns: {
      label: rows.map(([label]) => label),
      value: rows.map(([, , e]) => drawn(e.value)),
      low: rows.map(([, , e]) => drawn(e.interval.pieces[0]?.low)),
      high: rows.map(([, , e]) => drawn(e.interval.pieces.at(-1)?.high)),
      note: rows.map(([, note]) => note),
    },
    marks: [{ at: 0, label: 'no effect' }],
  };
}

const grid = Array.from({ length: 37 }, (_, i) => (i - 18) / 20);

/** The indirect effect through one mediator over what the errors of both might be correlated by. */
export function sensitivityExhibit(o: Mediated, m: MediatedArms, at: number, { indirect }: MediationParts, zero: number): Exhibit {
  const { factor, says: unit } = scaleOf(indirect);
  const points = grid.map((rho) => {
    const of = indirectEffectAt(rho, m.models, at);
    const half = quantileOf({ kind: 't', df: m.errors.df(of) }, (1 + o.c.level) / 2) * Math.sqrt(m.errors.covariance(of, of));
    return { rho, value: factor * of.value, low: factor * (of.value - half), high: factor * (of.value + half) };
  });
  const says = `The indirect effect through ${through(o.mediators)} is zero where the errors of mediator and outcome are correlated by ${zero.toFixed(2)}.`;
  return {
    id: `sensitivity:${indirect.id}`,
    title: `Indirect effect on ${o.c.outcome} by the correlation of errors${unit}`,
    kind: 'lines',
    says,
    alt: `Indirect effect over correlations from -0.9 to 0.9, with ${Math.round(100 * o.c.level)} % bands. ${says}`,
    columns: {
      x: points.map((p) => p.rho),
      y: points.map((p) => p.value),
      low: points.map((p) => p.low),
      high: points.map((p) => p.high),
    },
    marks: [{ at: 0, label: 'nothing goes through' }],
  };
}
