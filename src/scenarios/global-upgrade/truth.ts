import type { Truth } from '../scenario.ts';
import { courseOf, dayOf, grownBy, grownEffects, outcomeNames, periodName, treatedLoadings, type UpgradeOutcome, type UpgradeParameters } from './rules.ts';

type Values = Readonly<Record<UpgradeOutcome, number>>;

const told: Readonly<Record<UpgradeOutcome, string>> = {
  resolved: 'share of tickets that are resolved',
  minutes: 'mean handling time of a ticket in minutes',
  cost_usd: 'cost of a ticket in dollars',
};

/** Sums over workspaces and periods, from which every truth follows. */
export interface UpgradeTally {
  /** What was seen in a period; of treated workspaces also the effects in it. */
  add(period: number, seen: Values, effects?: Values): void;
  /** Without those that nothing bears on. */
  truths(): readonly Truth[];
}

/** Of one outcome: by period the mean effect, what was seen of treated workspaces and of donors. */
type Course = Readonly<Record<'effect' | 'treated' | 'donors', (period: number) => Sum>>;
interface Sum {
  readonly count: number;
  readonly total: number;
}

/** What is asked of every outcome: NaN where nothing bears on it. */
interface Question {
  readonly id: string;
  readonly says: (what: string) => string;
  readonly value: (course: Course) => number;
}

function questionsOf(p: UpgradeParameters): readonly Question[] {
  const noun = periodName(p);
  const [early, late] = [range(0, p.before), range(p.before, p.before + p.after)];
  const change = (course: Course, side: 'treated' | 'donors'): number => mean(late.map(course[side])) - mean(early.map(course[side]));
  return [
    {
      id: 'effect',
      says: (what) => `The change of the ${what} caused by the upgrade in treated workspaces, on average over the ${noun}s since the launch.`,
      value: ({ effect }) => mean(late.map(effect)),
    },
    {
      id: 'cumulative',
      says: (what) => `The change of the ${what} caused by the upgrade in treated workspaces, added up over the ${noun}s since the launch.`,
      value: ({ effect }) => late.reduce((sum, t) => sum + mean([effect(t)]), 0),
    },
    ...late.map(
      (t): Question => ({
        id: `${noun}-${dayOf(t, p)}`,
        says: (what) => `The change of the ${what} caused by the upgrade in treated workspaces in the ${noun} of ${dayOf(t, p)}.`,
        value: ({ effect }) => mean([effect(t)]),
      }),
    ),
    {
      id: 'before-after',
      says: (what) => `The change of the ${what} in treated workspaces from before the launch to since it, whatever caused it.`,
      value: (course) => change(course, 'treated'),
    },
    {
      id: 'against-donors',
      says: (what) => `The ${what} in treated workspaces since the launch less that of all donors, whatever caused the difference.`,
      value: ({ treated, donors }) => mean(late.map(treated)) - mean(late.map(donors)),
    },
    {
      id: 'differences',
      says: (what) =>
        `The change of the ${what} in treated workspaces from before the launch to since it less that of all donors, whatever caused the difference.`,
      value: (course) => change(course, 'treated') - change(course, 'donors'),
    },
  ];
}

export function upgradeTally(p: UpgradeParameters): UpgradeTally {
  const questions = questionsOf(p);
  const sums = outcomeNames.map(() => ({ effect: sumsOf(p), treated: sumsOf(p), donors: sumsOf(p) }));
  return {
    add(period, seen, effects) {
      outcomeNames.forEach((name, k) => {
        add(effects ? sums[k].treated[period] : sums[k].donors[period], seen[name]);
        if (effects) add(sums[k].effect[period], effects[name]);
      });
    },
    truths: () =>
      outcomeNames.flatMap((outcome, k) => {
        const course: Course = { effect: (t) => sums[k].effect[t], treated: (t) => sums[k].treated[t], donors: (t) => sums[k].donors[t] };
        return questions.flatMap(({ id, says, value }): readonly Truth[] => {
          const found = value(course);
          return Number.isNaN(found) ? [] : [{ id: `${id}/${outcome}`, outcome, estimand: says(told[outcome]), value: found }];
        });
      }),
  };
}

export function effectsIn(period: number, p: UpgradeParameters): Values {
  const [grown, times] = [grownEffects(p), grownBy(period, p)];
  return valuesOf((name) => times * grown[name]);
}

/** Effects, and what comparisons tend to where there are many donors: factors and deviations are zero on average. */
export function populationTruth(p: UpgradeParameters): readonly Truth[] {
  const tally = upgradeTally(p);
  const treated = { ...treatedLoadings, stands: p.level };
  const donor = { trend: 1, season: 1, stands: 0 };
  const grown = grownEffects(p);
  for (let t = 0; t < p.before + p.after; t++) {
    const effects = effectsIn(t, p);
    const beside = t < p.before ? 0 : p.coincidence;
    tally.add(
      t,
      valuesOf((name) => courseOf(name, t, treated, p) + effects[name] + beside * grown[name]),
      effects,
    );
    tally.add(
      t,
      valuesOf((name) => courseOf(name, t, donor, p)),
    );
  }
  return tally.truths();
}

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, i) => from + i);
const sumsOf = (p: UpgradeParameters) => range(0, p.before + p.after).map(() => ({ count: 0, total: 0 }));
const valuesOf = (of: (name: UpgradeOutcome) => number): Values => ({ resolved: of('resolved'), minutes: of('minutes'), cost_usd: of('cost_usd') });

function add(sum: { count: number; total: number }, value: number): void {
  sum.count += 1;
  sum.total += value;
}

function mean(sums: readonly Sum[]): number {
  return sums.reduce((total, sum) => total + sum.total, 0) / sums.reduce((count, sum) => count + sum.count, 0);
}
