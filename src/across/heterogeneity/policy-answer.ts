import type { Estimate } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayShare } from '../../estimate/say.ts';
import { sayAmount, sayEffect } from '../../estimate/unit.ts';
import type { HonestPolicy } from '../../inference/policy/learn-and-value.ts';
import type { MeanEstimate } from '../../inference/policy/mean-errors.ts';
import { asPolicy } from '../../inference/policy/written/as-policies.ts';
import { asSql } from '../../inference/policy/written/as-sql.ts';
import { asTypeScript } from '../../inference/policy/written/as-typescript.ts';
import { inWords } from '../../inference/policy/written/in-words.ts';
import { studentTQuantile } from '../../math/distributions/student-t.ts';
import type { Features } from '../../models/features.ts';
import { scoreEstimate } from './estimates.ts';
import { unitOf } from './exhibits.ts';
import type { FoundPolicy } from './find-policy.ts';
import type { Benefit } from './options.ts';
import { ruleTable } from './rule-table.ts';

/** The rule in every form in which it can be shipped: what files are written from. */
export interface RuleDetails {
  readonly rule: {
    readonly words: string;
    readonly sql: string;
    readonly typescript: string;
    /** As `design.policies` of a routing study takes it. */
    readonly policy: ReturnType<typeof asPolicy>;
    readonly tree: HonestPolicy['tree'];
  };
}

/** What is said of a rule where effects differ: what it is worth, in every form, and whether to ship it. */
export function policyAnswer(
  found: FoundPolicy,
  features: Features,
  of: Benefit,
): { estimates: readonly Estimate[]; findings: readonly Finding[]; exhibits: readonly Exhibit[] } {
  const arms = [of.control, ...of.treatments];
  const known = features.columns.filter(({ values }) => !values.some(Number.isNaN)).map(({ name }) => name);
  const words = inWords(found.tree, arms, { known });
  const details: RuleDetails = {
    rule: {
      words,
      sql: asSql(found.tree, arms),
      typescript: asTypeScript(found.tree, arms, { name: 'chooseArm', says: words }),
      policy: asPolicy(found.tree, arms),
      tree: found.tree,
    },
  };
  return {
    estimates: [
      { ...gainEstimate(found, found.overNobody, 'nobody', of.control, of), details },
      ...found.overEverybody.map((gain, k) => gainEstimate(found, gain, 'everybody', of.treatments[k], of)),
      gainEstimate(found, found.overRandom, 'random', 'as many at random', of),
    ],
    findings: [...limitFindings(found, of), recommendation(found, words, of)],
    exhibits: [ruleTable(found, words, known, of)],
  };
}

/** Where nothing shows that effects differ, no rule is told. */
export function noPolicy({ outcome }: Benefit): Finding {
  return {
    check: 'targeting',
    about: { column: outcome },
    verdict: 'refuse',
    says: `No rule says whom to treat for the sake of ${outcome}: a rule can be found in any data, and here nothing shows that the effect differs between units.`,
    mend: 'Treat all units alike by the effect on all; ask again with more units, or with columns that tell more of them.',
  };
}

const gainEstimate = ({ perArm }: FoundPolicy, { value, standardError, df, units }: MeanEstimate, against: string, control: string, of: Benefit): Estimate =>
  scoreEstimate(
    { value, standardError, reference: { kind: 't', df } },
    {
      what: against === 'everybody' && of.treatments.length > 1 ? `rule-over-everybody-${control}` : `rule-over-${against}`,
      treatment: 'rule',
      control,
      population: 'units that did not find the rule',
      says: `What the rule brings for each unit, in ${of.outcome}${hasCost(of) ? ' less what treating costs' : ''}, over ${against === 'random' ? 'treating as many at random' : against === 'nobody' ? 'treating nobody' : `giving everybody ${control}`}; on the half of the units that had no part in finding it.`,
      units,
      perArm,
    },
    { ...of, treatments: [] },
  );

const hasCost = ({ asked: { policy } }: Benefit): boolean => Object.values(policy?.cost ?? {}).some((cost) => cost > 0);

/** Surely better than giving all units the same, whatever that is: every one-sided bound lies above zero. */
function recommendation(found: FoundPolicy, words: string, of: Benefit): Finding {
  const all = [found.overNobody, ...found.overEverybody];
  const lows = all.map(({ value, standardError, df }) => value - studentTQuantile(of.boundsLevel, df) * standardError);
  const shown = (one: MeanEstimate): string => sayEffect(one.value, unitOf(of));
  const nobody = `${shown(found.overNobody)} a unit over treating nobody`;
  const everybody = found.overEverybody.map((gain, k) => `${shown(gain)} over giving everybody ${of.treatments[k]}`).join(', ');
  const treated = sayShare(1 - found.shares[0]);
  // Above zero where the rule is surely better than giving all units the same.
  const shared = { check: 'targeting', about: { column: of.outcome }, statistic: Math.min(...lows), threshold: 0 } as const;
  const worth = `on the half of the units that had no part in finding it, it brings ${nobody} and ${everybody}, and treats ${treated}`;
  if (lows.every((low) => low > 0)) return { ...shared, verdict: 'pass', says: `Whom to treat: ${words}. ${worth[0].toUpperCase()}${worth.slice(1)}.` };
  const better = lows.findIndex((low) => !(low > 0));
  const than = better === 0 ? 'treating nobody' : `giving everybody ${of.treatments[better - 1]}`;
  return {
    ...shared,
    verdict: 'pass',
    says:
      found.tree.kind === 'leaf'
        ? `No rule is told to be better than doing the same for all units.`
        : `A rule was found (${words}), but it is not told to be better than ${than}: ${worth}. Do the same for all units.`,
  };
}

/** A rule that takes less than this part of what is allowed leaves room. */
const usedUp = 0.95;

function limitFindings({ kept, exact }: HonestPolicy, of: Benefit): readonly Finding[] {
  const { policy } = of.asked;
  if (!kept || !policy) return [];
  const isBudget = policy.budget !== undefined;
  const said = (x: number): string => (isBudget ? `${sayAmount(x, unitOf(of))} a unit` : sayShare(x));
  const limit = `The ${isBudget ? 'budget' : 'capacity'} of ${said(kept.most)}`;
  const shared = { check: 'targeting-limit', about: { column: of.outcome }, verdict: 'pass', statistic: kept.valuing.value, threshold: kept.most } as const;
  if (kept.limit === 'above-everybody') return [{ ...shared, says: `${limit} would do for everybody: it limits nothing.` }];
  if (kept.limit === 'slack') return [{ ...shared, says: `${limit} is not used up: the best rule takes ${said(kept.valuing.value)}.` }];
  const taken = `the rule takes ${said(kept.learning)} on the units that found it, and ${said(kept.valuing.value)} on the others`;
  const room = `; no rule of this depth ${exact ? '' : 'was found that '}uses more of it and brings more`;
  return [{ ...shared, says: `${limit} binds: ${taken}${kept.learning < usedUp * kept.most ? room : ''}.` }];
}
