import type { Estimate } from '../../estimate/estimate.ts';
import { restsOnFewEvents } from '../../estimate/few-events.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayP, sayShare } from '../../estimate/say.ts';
import { type MarginKind, type MarginTest, marginTest, withinMargin } from '../../inference/margins.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { Headline } from '../ask/headlines.ts';
import { unjudged } from './evidence.ts';

/**
 * Declared margins beside the guardrails: is an outcome unchanged within its margin, or better by more than it? With several treatment arms each claim shares
 * the error with those on the others (Bonferroni).
 */
export function marginFindings({ analysis }: Protocol, headlines: readonly Headline[], findings: readonly Finding[]): readonly Finding[] {
  const arms = Math.max(1, new Set(headlines.map(({ arm }) => arm)).size);
  const level = 1 - (1 - analysis.guardrailLevel) / arms;
  return headlines.flatMap(({ outcome, arm, estimate: headline }) =>
    (['equivalence', 'superiority'] as const).flatMap((kind) => {
      const margin = outcome[kind];
      if (margin === undefined || !headline) return [];
      const test = testOf(headline, kind, margin, outcome, level);
      const where = arms > 1 ? ` in arm ${arm}` : '';
      const open = unjudged(findings, outcome.name, arm)?.inconclusive;
      if (open !== undefined) return [openFinding(headline, where, kind, margin, open)];
      if (test) return [findingOf(headline, where, kind, margin, { ...test, ...sharedP(test, arms) })];
      return isOfLooks(headline) ? [] : [refusalOf(headline, where, kind, margin)];
    }),
  );
}

/** The p-value that counts the claims on all arms. */
const sharedP = ({ pValue }: Pick<MarginTest, 'pValue'>, arms: number): Pick<MarginTest, 'pValue'> =>
  pValue === undefined ? {} : { pValue: Math.min(1, arms * pValue) };

const isOfLooks = ({ interval: { kind } }: Estimate): boolean => kind === 'anytime' || kind === 'repeated';

/** None where the estimate has no standard error to hold against a margin. Bounds that hold at several looks say it themselves, without a p-value. */
function testOf(
  e: Estimate,
  kind: MarginKind,
  margin: number,
  { better, worthwhile }: Headline['outcome'],
  level: number,
): Pick<MarginTest, 'verdict' | 'pValue' | 'power'> | undefined {
  const { value, standardError, interval, bounds } = e;
  if (isOfLooks(e)) return bounds && { verdict: withinMargin(kind, bounds, { margin, better }) };
  if (standardError === undefined || restsOnFewEvents(e)) return undefined;
  return marginTest({ value, standardError, reference: interval.reference, kind, margin, better, level, ...(worthwhile !== undefined && { worthwhile }) });
}

function openFinding({ id, estimand: { outcome, contrast } }: Estimate, where: string, kind: MarginKind, margin: number, open: string): Finding {
  return {
    check: kind,
    about: { column: outcome, arm: contrast.treatment, estimate: id },
    verdict: 'refuse',
    threshold: margin,
    says: `${outcome}${where} cannot be held against its margin of ${margin}: ${open}.`,
    mend: 'Declare the margin of an outcome that holds, such as one that is capped, or a quantile.',
  };
}

/** Every declared margin gets a finding. */
function refusalOf({ id, estimand: { outcome, contrast } }: Estimate, where: string, kind: MarginKind, margin: number): Finding {
  return {
    check: kind,
    about: { column: outcome, arm: contrast.treatment, estimate: id },
    verdict: 'refuse',
    threshold: margin,
    says: `${outcome}${where} has an interval without a standard error, which is not tested against its margin of ${margin}.`,
    mend: `Compare the interval itself with the margin.`,
  };
}

const words = {
  equivalence: { pass: 'is unchanged within', fail: 'has changed by more than', inconclusive: 'is not shown to be unchanged within' },
  superiority: { pass: 'is better by more than', fail: 'is not better by', inconclusive: 'is not shown to be better by' },
} as const;

function findingOf(
  e: Estimate,
  where: string,
  kind: keyof typeof words,
  margin: number,
  { verdict, pValue, power }: Pick<MarginTest, 'verdict' | 'pValue' | 'power'>,
): Finding {
  const { outcome, contrast } = e.estimand;
  const chance =
    verdict === 'inconclusive' && power !== undefined ? `; a study this precise shows it with probability ${sayShare(power)} ${whenTrue[kind]}` : '';
  const shared = {
    check: kind,
    about: { column: outcome, arm: contrast.treatment, estimate: e.id },
    threshold: margin,
    ...(pValue !== undefined && { pValue }),
  };
  const says = `${outcome}${where} ${words[kind][verdict]} its margin of ${margin}${pValue === undefined ? '' : ` (${sayP(pValue)})`}${chance}.`;
  if (verdict === 'pass') return { ...shared, verdict: 'pass', says };
  const mend =
    verdict === 'fail'
      ? 'Read the effect itself.'
      : 'Take more units (`estimand power` says how many), or a wider margin in the next study; never in this one.';
  return { ...shared, verdict: 'warn', says, mend };
}

const whenTrue = { equivalence: 'when nothing changed', superiority: 'when the effect is the worthwhile one' } as const;
