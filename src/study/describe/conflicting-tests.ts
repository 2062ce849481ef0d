import type { Estimate, Piece } from '../../estimate/estimate.ts';
import { restsOnFewEvents } from '../../estimate/few-events.ts';
import type { Finding } from '../../estimate/finding.ts';
import { leavesZeroOut } from '../../estimate/leaves-zero-out.ts';
import { sayP } from '../../estimate/say.ts';
import { sayEffect } from '../../estimate/unit.ts';
import { outcomeLabel } from '../../protocol/labels.ts';
import type { Headline } from '../ask/headlines.ts';
import type { QuestionLabels } from './comparison-exhibit.ts';

type Pieces = readonly Piece[];

interface Told {
  readonly headlines: readonly Headline[];
  readonly estimates: readonly Estimate[];
  /** Methods that may speak for outcomes. */
  readonly speakers: readonly string[];
  /** What estimates are called beside others, by method. */
  readonly labels: QuestionLabels;
}

const mend = 'Keep to the one that was declared: the other is no second chance.';

/**
 * Where two tests of one effect do not say the same of zero, why that is and which one decides: an exact test of few events against another interval, adjusted
 * against unadjusted, together with other contrasts against alone, a set against Wald's interval.
 */
export function conflictingTests(told: Told): readonly Finding[] {
  return [
    ...told.headlines.flatMap((headline) => ofHeadline(headline, told)),
    ...told.headlines.flatMap((headline) => drawnAgainst(headline, told)),
    ...told.estimates.flatMap(setAgainstWald),
  ];
}

function ofHeadline({ outcome, arm, estimate: e }: Headline, { estimates, speakers, labels }: Told): readonly Finding[] {
  if (!e || e.estimand.of === 'mean') return [];
  const { pieces } = e.interval;
  const shared = { check: 'conflicting-tests', about: { column: outcome.name, arm, estimate: e.id }, verdict: 'warn', mend } as const;
  const label = ({ method }: Estimate): string => labels[method.id] ?? method.id;
  const name = outcomeLabel(outcome);
  const newcombe = pieceIn(e, 'newcombe');
  if (restsOnFewEvents(e) && newcombe && differ(pieces, [newcombe]))
    return [
      {
        ...shared,
        says: `Newcombe's interval of the effect on ${name}, ${said([newcombe], e)}, ${verb([newcombe])} zero out and the exact test's, ${said(pieces, e)}, ${short(pieces)}: with so few events Newcombe's misses too often, and the exact one decides.`,
      },
    ];
  const other = estimates.find((one) => speakers.includes(one.method.id) && isOfTheSame(one, e) && differ(pieces, one.interval.pieces));
  if (other) {
    const both = `${label(e)} the interval of the effect on ${name}, ${said(pieces, e)}, ${verb(pieces)} zero out, and ${label(other)}, ${said(other.interval.pieces, e)}, it ${short(other.interval.pieces)}`;
    const few = restsOnFewEvents(e);
    const why = few
      ? 'with so few events only the limits that an exact test allows hold, and these decide'
      : 'what covariates and blocks explain, chance differences between the arms among it, is in the one and not in the other; the first is the one that the study declared, and decides';
    return [{ ...shared, says: `${capital(both)}: ${why}.` }];
  }
  if (e.pointwise && differ(pieces, e.pointwise.pieces)) {
    const contrasts = e.adjusted?.[0]?.contrasts;
    const family = contrasts === undefined ? 'the others' : `${contrasts} contrasts`;
    return [
      {
        ...shared,
        says: `Alone the interval of the effect on ${name}, ${said(e.pointwise.pieces, e)}, ${verb(e.pointwise.pieces)} zero out, and held together with ${family}, ${said(pieces, e)}, it ${short(pieces)}: of many that are looked at one misses by chance, so the joint one decides.`,
      },
    ];
  }
  return [];
}

/** A test by drawing arms anew, beside the interval that decides. */
function drawnAgainst({ outcome, arm, estimate: e }: Headline, { estimates, speakers }: Told): readonly Finding[] {
  if (!e) return [];
  const drawn = estimates.find((one) => one.interval.reference.kind === 'permutation' && !speakers.includes(one.method.id) && isOfTheSame(one, e));
  // Of several arms the test is of one alone, as the pointwise interval is.
  const { pieces } = e.pointwise ?? e.interval;
  if (!drawn?.test || e.interval.kind === 'anytime' || drawn.interval.kind === 'anytime') return [];
  const { pValue } = drawn.test;
  const rejects = pValue < 1 - drawn.interval.level + 1e-12;
  if (rejects === leavesZeroOut(pieces)) return [];
  const name = outcomeLabel(outcome);
  return [
    {
      check: 'conflicting-tests',
      about: { column: outcome.name, arm, estimate: e.id },
      verdict: 'warn',
      statistic: pValue,
      threshold: 1 - drawn.interval.level,
      says: `Drawing the arms anew ${rejects ? 'shows' : 'does not show'} an effect on ${name} (${sayP(pValue)}), and the interval that decides, ${said(pieces, e)}, ${verb(pieces)} zero out: with few units, clusters or events, heavy tails, or a result at the edge, they may differ; the test holds its level whatever the outcome is like.`,
      mend: 'Read the effect as one at the edge of what these data can tell, and keep to the interval that was declared.',
    },
  ];
}

/** A set that holds whatever the instrument's strength, beside Wald's interval, which does not. */
function setAgainstWald(e: Estimate): readonly Finding[] {
  const wald = pieceIn(e, 'wald');
  const { pieces } = e.interval;
  if (e.interval.kind === 'anytime' || !wald || !differ(pieces, [wald])) return [];
  const { outcome } = e.estimand;
  return [
    {
      check: 'conflicting-tests',
      about: { column: outcome, estimate: e.id },
      verdict: 'warn',
      says: `Anderson and Rubin's set for the effect on ${outcome} among ${e.estimand.population}, ${said(pieces, e)}, ${verb(pieces)} zero out, and Wald's interval, ${said([wald], e)}, ${short([wald])}: Wald's holds only where the instrument is strong, and the set is read.`,
      mend,
    },
  ];
}

const isOfTheSame = (one: Estimate, e: Estimate): boolean =>
  one.id !== e.id &&
  one.role !== 'contrast-only' &&
  one.role !== 'mechanism' &&
  one.estimand.segment === undefined &&
  one.estimand.outcome === e.estimand.outcome &&
  one.estimand.population === e.estimand.population &&
  one.estimand.unit.kind === e.estimand.unit.kind &&
  one.estimand.of === e.estimand.of &&
  one.estimand.contrast.treatment === e.estimand.contrast.treatment &&
  one.estimand.contrast.control === e.estimand.contrast.control;

const differ = (a: Pieces, b: Pieces): boolean => a.length > 0 && b.length > 0 && leavesZeroOut(a) !== leavesZeroOut(b);
const verb = (pieces: Pieces): string => (leavesZeroOut(pieces) ? 'leaves' : 'does not leave');

const short = (pieces: Pieces): string => (leavesZeroOut(pieces) ? 'does' : 'does not');

/** A piece of a method's own table, where it has one of that name. */
function pieceIn({ details }: Estimate, name: string): Piece | undefined {
  const found: unknown = details && (details as Readonly<Record<string, unknown>>)[name];
  return typeof found === 'object' && found !== null && 'low' in found && 'high' in found ? (found as Piece) : undefined;
}

function said(pieces: Pieces, { estimand: { unit } }: Estimate): string {
  const end = (limit: number | undefined): string => (limit === undefined ? 'unbounded' : sayEffect(limit, unit));
  return pieces.map(({ low, high }) => (low === undefined && high === undefined ? 'the whole line' : `[${end(low)}, ${end(high)}]`)).join(' or ');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
