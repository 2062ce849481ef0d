import type { Finding } from '../../../estimate/finding.ts';
import { sayShare } from '../../../estimate/say.ts';
import { type QuantileContrast, sayQuantile } from './quantile-options.ts';

/** Fewer (effective) units than this beyond the quantile of an arm, and its limits are the last few values; with fewer than `least` there is no effect to tell. */
const enough = 10;
const least = 5;

/** What is known of one arm's tail. */
export interface ArmTail {
  readonly arm: string;
  /** On the smaller side of the quantile. */
  readonly units: number;
  readonly designEffect: number;
}

export function tailRefusals(c: QuantileContrast, tails: readonly ArmTail[]): readonly Finding[] {
  return tails
    .filter(({ units }) => units < least)
    .map(({ arm, units }) => ({
      ...tailFinding(c, arm, units, 'units'),
      verdict: 'refuse',
      threshold: least,
      mend: `Take more units, or a quantile nearer to the median: ${least} units beyond it are the least that limits can rest on.`,
    }));
}

export function thinTails(c: QuantileContrast, tails: readonly ArmTail[]): readonly Finding[] {
  const counted = c.cluster === undefined ? 'units' : `effective units (errors are shared within ${c.cluster})`;
  return tails
    .map(({ arm, units, designEffect }) => ({ arm, effective: units / designEffect }))
    .filter(({ effective }) => effective < enough)
    .map(({ arm, effective }) => ({
      ...tailFinding(c, arm, effective, counted),
      verdict: 'warn',
      threshold: enough,
      mend: 'Its limits are the most extreme values or unbounded: take more units, or a quantile nearer to the median.',
    }));
}

function tailFinding({ of, quantile }: QuantileContrast, arm: string, count: number, counted: string) {
  const beyond = quantile < 0.5 ? 'below' : 'above';
  const says = `Only ${count.toFixed(1)} ${counted} of arm ${arm} lie ${beyond} ${sayQuantile(quantile)} of ${of}.`;
  return { check: 'quantile-tail', about: { column: of, arm }, statistic: count, says } as const;
}

/** Many equal values at the quantile: limits jump from one value to the next, so that the interval covers more often than it says, or is one point. */
export function tied(
  c: QuantileContrast,
  arm: string,
  found: { readonly at: number; readonly share: number; readonly shareError: number },
): readonly Finding[] {
  const { at, share, shareError } = found;
  if (!(share > shareError)) return [];
  return [
    {
      check: 'quantile-ties',
      about: { column: c.of, arm },
      verdict: 'warn',
      statistic: share,
      threshold: shareError,
      says: `${sayShare(share)} of the units of arm ${arm} have the very value ${Number(at.toPrecision(6))} that is ${sayQuantile(c.quantile)} of ${c.of}: its interval is conservative, and blind to changes between values.`,
      mend: 'Compare the share of units beyond a limit that matters, a column of 0 and 1; or measure finer.',
    },
  ];
}
