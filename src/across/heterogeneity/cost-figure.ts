import type { Exhibit } from '../../estimate/exhibit.ts';
import { sayShare } from '../../estimate/say.ts';
import { measureOf, nameWithUnit } from '../../estimate/unit.ts';
import type { Effects, Scores } from '../../inference/benefit/sample.ts';
import { costCurve } from '../../inference/policy/cost-curve.ts';
import { costsByUnit } from '../../inference/policy/costs.ts';
import type { HonestPolicy } from '../../inference/policy/learn-and-value.ts';
import { unitOf } from './exhibits.ts';
import { costsOf, towardsBetter } from './found.ts';
import type { Learned } from './learn.ts';
import type { Benefit } from './options.ts';

/** What is gained by what is spent, where treating costs: those first who are expected to gain most for it; and where the rule stops. */
export function costFigure({ scores, sequential }: Learned, { spend, overNobody }: HonestPolicy, of: Benefit): readonly Exhibit[] {
  const costs = costsOf(of);
  if (!spend || costs.slice(1).some((cost) => cost <= 0)) return [];
  const turn = towardsBetter(of);
  const turned = (values: readonly Float64Array[]): readonly Float64Array[] => values.map((own) => own.map((value) => turn * value));
  const gains: Scores = { ofArm: turned(scores.ofArm) };
  const benefits: Effects = turned(sequential.effects);
  const curve = costCurve(gains, benefits, costsByUnit(costs, costs.length, scores.ofArm[0].length), {
    rows: sequential.places,
    seed: of.seed,
    level: of.level,
  });
  const { factor } = measureOf(unitOf(of));
  const line = curve.map(({ spend: x, gain, bandLow, bandHigh }) => ({ x, y: gain, low: bandLow, high: bandHigh, series: 'by expected gain', is: '' }));
  const random = curve.map(({ spend: x, random: y }) => ({ x, y, low: y, high: y, series: 'at random', is: 'beside' }));
  const [at, brings] = [spend.value, overNobody.value + spend.value];
  const rows = [...line, ...random, { x: at, y: brings, low: brings, high: brings, series: 'the rule', is: '' }];
  const says = `Gain before costs by what is spent, both for each unit of all: those first who are expected to gain most for it, against as many at random; and the rule, on the units that had no part in finding it. The whole line lies in the band with ${sayShare(of.level)} confidence.`;
  return [
    {
      id: `cost-curve:${of.outcome}`,
      title: `What is gained by what is spent (${nameWithUnit(of.outcome, unitOf(of))})`,
      kind: 'lines',
      part: 'benefit',
      says,
      alt: says,
      columns: {
        x: rows.map(({ x }) => factor * x),
        y: rows.map(({ y }) => factor * y),
        low: rows.map(({ low }) => factor * low),
        high: rows.map(({ high }) => factor * high),
        series: rows.map(({ series }) => series),
        is: rows.map(({ is }) => is),
      },
      axes: { x: `spent, in ${of.outcome}`, y: `gain in ${of.outcome}` },
    },
  ];
}
