import { EstimandError } from '../../errors/estimand-error.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { column, greater, not, subtract, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { meanOf } from '../../moments/moments.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { within } from '../../relation/within.ts';
import { gainOf } from './estimates.ts';
import { type Settled, settled } from './options.ts';
import { outcomeFindings } from './outcome-findings.ts';
import type { Policy } from './own.ts';
import { type PolicyGainOptions, policyGain } from './policy-gain.ts';
import { usesModel, valuePolicies } from './value-policies.ts';

/** A constraint on the policy: the one-sided bound of its change of an outcome, on the learning half. */
export interface SearchConstraint {
  readonly outcome: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** The candidates are the policies. */
export interface PolicySearchOptions extends PolicyGainOptions {
  /** Rows on which the choice is made; the others only say what the chosen policy is worth. It must have nothing to do with rewards. */
  readonly learning: Expression;
  /** Outcome whose change is made as large (or small) as it gets. */
  readonly objective: string;
  readonly better?: 'higher' | 'lower';
  readonly constraints?: readonly SearchConstraint[];
}

export interface PolicySearch extends Answer {
  /** Absent where no candidate keeps the constraints. */
  readonly chosen?: Policy;
}

/** One policy a threshold: an action where a column lies above it, another elsewhere. */
export function thresholdPolicies(rule: {
  readonly column: string;
  readonly thresholds: readonly number[];
  readonly above: string;
  readonly below: string;
}): readonly Policy[] {
  return rule.thresholds.map((threshold) => {
    // A missing value is not above any threshold.
    const beyond = when(greater(column(rule.column), threshold), 1, 0);
    const name = `${rule.above} where ${rule.column} > ${threshold}`;
    return { name, says: `${name}, else ${rule.below}`, chances: { [rule.above]: beyond, [rule.below]: subtract(1, beyond) } };
  });
}

/**
 * The best of several policies, chosen on one half of the log and valued on the other.
 *
 * Model   on the learning rows the gain of every candidate by the declared estimator; of those whose bounds keep the constraints, the one with the largest gain of the
 *         objective. Its gains on the other rows are reported: they have not been looked at, so no correction for the choice is due.
 * Shapes  two scans for all candidates and both halves.
 * Units   outcome units.
 * Errors  as `policyGain`; option-invalid when the objective is no outcome; search-rows when the condition holds of no row, or of every one.
 * Source  Athey & Imbens (2016), PNAS 113, on honest halves; Dudik, Erhan, Langford & Li (2014), Statistical Science 29.
 */
export function* searchPolicies(options: PolicySearchOptions): Asking<PolicySearch> {
  const { estimator = 'dr', learning, objective, better = 'higher', constraints = [] } = options;
  const s = settled(options);
  for (const outcome of [objective, ...constraints.map((c) => c.outcome)])
    if (!s.outcomes.some(({ name }) => name === outcome))
      throw new EstimandError('option-invalid', {
        option: 'objective or constraint',
        found: `"${outcome}"`,
        asked: `one of the outcomes ${s.outcomes.map(({ name }) => name).join(', ')}`,
      });
  const [, learned, held] = yield* all([expectBoth(learning), within(gains(s, estimator), learning), within(gains(s, estimator), not(learning))]);
  const of = (estimates: readonly Estimate[], policy: Policy, outcome: string): Estimate | undefined =>
    estimates.find((e) => e.id === `policy-gain:${outcome}:${policy.name}`);
  const candidates = s.policies.map((policy) => ({
    policy,
    gain: of(learned.estimates, policy, objective),
    kept: constraints.every((c) => keeps(c, of(learned.estimates, policy, c.outcome))),
  }));
  const sign = better === 'higher' ? 1 : -1;
  const chosen = candidates
    .filter(({ gain, kept }) => gain !== undefined && kept)
    .sort((a, b) => sign * (b.gain!.value - a.gain!.value))
    .at(0);
  const exhibits = [candidatesExhibit(candidates, objective, chosen?.policy.name)];
  if (!chosen) return { estimates: [], findings: [noneKept(objective, candidates.length)], exhibits };
  const estimates = held.estimates
    .filter((e) => e.estimand.contrast.treatment === chosen.policy.name)
    .map((e) => ({ ...e, estimand: { ...e.estimand, population: 'requests that the choice did not see' } }));
  return {
    chosen: chosen.policy,
    estimates,
    findings: [...held.findings, chosenFinding(chosen.policy, chosen.gain!, of(estimates, chosen.policy, objective), candidates.length)],
    exhibits,
  };
}

function* expectBoth(learning: Expression): Asking<void> {
  const {
    groups: [{ moments: m }],
  } = yield* ask(moments({ columns: { learning: when(learning, 1, 0) } }));
  const rows = m.n === 0 ? 0 : Math.round(m.n * meanOf(m, 'learning'));
  if (m.n > 0 && (rows === 0 || rows === m.n)) throw new EstimandError('search-rows', { rows, of: m.n });
}

function* gains(s: Settled, estimator: NonNullable<PolicyGainOptions['estimator']>): Asking<Pick<Answer, 'estimates' | 'findings'>> {
  const outcomes = yield* valuePolicies(s, [estimator], { pairs: false, gains: true });
  const answers = outcomes.map((one) =>
    'check' in one
      ? { estimates: [], findings: [one] }
      : outcomeFindings(s, one, usesModel(estimator), (valued) => valued.policies.map((_, i) => gainOf(s, one, valued, i, policyGain.source))),
  );
  return { estimates: answers.flatMap((a) => a.estimates), findings: answers.flatMap((a) => a.findings) };
}

/** A constraint holds where the one-sided bound says so. */
function keeps({ atLeast, atMost }: SearchConstraint, gain: Estimate | undefined): boolean {
  if (!gain?.bounds) return false;
  return (atLeast === undefined || gain.bounds.low >= atLeast) && (atMost === undefined || gain.bounds.high <= atMost);
}

interface Candidate {
  readonly policy: Policy;
  readonly gain: Estimate | undefined;
  readonly kept: boolean;
}

function candidatesExhibit(candidates: readonly Candidate[], objective: string, chosen: string | undefined): Exhibit {
  const shown = candidates.filter(({ gain }) => gain !== undefined);
  const says = `${shown.length} candidates on the learning rows${chosen === undefined ? ': none keeps the constraints' : `; chosen is ${chosen}`}.`;
  return {
    id: 'policy-candidates',
    title: `Change of ${objective} by candidate, on the rows that chose`,
    kind: 'intervals',
    says,
    alt: says,
    columns: {
      label: shown.map(({ policy }) => policy.name),
      value: shown.map(({ gain }) => gain!.value),
      low: shown.map(({ gain }) => gain!.interval.pieces[0].low),
      high: shown.map(({ gain }) => gain!.interval.pieces[0].high),
      note: shown.map(({ policy, kept }) => (policy.name === chosen ? 'chosen' : kept ? '' : 'breaks a constraint')),
    },
    marks: [{ at: 0, label: 'as logged' }],
  };
}

const noneKept = (objective: string, candidates: number): Finding => ({
  check: 'policy-search',
  about: { column: objective },
  verdict: 'refuse',
  statistic: candidates,
  says: `None of ${candidates} candidates keeps the constraints on the learning rows by its bounds.`,
  mend: 'Loosen a constraint, offer other candidates, or learn from more rows.',
});

function chosenFinding({ name }: Policy, learned: Estimate, held: Estimate | undefined, candidates: number): Finding {
  const says = `${name} is chosen of ${candidates} candidates: its gain of ${learned.estimand.outcome} was ${learned.value.toPrecision(3)} on the rows that chose, and is ${held ? held.value.toPrecision(3) : 'not known'} on the others, which are the ones to read.`;
  return {
    check: 'policy-search',
    about: { column: learned.estimand.outcome, ...(held && { estimate: held.id }) },
    verdict: 'pass',
    statistic: candidates,
    says,
  };
}
