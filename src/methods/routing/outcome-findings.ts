import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { largeCondition } from '../../estimate/thresholds.ts';
import { sayEffect } from '../../estimate/unit.ts';
import { fewEvents } from '../../inference/arms/binary.ts';
import { otherLevel } from '../../models/factor-levels.ts';
import { keptAs, sayLevels } from '../arms/adjustment-findings.ts';
import { policyUnit } from './estimates.ts';
import { sayCut } from './estimators.ts';
import { hasFew } from './events.ts';
import { leftOut } from './left-out.ts';
import type { Settled } from './options.ts';
import { loggingPolicy } from './own.ts';
import { nothing } from './pairs.ts';
import type { Prepared } from './prepare.ts';
import { unsupportedFinding } from './unsupported.ts';
import { leavesClustersOut, type Valued, type ValuedOutcome } from './value-policies.ts';

/** The estimates of one outcome with their findings; estimates that cannot be trusted are left out, with the reason. */
export function outcomeFindings(
  s: Settled,
  one: ValuedOutcome,
  modelled: boolean,
  estimatesOf: (valued: Valued) => readonly Estimate[],
): { readonly estimates: readonly Estimate[]; readonly findings: readonly Finding[] } {
  const { prepared: p, unsupported, weights } = one;
  const idle = [...weights].filter(([, { mean }]) => mean === 0).map(([policy]) => policy);
  const stuck = Math.max(0, ...[...weights.values()].map(({ saturated }) => saturated));
  const refused = [
    ...unsupported.map((found) => unsupportedFinding(found, p, p.outcome.bounds !== undefined)),
    ...idle.map((policy) => nothingMatches(policy, p)),
    ...(stuck > 0 ? [saturatedRows(stuck, s, p)] : []),
  ];
  const few = policiesWithFew(s, one);
  // Estimated probabilities stand in for an experiment that nobody made: an error of theirs is as large as a count of few.
  const unknown = policiesUnjudged(s, one);
  const out = [...idle, ...(s.propensities.kind === 'estimated' ? few : []), ...unknown.map(({ policy }) => policy)];
  const usable = ({ estimand: { contrast } }: Estimate): boolean => stuck === 0 && !out.includes(contrast.treatment) && !out.includes(contrast.control);
  return {
    estimates: one.valued.flatMap(estimatesOf).filter(usable),
    findings: [
      ...leftOut(s, p),
      ...(modelled ? [...designFindings(p), ...rowsAlone(s, one)] : []),
      ...refused,
      ...few.map((policy) => fewOf(s, p, policy)),
      ...unknown.map((found) => unjudged(p, found)),
      ...tuningFindings(one),
    ],
  };
}

/** What was chosen where cuts are tuned. */
export const tuningCheck = 'policy-tuning';

const tuningFindings = ({ prepared: p, valued }: ValuedOutcome): readonly Finding[] =>
  valued.flatMap(({ estimator, policies, tuned }) =>
    policies.flatMap(({ name }, i): readonly Finding[] => {
      const chosen = tuned?.cuts[i];
      if (!chosen) return [];
      const cut = `${estimator === 'switch' ? 'threshold' : 'shrinkage'} of ${sayCut(chosen.cut)}`;
      const moved = chosen.bias === 0 ? 'moves the value by nothing' : `moves the value by ${sayEffect(chosen.bias, policyUnit(p))}`;
      const says = `For ${name} on ${p.outcome.name} the estimator ${estimator} is tuned to a ${cut}: of ${chosen.candidates} candidates it has the least variance with squared bias. It ${moved} from the doubly robust one, whose interval it also holds.`;
      return [{ check: tuningCheck, about: { column: p.outcome.name, arm: name }, verdict: 'pass', statistic: chosen.cut, says }];
    }),
  );

/** Where rows are too many to be held, a linear model leaves out the row alone, not all that is alike. */
function rowsAlone(s: Settled, { prepared: p, chances }: ValuedOutcome): readonly Finding[] {
  if (s.cluster === undefined || s.crossFit === 'none' || leavesClustersOut(s, p, chances)) return [];
  return [
    {
      check: 'cross-fitting',
      about: { column: p.outcome.name },
      verdict: 'warn',
      statistic: p.n,
      says: `${sayCount(p.n)} rows are too many to leave out whole values of ${s.cluster} from the reward models: each row is predicted without itself alone.`,
      mend: `With many values of ${s.cluster} this changes little; analyse a part of them to see.`,
    },
  ];
}

/** Policies of which an outcome of 0 and 1 has few events where they differ from what was logged, or few non-events. */
function policiesWithFew({ policies }: Settled, { events }: ValuedOutcome): readonly string[] {
  return policies
    .map(({ name }) => name)
    .filter((name) => {
      const parts = events(name, loggingPolicy) ?? events(name, nothing);
      return parts !== undefined && hasFew(parts);
    });
}

function fewOf(s: Settled, { outcome, centre }: Prepared, policy: string): Finding {
  const shared = { check: 'few-events', about: { column: outcome.name, arm: policy }, threshold: fewEvents };
  const what = centre < 0.5 ? 'events' : 'non-events';
  const says = `${outcome.name} has in effect fewer than ${fewEvents} ${what} on the rows by which ${policy} differs from what was logged`;
  if (s.propensities.kind === 'estimated')
    return {
      ...shared,
      verdict: 'refuse',
      says: `${says}, and estimated probabilities cannot be held against so few.`,
      mend: 'Log the probabilities, or wait for more requests.',
    };
  return {
    ...shared,
    verdict: 'warn',
    says: `${says}: its limits are no narrower than those of a weighted count, by which none at all is not zero.`,
    mend: 'Nothing is wrong with the numbers; more requests that the router draws as the policy would narrow them.',
  };
}

/** A policy whose value rests on labels of which a judge gave all but a few. */
interface Unjudged {
  readonly policy: string;
  readonly disagreements: number;
}

/** Of labels that a judge gives too: from so many on they tell by themselves how often it does not. */
const enoughDisagreements = 10;

/** What is not seen among few labels has no spread, and would be taken for certain. */
const policiesUnjudged = ({ policies }: Settled, { labels }: ValuedOutcome): readonly Unjudged[] =>
  policies.flatMap(({ name }) => {
    const { disagreements = Infinity } = labels(name, loggingPolicy) ?? labels(name, nothing) ?? {};
    return disagreements < enoughDisagreements ? [{ policy: name, disagreements }] : [];
  });

const unjudged = ({ outcome }: Prepared, { policy, disagreements }: Unjudged): Finding => ({
  check: 'measured',
  about: { column: outcome.name, arm: policy },
  verdict: 'refuse',
  statistic: disagreements,
  threshold: enoughDisagreements,
  says: `On the labels of ${outcome.name} that ${policy} weighs, people and judge differ in effect ${disagreements.toFixed(1)} times, too few to tell how often the judge errs.`,
  mend: `Let people score more requests that ${policy} would route as they were, drawn at random; or take the judge's scores for what they are, as an outcome of their own.`,
});

const nothingMatches = (policy: string, { outcome, n }: Prepared): Finding => ({
  check: 'no-matching-row',
  about: { column: outcome.name, arm: policy },
  verdict: 'refuse',
  identification: true,
  statistic: 0,
  says: `On none of ${sayCount(n)} rows was an action taken that ${policy} would take there: nothing in the log tells what it would bring.`,
  mend: 'Let the router take those actions by chance on some requests, as the plan of exploration says.',
});

const saturatedRows = (rows: number, { action }: Settled, { outcome }: Prepared): Finding => ({
  check: 'reward-model',
  about: { column: outcome.name },
  verdict: 'refuse',
  statistic: rows,
  says: `The reward model of an ${action} rests on single rows (leverage one), ${sayCount(rows)} in all, so it cannot leave them out.`,
  mend: 'Merge rare levels of the context, take a covariate out, or ask for crossFit none.',
});

function designFindings({ design, fits, outcome, n }: Prepared): readonly Finding[] {
  const condition = Math.max(...fits.map((fit) => fit.condition));
  return [
    ...design.imputed.map(
      (imputed): Finding => ({
        check: 'imputed-covariate',
        about: { column: imputed.covariate },
        verdict: 'warn',
        statistic: imputed.units,
        says: `${imputed.covariate} is missing on ${sayCount(imputed.units)} of ${sayCount(n)} rows with ${outcome.name}; they are in the reward models ${keptAs(imputed)}.`,
        mend: 'Nothing if it is missing for the router too; else log what the router saw.',
      }),
    ),
    ...design.merged.map(
      ({ factor, levels, least }): Finding => ({
        check: 'merged-level',
        about: { column: factor },
        verdict: 'warn',
        statistic: levels.length,
        threshold: least,
        says: `${sayLevels(levels)} of ${factor} have too few rows for the reward models (fewer than ${sayCount(least)}): they count as one level, ${otherLevel}.`,
        mend: 'Merge rare levels in the data if another grouping makes more sense.',
      }),
    ),
    ...(condition < largeCondition
      ? []
      : [
          {
            check: 'condition-number',
            about: { column: outcome.name },
            verdict: 'warn',
            statistic: condition,
            threshold: largeCondition,
            says: `The context columns nearly repeat each other (condition number ${condition.toExponential(1)}), so predictions lose up to ${Math.round(Math.log10(condition))} digits.`,
            mend: 'Take one of the near-duplicates out.',
          } as const,
        ]),
  ];
}
