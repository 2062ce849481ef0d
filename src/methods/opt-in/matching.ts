import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayP } from '../../estimate/say.ts';
import type { MatchingRefusal } from '../../inference/matching/matching-estimate.ts';
import { weightSpread } from '../../inference/observed/overlap.ts';
import { gammaWhereLost, mcNemarBounds, signedRankBounds } from '../../inference/sensitivity/rosenbaum.ts';
import { waldInference } from '../../inference/wald.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { answeredBy, refusedBy } from './answer-of.ts';
import { amongOf, estimateFrom } from './estimate.ts';
import type { Fitted } from './fitted.ts';
import { notAsked, unspoken } from './from-moments/too-many.ts';
import { type Matched, matched } from './matches.ts';
import { type Chosen, example, type OptInOptions, optInOptionsOf, roundsOn } from './options.ts';

const source =
  'Abadie & Imbens (2006), Econometrica 74; (2011), Journal of Business & Economic Statistics 29; (2016), Econometrica 84; Rosenbaum (2002), Observational Studies';

/**
 * Effect of a feature that units chose by themselves, by comparing each with its nearest among the others.
 *
 * Model   each unit the effect is about against the mean of its nearest neighbours, by the linear predictor of the chance of opting in (its logit) or by covariates (Mahalanobis); ties all count;
 *         what is still unequal is taken out by regression among the matched. Abadie and Imbens' variance, which counts that chances are estimated; a bootstrap is wrong here.
 *         With replacement unless told. Of the treated, Rosenbaum's bound says how unequal the odds of pairs alike may be.
 * Shapes  as `doublyRobust`. n log n in units.
 * Units   outcome units; a share for binary outcomes.
 * Errors  as `doublyRobust`; refused with a cluster, for whose errors no variance of matching is known, and where nobody has a match. option-invalid of those who could
 *         have been either (`ato`), for whom it is not planned.
 * Source  Abadie & Imbens (2006, 2011, 2016). Parity: R Matching, Stata teffects nnmatch and psmatch, MatchIt.
 */
export const matching = question<OptInOptions>(
  {
    id: 'matching',
    title: 'Effect of an opt-in by matching',
    source,
    docs: 'docs/methods/matching.md',
    label: 'matched with their nearest',
    rounds: { usual: 2, most: 2 },
    roundsOn,
    plan: (protocol) =>
      optInOptionsOf(protocol).filter(({ optIn }) => optIn.estimand !== 'ato' && (optIn.cluster === undefined || optIn.estimator === 'matching')),
    example,
  },
  (options): Asking<Answer> =>
    answeredBy(options, {
      ofUnits(fitted, c) {
        if (c.cluster !== undefined) return refusedBy(clustered(c));
        const found = matched(fitted, c);
        if (found.kind !== 'estimate') return refusedBy(refusalOf(found, fitted, c));
        const spoken = c.optIn.estimator === 'matching';
        return { estimates: [estimateOf(found, fitted, c)], findings: spoken ? [...unmatched(found, c), ...rosenbaum(found, fitted, c)] : [] };
      },
      // biome-ignore lint/correctness/useYield: it asks for nothing.
      *ofMany(c, look) {
        return { findings: [(c.optIn.estimator === 'matching' ? unspoken(c, look) : undefined) ?? notAsked('Matching', c, look)] };
      },
      ofRefused: refusedBy,
    }),
);

function estimateOf(found: Matched, fitted: Fitted, c: Chosen) {
  const { treated } = fitted.units;
  // An arm tells as much as so many equally weighted units.
  const effective = ([0, 1] as const).map((arm) => weightSpread(found.weights.map((weight, i) => (treated[i] === arm ? weight : 0))).effective);
  const df = Math.max(1, Math.min(...effective) - 1);
  const mean = (arm: 0 | 1): number => {
    let [sum, total] = [0, 0];
    for (let i = 0; i < treated.length; i++) {
      if (treated[i] !== arm) continue;
      sum += found.weights[i] * fitted.outcome[i];
      total += found.weights[i];
    }
    return sum / total;
  };
  const seen = c.optIn.estimand === 'atc' ? 0 : 1;
  const means = seen === 1 ? [mean(1) - found.value, mean(1)] : [mean(0), mean(0) + found.value];
  const out = found.leftOut.treated.length + found.leftOut.control.length;
  const { on = 'chance', neighbours = 1, replace = true, biasAdjusted = true } = c.optIn.matching ?? {};
  return estimateFrom(
    {
      value: found.value,
      means: [means[0], means[1]],
      df,
      inference: waldInference(found.value, found.standardError, { kind: 't', df }, c),
      unmatched: [found.leftOut.control.length, found.leftOut.treated.length],
    },
    amongOf(fitted),
    c,
    {
      id: 'matching',
      source,
      says: `each compared with ${neighbours === 1 ? 'the nearest' : `the ${neighbours} nearest`} of the others by ${on === 'chance' ? 'the chance of it' : 'covariates'}${out > 0 ? ', of those who have a match' : ''}`,
    },
    {
      matching: { on, neighbours, replace, biasAdjusted },
      ...(c.optIn.caliper !== undefined && { caliper: c.optIn.caliper }),
      ...(c.optIn.exactOn && { exactOn: c.optIn.exactOn }),
    },
  );
}

const clustered = ({ outcome, cluster = '' }: Chosen): Finding => ({
  check: 'matching',
  about: { column: outcome },
  verdict: 'refuse',
  says: `No error of matching is known where units of one ${cluster} are alike.`,
  mend: 'Write `estimator: aipw` or `weighting`, whose errors are added up by clusters.',
});

function refusalOf(found: MatchingRefusal, { units }: Fitted, c: Chosen): Finding {
  const about = { column: c.outcome };
  switch (found.kind) {
    case 'nothing-matched':
      return {
        check: 'matching',
        about,
        verdict: 'refuse',
        says: `Nobody has a match on ${c.outcome}: none of ${sayCount(found.treated)} units with ${c.assignment} ${c.treatment} lies near enough to any of ${sayCount(found.control)} others.`,
        mend: 'Write a larger caliper, or leave out columns under exactOn.',
      };
    case 'needs-replacement':
      return {
        check: 'matching',
        about,
        verdict: 'refuse',
        says: `Matches of ${c.outcome} that are used once cannot stand for all units: one arm is larger than the other.`,
        mend: 'Write `estimand: att`, or let units be matched with more than one (`matching: {replace: true}`).',
      };
    case 'too-few-to-adjust':
      return {
        check: 'matching',
        about,
        verdict: 'refuse',
        says: `${sayCount(found.units)} matched units of ${c.outcome} are too few for ${sayCount(found.terms)} coefficients.`,
        mend: 'Write `matching: {biasAdjusted: false}`, a larger caliper, or fewer covariates.',
      };
    case 'column-unmeasurable':
      return {
        check: 'matching',
        about,
        verdict: 'refuse',
        says: `Units cannot be matched by ${units.names[found.column] ?? 'their chance'} on ${c.outcome}: it ${found.why === 'constant' ? 'is the same for all' : 'is told by the other covariates'}.`,
        mend: 'Take it out of covariates.',
      };
  }
}

function unmatched(found: Matched, c: Chosen): readonly Finding[] {
  const { treated, control } = found.leftOut;
  const out = treated.length + control.length;
  const all = out + found.effects.length;
  if (out === 0) return [];
  return [
    {
      check: 'unmatched',
      about: { column: c.outcome },
      verdict: out > 0.1 * all ? 'fail' : 'warn',
      ...(out > 0.1 * all && { identification: true as const }),
      statistic: out / all,
      threshold: 0.1,
      says: `${sayCount(out)} of ${sayCount(all)} units whose effect on ${c.outcome} is asked have no match near enough (${sayCount(treated.length)} with ${c.assignment} ${c.treatment}): the effect is about the others.`,
      mend: 'Say so when you tell the result, write a larger caliper, or ask about those of whom either could have been (`estimator: aipw`, `estimand: ato`).',
    },
  ];
}

/** How unequal the odds of opting in of two units alike may be, so that the effect is still told from zero. */
function rosenbaum(found: Matched, { binary }: Fitted, c: Chosen): readonly Finding[] {
  if (c.optIn.estimand !== 'att') return [];
  const towards = Math.sign(found.value) || 1;
  const differences = found.effects.map((effect) => towards * effect);
  const [more, fewer] = [differences.filter((d) => d > 0).length, differences.filter((d) => d < 0).length];
  const highest = (gamma: number): number => (binary ? mcNemarBounds(more, fewer, gamma) : signedRankBounds(differences, gamma)).high;
  const gamma = gammaWhereLost(highest, (1 - c.level) / 2);
  const shared = { check: 'hidden-bias', about: { column: c.outcome }, verdict: 'pass' } as const;
  if (gamma === undefined)
    return [
      {
        ...shared,
        statistic: 1,
        pValue: highest(1),
        says: `Matched pairs do not tell the effect on ${c.outcome} from zero by their ranks (${sayP(highest(1))}), whatever is hidden.`,
      },
    ];
  if (!Number.isFinite(gamma)) return [];
  return [
    {
      ...shared,
      statistic: gamma,
      says: `Matched units tell the effect on ${c.outcome} from zero as long as of two alike in covariates neither had more than ${gamma.toFixed(2)} times the odds of opting in of the other.`,
    },
  ];
}
