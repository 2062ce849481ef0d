import type { Interval } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayShare } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import type { ComplierDetails } from './complier-details.ts';

interface About {
  readonly estimate: string;
  readonly usage: string;
  readonly treatment: string;
  readonly control: string;
  /** That usage is as frequent in both arms: exact. */
  readonly pValue: number;
}

/** Relevance is checked in the data; exclusion and monotonicity are named as assumptions. */
export function complierFindings(a: About, details: ComplierDetails | undefined, interval: Interval | undefined): readonly Finding[] {
  if (!details || !interval) {
    return [
      {
        check: 'weak-instrument',
        about: { column: a.usage, estimate: a.estimate },
        verdict: 'refuse',
        statistic: 0,
        says: `${a.usage} is equally frequent in both arms, so assignment says nothing about its effect.`,
        mend: 'Read the intention-to-treat effect; check that usage is logged in every arm.',
      },
    ];
  }
  const bounded = interval.pieces.length === 1 && interval.pieces[0].low !== undefined && interval.pieces[0].high !== undefined;
  const [control, treatment] = details.usage;
  const strengthOf = details.firstStageF === undefined ? '' : ` (F = ${details.firstStageF.toFixed(1)})`;
  const shares = `${sayShare(treatment.share)} of arm ${a.treatment} and ${sayShare(control.share)} of arm ${a.control} used it${strengthOf}`;
  const statistic = details.firstStageF !== undefined && { statistic: details.firstStageF };
  const lowers = treatment.share < control.share;
  const strength: Finding = bounded
    ? {
        check: 'weak-instrument',
        about: { column: a.usage, estimate: a.estimate },
        verdict: 'pass',
        ...statistic,
        says: `Assignment ${lowers ? 'lowers' : 'raises'} ${a.usage}: ${shares}.`,
      }
    : {
        check: 'weak-instrument',
        about: { column: a.usage, estimate: a.estimate },
        verdict: 'fail',
        ...statistic,
        says: `Assignment hardly moves ${a.usage}: ${shares}; the complier effect is not bounded by these data.`,
        mend: 'Read the intention-to-treat effect, or run longer with a stronger push to use the feature.',
      };
  return [
    strength,
    ...(lowers && a.pValue < pValueLimits.usage.failBelow ? [reversed(a, shares)] : []),
    {
      check: 'instrument-assumptions',
      about: { column: a.usage, estimate: a.estimate },
      verdict: 'warn',
      says: `The complier effect assumes that assignment acts only through ${a.usage} and turns nobody away from it; the data cannot show that.`,
      mend: 'Argue both from how the feature works, or read the intention-to-treat effect alone.',
    },
  ];
}

/** The arm that was to get the feature uses it less: most often control and treatment were taken for each other, and every effect then has the wrong sign. */
const reversed = (a: About, shares: string): Finding => ({
  check: 'reversed-usage',
  about: { column: a.usage, arm: a.treatment },
  verdict: 'fail',
  identification: true,
  pValue: a.pValue,
  threshold: pValueLimits.usage.failBelow,
  says: `Fewer units use ${a.usage} in arm ${a.treatment} than in control (${shares}): arms ${a.treatment} and ${a.control} seem to be swapped, and every effect would have the wrong sign.`,
  mend: `Check which arm got the feature and name the other one as design.control; if ${a.treatment} is meant to lower ${a.usage}, take usage out of the design.`,
});
