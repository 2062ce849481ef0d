import type { Exhibit } from '../../estimate/exhibit.ts';
import { paretoFront } from '../../inference/multiplicity/pareto-front.ts';
import { type ArmLabels, armLabel, outcomeLabel } from '../../protocol/labels.ts';
import { netValue } from '../../protocol/net-value.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { Headline } from '../ask/headlines.ts';

interface Arm {
  readonly id: string;
  readonly benefit: number;
  /** Every other outcome, so that more is worse. */
  readonly harms: readonly number[];
  /** The other outcomes at their declared values: what the benefit is paid with. */
  readonly price: number | undefined;
}

/**
 * Benefit against what it costs, arm by arm, control at the origin. An arm is dominated when another is at least as good on every outcome and better on one.
 * In money where the outcomes have values; else the first of the other outcomes is drawn.
 */
export function paretoExhibit(protocol: Protocol, headlines: readonly Headline[], against: string, labels: ArmLabels): readonly Exhibit[] {
  const primary = protocol.outcomes.find((o) => o.role === 'primary');
  const others = protocol.outcomes.filter((o) => o !== primary && o.name !== netValue && o.ratio === undefined);
  if (!primary || others.length === 0) return [];
  // What is worth something else in each arm has no single price.
  const valuedAlike = typeof primary.value === 'number' && others.every((o) => typeof o.value !== 'object');
  const treatments = [...new Set(headlines.map((s) => s.arm))];
  const effect = (arm: string, outcome: string): number | undefined => headlines.find((s) => s.arm === arm && s.outcome.name === outcome)?.estimate?.value;
  const arms = treatments.flatMap((arm): readonly Arm[] => {
    const benefit = effect(arm, primary.name);
    const effects = others.map((o) => effect(arm, o.name));
    if (benefit === undefined || effects.some((e) => e === undefined)) return [];
    const known = effects as readonly number[];
    const valued = others.flatMap((o, i) => (typeof o.value === 'number' ? [-o.value * known[i]] : []));
    return [
      {
        id: arm,
        benefit: primary.better === 'higher' ? benefit : -benefit,
        harms: known.map((e, i) => (others[i].better === 'lower' ? e : -e)),
        price: valuedAlike && valued.length > 0 ? valued.reduce((a, b) => a + b, 0) : undefined,
      },
    ];
  });
  const control: Arm = { id: against, benefit: 0, harms: others.map(() => 0), price: 0 };
  const all = [control, ...arms];
  const front = new Set(paretoFront(all));
  const inMoney = arms.every(({ price }) => price !== undefined);
  const worth = inMoney && typeof primary.value === 'number' ? Math.abs(primary.value) : 1;
  const on = all.filter(({ id }) => front.has(id)).map(({ id }) => armLabel(labels, id));
  const off = all.filter(({ id }) => !front.has(id)).map(({ id }) => armLabel(labels, id));
  const says = `${on.join(', ')} ${on.length === 1 ? 'is' : 'are'} not dominated${off.length > 0 ? `; another arm is at least as good on every outcome as ${off.join(', ')}` : ''}.`;
  return [
    {
      id: 'pareto',
      title: inMoney ? 'Benefit and cost of each arm' : `Effect on ${outcomeLabel(primary)} against ${outcomeLabel(others[0])}`,
      kind: 'scatter',
      part: 'arms',
      says,
      alt: says,
      columns: {
        label: all.map(({ id }) => armLabel(labels, id)),
        x: all.map(({ benefit }) => benefit * worth),
        y: all.map(({ price, harms }) => (inMoney ? price : harms[0])),
        series: all.map(({ id }) => (front.has(id) ? 'not dominated' : 'dominated')),
      },
      axes: inMoney
        ? {
            x: `${outcomeLabel(primary)}, at its value, per unit`,
            y: `${others
              .filter((o) => o.value !== undefined)
              .map(outcomeLabel)
              .join(', ')}, at their values`,
            diagonal: 'worth as much as it costs',
          }
        : { x: outcomeLabel(primary), y: outcomeLabel(others[0]) },
    },
  ];
}
