import type { Bounds, Estimate } from '../../estimate/estimate.ts';
import { restsOnFewEvents } from '../../estimate/few-events.ts';
import { sayShare } from '../../estimate/say.ts';
import { passProbability } from '../../inference/margins.ts';
import { outcomeLabel } from '../../protocol/labels.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import type { GuardrailVerdict } from '../result.ts';
import { type Evidence, towardsBetter, unjudged } from './evidence.ts';

/**
 * Every guardrail against its tolerance, one-sided: inside passes, wholly beyond fails, anything else is not known yet. Where the whole two-sided interval is
 * on the bad side it is said to be worse, whatever is tolerated. Where a failing finding leaves the outcome open, it is not known whatever the bounds.
 */
export function guardrailVerdicts({ headlines, findings }: Evidence): readonly GuardrailVerdict[] {
  return headlines.flatMap(({ outcome, estimate }) =>
    outcome.tolerance ? [guardrail(outcome, outcome.tolerance, estimate, unjudged(findings, outcome.name)?.inconclusive)] : [],
  );
}

function guardrail(
  outcome: Outcome,
  { value, relative }: { value: number; relative: boolean },
  e: Estimate | undefined,
  open: string | undefined,
): GuardrailVerdict {
  const { better } = outcome;
  const name = outcomeLabel(outcome);
  const shared = { outcome: outcome.name, ...(e && { estimate: e.id }), tolerance: value, relative, better };
  if (open !== undefined) return { ...shared, verdict: 'inconclusive', says: `${name} cannot be held against its tolerance: ${open}.` };
  const bounds = boundsOf(e, relative);
  if (!bounds) return { ...shared, verdict: 'inconclusive', says: whyUnbounded(name, relative, e) };
  const { least, most } = harm(bounds, better);
  const isWorse = (towardsBetter(e, better)?.best ?? 0) < 0;
  if (most <= value)
    return { ...shared, verdict: 'pass', says: isWorse ? `${name} is worse, by less than its tolerance.` : `${name} is within its tolerance.` };
  if (least > value) return { ...shared, verdict: 'fail', says: `${name} is worse by more than its tolerance.` };
  const power = relative ? undefined : powerToPass(e, bounds, value);
  const chance = power === undefined ? '' : ` A study this precise rules it out with probability ${sayShare(power)} when nothing changed.`;
  return {
    ...shared,
    verdict: 'inconclusive',
    ...(power !== undefined && { power }),
    says: `${name} ${isWorse ? 'is worse, maybe' : 'may be worse'} by more than its tolerance; these data cannot rule it out.${chance}`,
  };
}

/** How likely such a study was to show that nothing got worse by the tolerance, had nothing changed. */
function powerToPass(e: Estimate | undefined, bounds: Bounds, tolerance: number): number | undefined {
  if (!e?.standardError || e.interval.kind === 'anytime' || restsOnFewEvents(e)) return undefined;
  const { reference } = e.interval;
  const prospect = { effect: 0, standardError: e.standardError, df: reference.kind === 't' ? reference.df : Infinity };
  return passProbability('non-inferiority', prospect, tolerance, (e.value - bounds.low) / e.standardError);
}

function whyUnbounded(name: string, relative: boolean, e: Estimate | undefined): string {
  if (!e) return `${name} has no estimate to compare with its tolerance.`;
  if (e.standardError === 0) return `The standard error of ${name} is zero, which no verdict can rest on.`;
  if (e.interval.kind === 'anytime') return `${name} has no bound that holds at an early look.`;
  return relative
    ? `The effect on ${name} in percent has no bound: its control mean is not clearly above zero. Declare the tolerance in units of ${name}.`
    : `${name} has no bound to compare with its tolerance.`;
}

function boundsOf(e: Estimate | undefined, relative: boolean): Bounds | undefined {
  if (!e || e.standardError === 0) return undefined;
  return relative ? e.relative?.bounds : e.bounds;
}

/** How much worse it is, at least and at most. */
function harm({ low, high }: Bounds, better: 'higher' | 'lower'): { least: number; most: number } {
  return better === 'lower' ? { least: low, most: high } : { least: -high, most: -low };
}
