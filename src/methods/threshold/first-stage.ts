import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayShare } from '../../estimate/say.ts';
import { sayEffect } from '../../estimate/unit.ts';
import { halfLength } from '../../inference/threshold/bias-aware/optimal-width.ts';
import { quantileOf } from '../../inference/wald.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import type { BiasAwareDetails } from './bias-aware.ts';
import { checkEffect, type EffectFound } from './check-of.ts';
import { atCutoff } from './estimate.ts';
import type { FoundAtCutoff } from './found.ts';
import { type AtThreshold, loggedExample, primaryThresholdOf, roundsOn, type ThresholdOptions } from './options.ts';

const source = 'Hahn, Todd & van der Klaauw (2001), Econometrica 69; Noack & Rothe (2024), Econometrica 92';

/**
 * Does the cutoff decide who gets it? Of a logged decision the effect is the jump of the outcome over that of the decision.
 *
 * Model   the jump of the decision within the bandwidth of the effect, with its interval; and the share of rows there that have it on either side. Warns where the interval is not clear of zero.
 * Shapes  the rows of `thresholdEffect`. Nothing is asked where no decision was logged.
 * Units   shares.
 * Errors  a decision that does not change at the cutoff refuses the effect, and says so there.
 * Source  Hahn, Todd & van der Klaauw (2001); Noack & Rothe (2024).
 */
export const firstStage = question<ThresholdOptions>(
  {
    id: 'first-stage',
    title: 'Jump of the logged decision at the cutoff',
    source,
    docs: 'docs/checks/first-stage.md',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: loggedThresholdOf,
    example: loggedExample,
  },
  (options): Asking<Answer> => checkEffect(options, (of, c) => ({ findings: firstStageFinding(of, c) })),
);

/** Of a study with a logged decision. */
export function loggedThresholdOf(protocol: Protocol): readonly ThresholdOptions[] {
  return primaryThresholdOf(protocol).filter(({ threshold: { decision } }) => decision !== undefined);
}

function firstStageFinding(of: EffectFound, c: AtThreshold): readonly Finding[] {
  const { found, analysed } = of;
  const { decision, treated, side } = c.threshold;
  if (!found.firstStage || decision === undefined) return [];
  const sign = side === 'below' ? -1 : 1;
  const value = sign * found.firstStage.value;
  const half = halfOf(found, found.firstStage.standardError, c);
  const unit = { kind: 'share' } as const;
  const said = `${sayEffect(value, unit)} (from ${sayEffect(value - half, unit)} to ${sayEffect(value + half, unit)})`;
  const { below, above } = shareTreated(of);
  const shares = `of the ${sayCount(below.rows)} rows near it below ${sayShare(below.share)} have ${decision} ${treated}, of the ${sayCount(above.rows)} from it on ${sayShare(above.share)}`;
  const shared = {
    check: 'first-stage',
    about: { column: decision },
    statistic: value,
    says: `${atCutoff(analysed, c).replace(/^a/, 'A')} of ${c.threshold.running} ${decision} ${treated} jumps by ${said}: ${shares}.`,
  } as const;
  if (value - half > 0) return [{ ...shared, verdict: 'pass' }];
  return [
    {
      ...shared,
      verdict: 'warn',
      mend: 'The cutoff hardly decides who gets it, so that hardly anything is known of its effect: check the cutoff and `side`, or read the jump of the outcome alone.',
    },
  ];
}

/** Half the interval of the jump of the decision. */
function halfOf({ kind, details, reference }: FoundAtCutoff, standardError: number, { level }: AtThreshold): number {
  if (kind === 'bias-aware') return halfLength((details as BiasAwareDetails).decisionBias ?? 0, standardError, level);
  return standardError * (reference.kind === 't' ? quantileOf(reference, (1 + level) / 2) : normalQuantile((1 + level) / 2));
}

/** Among rows within the bandwidth. */
function shareTreated({ found: { reach }, analysed }: EffectFound) {
  const side = { below: { rows: 0, treated: 0 }, above: { rows: 0, treated: 0 } };
  for (const { data } of analysed.cutoffs) {
    for (let i = 0; i < data.score.length; i++) {
      const on = data.score[i] < 0 ? 'below' : 'above';
      if (Math.abs(data.score[i]) > reach[on]) continue;
      side[on].rows++;
      side[on].treated += data.treatment![i];
    }
  }
  const told = ({ rows, treated }: { readonly rows: number; readonly treated: number }) => ({ rows, share: rows > 0 ? treated / rows : 0 });
  return { below: told(side.below), above: told(side.above) };
}
