import { armLabel, armLabelsOf } from '../../protocol/labels.ts';
import { netValue } from '../../protocol/net-value.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import { isAboutLaunch, type Stance, stanceOf } from '../../protocol/verdicts.ts';
import type { ArmDecision, Decision } from '../result.ts';
import { decide } from './decide.ts';
import type { Evidence } from './evidence.ts';

/** What speaks for one treatment arm. */
export interface ArmEvidence extends Evidence {
  readonly arm: string;
}

/**
 * The decision among several treatment arms.
 *
 * Model   the declared rule on each arm, on intervals that hold together over the arms. LAUNCH the arm with the highest net value (without values: the
 *         largest primary effect) among those that meet every condition; DO NOT LAUNCH when every arm must not be launched; HOLD otherwise, naming
 *         the arm that comes nearest.
 */
export function decideArms(arms: readonly ArmEvidence[]): Decision {
  if (arms.length === 0) throw new Error('A decision needs something to decide about: the design names no contrast.');
  if (arms.length === 1) return decide(arms[0]);
  const decisions = arms.map((evidence): ArmDecision => {
    const argued = decide(evidence);
    return { arm: evidence.arm, ...argued, guardrails: argued.guardrails.map((g) => ({ ...g, arm: evidence.arm })) };
  });
  const aboutLaunch = isAboutLaunch(arms[0].design.verdicts);
  const labels = armLabelsOf(arms[0].study);
  const called = ({ arm }: ArmDecision): string => armLabel(labels, arm);
  const worth = new Map(arms.map((evidence) => [evidence.arm, worthOf(evidence)]));
  const best = (those: readonly ArmDecision[]): ArmDecision => [...those].sort((a, b) => worth.get(b.arm)! - worth.get(a.arm)!)[0];
  const by = (stance: Stance): readonly ArmDecision[] => decisions.filter((d) => stanceOf(d.verdict) === stance);
  const launches = by('go');
  if (launches.length > 0) {
    const chosen = best(launches);
    const others = launches.filter((d) => d !== chosen).map(called);
    const also = others.length > 0 ? ` ${others.join(' and ')} would pass too, with less ${hasValue(arms) ? 'net value' : 'effect'}.` : '';
    return { ...chosen, arms: decisions, says: `${aboutLaunch ? `Launch ${called(chosen)}` : `${called(chosen)} is better`}. ${chosen.says}${also}` };
  }
  const holds = by('wait');
  if (holds.length === 0) {
    const chosen = best(decisions);
    return { ...chosen, arms: decisions, says: `None is ${aboutLaunch ? 'to be launched' : 'better'}; the best of them, ${called(chosen)}: ${chosen.says}` };
  }
  const met = (d: ArmDecision): number => d.reasons.filter((r) => r.status === 'met').length;
  const most = Math.max(...holds.map(met));
  const chosen = best(holds.filter((d) => met(d) === most));
  // A doubt about the whole study is said once, of no arm.
  const shared = decisions.every((d) => d.says === chosen.says);
  return { ...chosen, arms: decisions, says: shared ? chosen.says : `None meets every condition; ${called(chosen)} comes nearest. ${chosen.says}` };
}

const hasValue = (arms: readonly ArmEvidence[]): boolean => arms.some(({ headlines }) => headlines.some(({ outcome }) => outcome.name === netValue));

/** Ranks arms that have the same verdict. */
function worthOf({ headlines }: ArmEvidence): number {
  const worth = (is: (o: Outcome) => boolean): number | undefined => {
    const found = headlines.find(({ outcome }) => is(outcome));
    return found?.estimate && (found.outcome.better === 'higher' ? found.estimate.value : -found.estimate.value);
  };
  return worth((o) => o.name === netValue) ?? worth((o) => o.role === 'primary') ?? -Infinity;
}
