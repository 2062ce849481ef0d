import { type Random, stream } from '../../math/random/stream.ts';
import {
  courseOf,
  donorSpread,
  grownBy,
  grownEffects,
  type Loading,
  outcomeNames,
  outcomes,
  persistence,
  sizes,
  treatedLoadings,
  treatedSpread,
  type UpgradeOutcome,
  type UpgradeParameters,
} from './rules.ts';

/** The two factors that all workspaces share, by period. */
export type Factors = Readonly<Record<'first' | 'second', Float64Array>>;

export interface Workspace {
  readonly treated: boolean;
  /** By period: its tickets, of which there are none in a gap, and by outcome their means. */
  readonly tickets: Float64Array;
  readonly means: Readonly<Record<UpgradeOutcome, Float64Array>>;
}

/** Streams of a seed: one for what is shared, then one a workspace. */
const [sharedStream, firstWorkspace] = [0, 1];

export function drawFactors(seed: number, { before, after }: UpgradeParameters): Factors {
  const random = stream(seed, sharedStream);
  const both = [autoregression(random, persistence.factors), autoregression(random, persistence.factors)];
  const factors = { first: new Float64Array(before + after), second: new Float64Array(before + after) };
  for (let t = 0; t < before + after; t++) [factors.first[t], factors.second[t]] = [both[0](), both[1]()];
  return factors;
}

/** The workspace of a number. Its draws do not depend on the parameters, nor on how many periods follow. */
export function drawWorkspace(seed: number, number: number, factors: Factors, p: UpgradeParameters): Workspace {
  const random = stream(seed, firstWorkspace + number);
  const treated = number < p.treated;
  // The first donor is the like of the treated, whom it would stand for.
  const [first, third] = [number === p.treated, number === p.treated + 2];
  const alike = treated || first;
  const size = random.normal();
  const usual = p.tickets * (alike ? sizes.large : Math.exp(sizes.workspaces * size));
  const loads = loadingsOf(random, alike);
  const stands = byOutcome(() => (treated ? p.level : 0) + (treated ? treatedSpread : 1) * random.normal());
  const deviations = byOutcome(() => autoregression(random, persistence.own));
  const grown = grownEffects(p);
  const periods = p.before + p.after;
  const tickets = new Float64Array(periods);
  const means = byOutcome(() => new Float64Array(periods));
  for (let t = 0; t < periods; t++) {
    const count = Math.max(1, Math.round(usual * Math.exp(sizes.periods * random.normal())));
    tickets[t] = third && t < p.gap ? 0 : count;
    const since = t < p.before ? 0 : 1;
    const times = treated ? grownBy(t, p) + since * p.coincidence : first ? since * p.donorJump : 0;
    for (const name of outcomeNames) {
      const own = outcomes[name];
      const shared = own.factors * (loads.first * factors.first[t] + loads.second * factors.second[t]);
      const course = courseOf(name, t, { stands: stands[name], ...loads }, p);
      means[name][t] = course + shared + own.noise * p.noise * deviations[name]() + (own.ticket / Math.sqrt(count)) * random.normal() + times * grown[name];
    }
  }
  return { treated, tickets, means };
}

function loadingsOf(random: Random, alike: boolean): Readonly<Record<Loading, number>> {
  const load = (name: Loading): number => (alike ? treatedLoadings[name] + treatedSpread * random.normal() : 1 + donorSpread * random.normal());
  return { trend: load('trend'), season: load('season'), first: load('first'), second: load('second') };
}

/** Values with variance one, each of which lasts in part. */
function autoregression(random: Random, lasts: number): () => number {
  let value: number | undefined;
  return () => {
    value = value === undefined ? random.normal() : lasts * value + Math.sqrt(1 - lasts ** 2) * random.normal();
    return value;
  };
}

const byOutcome = <T>(of: (name: UpgradeOutcome) => T): Readonly<Record<UpgradeOutcome, T>> =>
  Object.fromEntries(outcomeNames.map((name) => [name, of(name)])) as Record<UpgradeOutcome, T>;
