import type { ArmValue } from '../../estimate/arm-value.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { meanOf, varianceOf } from '../../moments/moments.ts';
import type { Assignment, Outcome, Protocol } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type Group, moments, quantiles } from '../../relation/requests.ts';
import { within } from '../../relation/within.ts';

/**
 * What was seen of each outcome in each arm, among the units that are analysed; nothing where no arm is assigned, or nobody has the outcome.
 * Shapes  arms in the order of the study, control first.
 */
export function* armValues({ outcomes, assignment, trigger }: Protocol): Asking<readonly ArmValue[]> {
  if (!assignment) return [];
  const asked = all(outcomes.map((outcome) => valuesOf(outcome, assignment)));
  return (yield* trigger ? within(asked, trigger.met) : asked).flat();
}

function* valuesOf(outcome: Outcome, { column: assignment, control, treatments }: Assignment): Asking<readonly ArmValue[]> {
  const { name, measure, ratio, quantile } = outcome;
  const columns = ratio ? { over: ratio.numerator, under: ratio.denominator } : { [name]: measure };
  const [seen, cut] = yield* all([
    ask(moments({ columns, by: [assignment] })),
    all(quantile === undefined ? [] : [ask(quantiles({ of: measure, at: [quantile], by: [assignment] }))]),
  ]);
  return [control, ...treatments].flatMap((arm): readonly ArmValue[] => {
    const group = seen.groups.find(({ key: [own] }) => own === arm);
    if (!group || group.moments.n === 0) return [];
    const at = cut[0]?.groups.find(({ key: [own] }) => own === arm)?.values[0];
    const found = ratio ? ratioOf(group) : quantile === undefined ? meanAndSd(group, outcome) : at === undefined ? undefined : { value: at };
    return found && Number.isFinite(found.value) ? [{ outcome: name, arm, units: group.moments.n, ...found }] : [];
  });
}

function ratioOf({ moments: m }: Group): { readonly value: number } | undefined {
  const under = meanOf(m, 'under');
  return under === 0 ? undefined : { value: meanOf(m, 'over') / under };
}

function meanAndSd({ moments: m }: Group, { name, measured }: Outcome): { readonly value: number; readonly sd?: number } {
  return { value: meanOf(m, name), ...(!measured && m.n > 1 && { sd: Math.sqrt(varianceOf(m, name)) }) };
}

/** What estimates tell of arms in place of what was seen there. */
export const asTold = (seen: readonly ArmValue[], told: readonly ArmValue[]): readonly ArmValue[] => [
  ...seen.filter(({ outcome, arm }) => !told.some((other) => other.outcome === outcome && other.arm === arm)),
  ...told,
];

/** The same with the number of ones, where the effect is one on a share of units. */
export function withEvents(values: readonly ArmValue[], headlines: readonly Estimate[]): readonly ArmValue[] {
  const shares = new Set(headlines.flatMap(({ estimand }) => (estimand.unit.kind === 'share' ? [estimand.outcome] : [])));
  return values.map((seen) => (shares.has(seen.outcome) && seen.sd !== undefined ? { ...seen, events: Math.round(seen.value * seen.units) } : seen));
}
