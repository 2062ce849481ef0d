import { neverServed } from '../../../diagnostics/feedback/findings.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { sayCount, sayP, sayShare } from '../../../estimate/say.ts';
import { fewEffective, mostWeightOnOne, pValueLimits } from '../../../estimate/thresholds.ts';
import type { ServedAsked } from './options.ts';
import type { WeightedArm, WeightedArms } from './weighted-arms.ts';

/** Limits of the effective labels, as a share and as a number, and of the share of all requests that one label may stand for. */
const least = { share: 0.2, size: fewEffective, largest: mostWeightOnOne };
const unlikely = pValueLimits.servingChance.failBelow;

/** Findings on the weights. `names` are the arms that are reported. */
export function servedFindings({ arms, left, never = 0, unaugmented }: WeightedArms, asked: ServedAsked, estimate: string): readonly Finding[] {
  const { outcome, served, probability, contexts } = asked;
  const about = { column: outcome };
  const lost = arms.reduce((sum, arm) => sum + arm.served - arm.labelled, 0);
  const warn = (check: string, statistic: number, says: string, mend: string): Finding => ({ check, about, verdict: 'warn', statistic, says, mend });
  return [
    overlapFinding(arms, asked, estimate),
    ...(probability === undefined
      ? []
      : [
          ...arms.flatMap((arm) => chanceFinding(arm, probability)),
          ...neverServed(never, never + left + arms.reduce((sum, a) => sum + a.requests, 0), probability),
        ]),
    ...(probability === undefined && arms.some((a) => a.labelled < a.requests)
      ? [
          warn(
            'serving-estimated',
            contexts.length,
            `No chance to be served is logged: ${outcome} is weighted by chances estimated from ${contexts.map((x) => (typeof x === 'string' ? x : x.factor)).join(', ')}, whose error is part of the standard error.`,
            `Log the chance; without it the mean over all requests rests on ${served} depending on nothing else that matters for ${outcome}.`,
          ),
        ]
      : []),
    ...(probability !== undefined && lost > 0
      ? [
          warn(
            'label-lost',
            lost,
            `${outcome} is unknown for ${sayCount(lost)} served requests: weights stand for those with a label only.`,
            'Find out why labels are lost; define the outcome so that every served request has a value.',
          ),
        ]
      : []),
    ...(left > 0
      ? [
          warn(
            'requests-left-out',
            left,
            `${sayCount(left)} requests are left out of the mean of ${outcome} over all requests: a column that it needs is unknown.`,
            'Log the chance, the contexts and the arm of every request.',
          ),
        ]
      : []),
    ...(unaugmented !== undefined
      ? [
          warn(
            'not-augmented',
            0,
            `The mean of ${outcome} is by weights alone: ${unaugmented}.`,
            'Complete the contexts, or leave out those that repeat others; the weighted mean stands either way.',
          ),
        ]
      : []),
  ];
}

function overlapFinding(arms: readonly WeightedArm[], { outcome }: ServedAsked, estimate: string): Finding {
  const worst = arms.reduce((a, b) => (b.effectiveSampleSize / b.labelled < a.effectiveSampleSize / a.labelled ? b : a));
  const share = worst.effectiveSampleSize / worst.labelled;
  const largest = Math.max(...arms.map((a) => a.largestWeight / a.weight));
  const whose = arms.length > 1 ? ` of arm ${worst.arm}` : '';
  const says = `${sayCount(Math.round(worst.effectiveSampleSize))} effective of ${sayCount(worst.labelled)} labels of ${outcome}${whose}; the largest weight is ${Number(worst.largestWeight.toPrecision(3))} requests (${sayShare(largest)} of all).`;
  const shared = { check: 'serving-overlap', about: { column: outcome, estimate }, statistic: worst.effectiveSampleSize, threshold: least.share, says };
  if (share >= least.share && worst.effectiveSampleSize >= least.size && largest <= least.largest) return { ...shared, verdict: 'pass' };
  return {
    ...shared,
    verdict: 'warn',
    mend: 'Serve more of the requests that are seldom served, or say that the result is for requests that are served often enough.',
  };
}

/** Chances that are right make weights add up to the number of requests. */
function chanceFinding({ arm, requests, sumTest }: WeightedArm, probability: string): readonly Finding[] {
  if (sumTest === undefined) return [];
  const { statistic, pValue } = sumTest;
  if (pValue >= unlikely) return [];
  const says = `The weights of served requests of ${arm} do not add up to its ${sayCount(requests)} requests (${statistic.toFixed(1)} standard errors off, ${sayP(pValue)}): ${probability} is not the chance with which they were served.`;
  const about = { column: probability };
  return [
    {
      check: 'serving-chance',
      about,
      verdict: 'fail',
      identification: true,
      statistic,
      pValue,
      threshold: unlikely,
      says,
      mend: 'Check how the chance is logged: it must be that of the decision that was taken, before its draw.',
    },
  ];
}
