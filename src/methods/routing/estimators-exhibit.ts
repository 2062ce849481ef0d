import type { Estimate } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { EstimatorName } from './options.ts';
import type { Policy } from './own.ts';

/** The values of a policy on an outcome by every estimator: one figure for each. */
export function besideEachOther(estimates: readonly Estimate[], policies: readonly Policy[], declared: EstimatorName): readonly Exhibit[] {
  const outcomes = [...new Set(estimates.map(({ estimand }) => estimand.outcome))];
  return outcomes.flatMap((outcome) =>
    policies.flatMap(({ name }) => {
      const own = estimates.filter(({ estimand }) => estimand.outcome === outcome && estimand.contrast.treatment === name);
      return own.length < 2 ? [] : [figure(outcome, name, own, declared)];
    }),
  );
}

function figure(outcome: string, policy: string, own: readonly Estimate[], declared: EstimatorName): Exhibit {
  const [first] = own;
  const isShare = first.estimand.unit.kind === 'share';
  const shown = (x: number | undefined): number | undefined => (x === undefined ? undefined : (isShare ? 100 : 1) * x);
  const values = own.map(({ value }) => shown(value)!).sort((a, b) => a - b);
  const says = `By ${own.length} estimators ${policy} would bring between ${values[0].toPrecision(4)} and ${values.at(-1)!.toPrecision(4)}${isShare ? ' %' : ''} of ${outcome} a request.`;
  return {
    id: `policy-value:${outcome}:${policy}`,
    title: `Value of ${policy} by several estimators (${outcome})`,
    kind: 'intervals',
    says,
    alt: says,
    columns: {
      label: own.map(({ details }) => (details as { estimator: string }).estimator),
      value: own.map(({ value }) => shown(value)),
      low: own.map(({ interval }) => shown(interval.pieces[0].low)),
      high: own.map(({ interval }) => shown(interval.pieces[0].high)),
      note: own.map(({ id, estimand }) => (id.endsWith(`:${declared}`) ? 'declared' : estimand.says.includes('biased') ? 'biased by its rule' : '')),
    },
  };
}
