import type { Estimate } from '../../estimate/estimate.ts';
import type { Except } from '../../protocol/protocol.ts';
import type { Decision } from '../result.ts';

const everybody = 'all units assigned';

/** An estimate on the units that are not left out of the launch says so. */
export function butFor(e: Estimate, { says: who }: Except): Estimate {
  const rest = `${everybody} but those where ${who}`;
  const { population, says } = e.estimand;
  return {
    ...e,
    estimand: {
      ...e.estimand,
      population: population.includes(everybody) ? population.replaceAll(everybody, rest) : `${population}, but not those where ${who}`,
      says: says.includes(everybody) ? says.replaceAll(everybody, rest) : `${says.replace(/\.$/, '')}, but not for those where ${who}.`,
    },
  };
}

/** A decision about the rest says whom it leaves out. */
export function decisionButFor(decision: Decision, except: Except | undefined): Decision {
  return except ? { ...decision, says: `${decision.says} The launch leaves out those where ${except.says}: all numbers are about the others.` } : decision;
}
