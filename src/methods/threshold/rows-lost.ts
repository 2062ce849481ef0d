import { flowId, rowsOfStudy, sayFlow } from '../../diagnostics/unit-flow.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayP } from '../../estimate/say.ts';
import { largeLoss, pValueLimits, traceOfLoss } from '../../estimate/thresholds.ts';
import { sayEffect } from '../../estimate/unit.ts';
import { verdictOf } from '../../estimate/verdict-of.ts';
import { lossByArm } from '../../inference/losses/loss-by-arm.ts';
import { columnOfCovariate } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { analysedOf, type CutoffRows } from './analysed.ts';
import type { AskedRows } from './ask-rows.ts';
import { checkRows, effectFound } from './check-of.ts';
import { columnAtCutoffs, jumpAt } from './jump.ts';
import { type AtThreshold, example, roundsOn, type ThresholdOptions, thresholdOptionsOf } from './options.ts';

const source = 'Lee & Lemieux (2010), Journal of Economic Literature 48; Calonico, Cattaneo & Titiunik (2014), Econometrica 82; Fisher (1935), JRSS 98';

/**
 * Which rows are in no estimate, and does it jump at the cutoff who is? Rows that are left are then not alike on both sides.
 *
 * Model   counts; and being lost as an outcome of 0 and 1 by local polynomials, their bias taken out. Where fewer than 20 rows near the cutoff were lost, or no polynomial fits: Fisher's exact
 *         test of the shares lost within the bandwidth of the effect. Warns below p = 0.01 and fails, and holds, below 0.001; a jump of at most 0.1 % only warns. More than 20 % lost warns too.
 * Shapes  all rows with a score; lost are those without the outcome, a covariate or the logged decision. Every outcome by itself.
 * Units   shares.
 * Source  Lee & Lemieux (2010). Parity: rdrobust of the indicator; scipy's fisher_exact.
 */
export const rowsLost = question<ThresholdOptions>(
  {
    id: 'rows-lost',
    title: 'Rows that are in no estimate, by side of the cutoff',
    source,
    docs: 'docs/checks/rows-lost.md',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: (protocol) => thresholdOptionsOf(protocol),
    example,
  },
  (options): Asking<Answer> =>
    checkRows(options, (asked, c) => ({
      findings: [countsFinding(asked, c), missingFinding(asked, c)],
      ...(c.role === 'primary' && { exhibits: [flow(asked, c)] }),
    })),
);

/** From the rows of the data to those near the cutoff, with every loss counted. */
function flow(asked: AskedRows, c: AtThreshold): Exhibit {
  const { running, cluster, donut } = c.threshold;
  const { unscored, dropped, nearest } = analysedOf(asked, c);
  const near = effectFound(asked, c)?.found.near ?? { below: 0, above: 0 };
  const total = asked.score.length + asked.clusterless;
  const complete = asked.score.length - unscored - dropped.below - dropped.above;
  const beyond = complete - nearest - near.below - near.above;
  const steps = [
    { step: rowsOfStudy, lost: 0, reason: '' },
    ...(cluster === undefined ? [] : [{ step: `with ${cluster}`, lost: asked.clusterless, reason: `${cluster} missing` }]),
    { step: `with ${running}`, lost: unscored, reason: `${running} missing` },
    { step: `with ${neededOf(c, ', ')}`, lost: dropped.below + dropped.above, reason: 'missing' },
    ...(donut === undefined ? [] : [{ step: 'outside the donut', lost: nearest, reason: `nearer to the cutoff than ${donut}` }]),
    { step: 'near the cutoff', lost: beyond, reason: 'too far from it to count' },
  ];
  let left = total;
  const units = steps.map(({ lost }) => {
    left -= lost;
    return left;
  });
  const says = sayFlow(left, total, c.outcome);
  return {
    id: flowId(c.outcome),
    title: `Flow of units to ${c.outcome}`,
    kind: 'flow',
    says,
    alt: says,
    columns: {
      step: steps.map(({ step }) => step),
      units,
      lost: steps.map(({ lost }) => lost),
      reason: steps.map(({ lost, reason }) => (lost === 0 ? '' : reason)),
    },
  };
}

/** What a row needs beside its score, in words. */
function neededOf({ outcome, covariates, threshold: { decision } }: AtThreshold, joint = ' or '): string {
  return [...new Set([outcome, ...(decision === undefined ? [] : [decision]), ...covariates.map(columnOfCovariate)])].join(joint);
}

function countsFinding(asked: AskedRows, c: AtThreshold): Finding {
  const { running, cutoff, cluster } = c.threshold;
  const { unscored, dropped, nearest } = analysedOf(asked, c);
  const { clusterless, score } = asked;
  const total = score.length + clusterless;
  const lost = unscored + clusterless + dropped.below + dropped.above;
  const parts = [
    ...(clusterless > 0 ? [`${sayCount(clusterless)} have no ${cluster}`] : []),
    ...(unscored > 0 ? [`${sayCount(unscored)} have no ${typeof cutoff === 'string' ? `${running} or ${cutoff}` : running}`] : []),
    ...(dropped.below + dropped.above > 0
      ? [`${sayCount(dropped.below)} below the cutoff and ${sayCount(dropped.above)} from it on have no ${neededOf(c)}`]
      : []),
    ...(nearest > 0 ? [`${sayCount(nearest)} lie within the donut`] : []),
  ];
  const says =
    parts.length === 0 ? `All ${sayCount(total)} rows have a score and ${c.outcome}.` : `Of ${sayCount(total)} rows for ${c.outcome} ${parts.join(', ')}.`;
  const shared = { check: 'rows-lost', about: { column: c.outcome }, statistic: lost / total, threshold: largeLoss, says } as const;
  if (lost / total <= largeLoss) return { ...shared, verdict: 'pass' };
  return {
    ...shared,
    verdict: 'warn',
    mend: 'Find out why so much is missing, and join it again; what is left out must not depend on the side of the cutoff.',
  };
}

const mend = 'Find out why it is missing on one side of the cutoff; define the outcome so that every row has a value (zero, not missing).';

function missingFinding(asked: AskedRows, c: AtThreshold): Finding {
  const about = { column: c.outcome };
  const { dropped } = analysedOf(asked, c);
  const needed = neededOf(c);
  if (dropped.below + dropped.above === 0) {
    return {
      check: 'missing-outcome',
      about,
      verdict: 'pass',
      statistic: 0,
      pValue: 1,
      threshold: pValueLimits.missingness.failBelow,
      says: `${needed} is known for every row with a score.`,
    };
  }
  const { jump, pValue, how } = lossJump(columnAtCutoffs(asked, lostIn(asked, c), c.threshold.donut ?? 0), asked, c);
  const verdict = verdictOf(pValue, pValueLimits.missingness);
  const shared = {
    check: 'missing-outcome',
    about,
    canHold: true,
    statistic: jump,
    pValue,
    threshold: pValueLimits.missingness.failBelow,
    says: `From below the cutoff to above it the share of rows without ${needed} changes by ${sayEffect(jump, { kind: 'share' })} (${sayP(pValue)}, ${how}).`,
  } as const;
  if (verdict === 'pass') return { ...shared, verdict };
  if (verdict === 'warn' || Math.abs(jump) <= traceOfLoss) return { ...shared, verdict: 'warn', mend };
  return { ...shared, verdict, identification: true, mend };
}

/** 1 where a row lacks something, 0 where it does not. */
function lostIn({ outcomes, covariates, treatment, score }: AskedRows, { outcome }: AtThreshold): Float64Array {
  const needed = [outcomes[outcome], ...covariates.map(({ values }) => values), ...(treatment ? [treatment] : [])];
  return Float64Array.from(score, (_, i) => (needed.some((values) => Number.isNaN(values[i])) ? 1 : 0));
}

interface LossJump {
  readonly jump: number;
  readonly pValue: number;
  readonly how: string;
}

function lossJump(cutoffs: readonly CutoffRows[], asked: AskedRows, c: AtThreshold): LossJump {
  const found = jumpAt(cutoffs, c);
  if (!('refused' in found)) return { jump: found.value, pValue: found.pValue, how: 'by local polynomials' };
  const { below, above } = effectFound(asked, c)?.found.reach ?? { below: Infinity, above: Infinity };
  const counts = { below: { arm: 'below', lost: 0, kept: 0 }, above: { arm: 'above', lost: 0, kept: 0 } };
  for (const { data } of cutoffs) {
    for (let i = 0; i < data.score.length; i++) {
      if (data.score[i] < -below || data.score[i] > above) continue;
      counts[data.score[i] < 0 ? 'below' : 'above'][data.outcome[i] === 1 ? 'lost' : 'kept']++;
    }
  }
  const [test] = lossByArm(counts.below, [counts.above]);
  return { jump: test.difference, pValue: test.pValue, how: 'by counts within the bandwidth' };
}
