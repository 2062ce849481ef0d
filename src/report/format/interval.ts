import type { Interval, Piece } from '../../estimate/estimate.ts';
import type { Measure } from '../../estimate/unit.ts';
import { percent, plain } from './number.ts';
import { bare } from './unit.ts';

function piece({ low, high }: Piece, decimals: number, measure: Measure): string {
  const left = low === undefined ? '(-inf' : `[${bare(low, decimals, measure)}`;
  const right = high === undefined ? 'inf)' : `${bare(high, decimals, measure)}]`;
  return `${left}, ${right}`;
}

/** `[+2.90, +6.17]`, `(-inf, -0.22] or [+0.10, inf)`, `the whole line`, `empty` */
export function intervalText({ pieces }: Interval, decimals: number, measure: Measure): string {
  if (pieces.length === 0) return 'empty';
  if (pieces.some(({ low, high }) => low === undefined && high === undefined)) return 'the whole line';
  return pieces.map((p) => piece(p, decimals, measure)).join(' or ');
}

/** `+2.90 to +6.17 pp`; sets that are not one bounded interval keep their notation. */
export function intervalInWords(interval: Interval, decimals: number, measure: Measure): string {
  const [only] = interval.pieces;
  if (interval.pieces.length !== 1 || only?.low === undefined || only.high === undefined) return intervalText(interval, decimals, measure);
  return `${bare(only.low, decimals, measure)} to ${bare(only.high, decimals, measure)}${measure.after}`;
}

const kinds: Readonly<Record<Interval['kind'], string>> = {
  pointwise: '',
  simultaneous: 'simultaneous',
  anytime: 'anytime',
  repeated: 'repeated',
  'false-coverage': 'false coverage',
};

/** `95 %`, `95 % anytime`, `95 % simultaneous` */
export function levelText({ level, kind, side }: Pick<Interval, 'level' | 'kind' | 'side'>): string {
  return [percent(level), side === 'two-sided' ? '' : 'one-sided', kinds[kind]].filter(Boolean).join(' ');
}

/** Which distribution the bounds come from: `t, 311.4 df` */
export function referenceText({ reference }: Interval): string {
  return reference.kind === 't' ? `t with ${plain(Number(reference.df.toPrecision(5)))} degrees of freedom` : reference.kind;
}

/** Why a relative interval does not lie between two ends: the control mean cannot be told from zero. Else nothing. */
export function relativeShape(interval: Interval | undefined): string | undefined {
  const open = 'the control mean cannot be told from zero';
  if (!interval) return `no interval: ${open}`;
  const { pieces } = interval;
  if (pieces.length > 1) return `two rays: ${open}`;
  if (pieces.some(({ low, high }) => low === undefined || high === undefined)) return `unbounded: ${open}`;
  return undefined;
}
