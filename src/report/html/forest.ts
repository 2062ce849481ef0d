import type { Estimate } from '../../estimate/estimate.ts';
import { type Measure, measureOf } from '../../estimate/unit.ts';
import type { GuardrailVerdict, OutcomeWords, StudyResult } from '../../study/result.ts';
import { against, againstZero, comparedWith, toleranceText, worthwhileText } from '../against.ts';
import { effectStrip, reach, type Strip, type Zone } from '../figures/effect-strip.ts';
import { missing, printed, printedBound } from '../format/printed.ts';
import { percentOfControl } from '../format/unit.ts';
import { guardrailOf, headlineEstimate, netValuesOf, refusalOf } from '../look-up.ts';
import { type Name, ofArm, rowName } from '../names.ts';
import { type Child, html, type Markup, trusted } from '../text/html.ts';
import { type Sign, unitNoun } from '../words.ts';
import { nameMarkup, said, table } from './parts.ts';

interface Row {
  readonly name: Name;
  readonly about: string;
  readonly estimate: Estimate;
  readonly sign: Pick<Sign, 'icon' | 'tone' | 'word'>;
  readonly outcome: OutcomeWords;
  readonly guardrail?: GuardrailVerdict | undefined;
}

/** What to shade, in the units of the axis. */
function zoneOf({ outcome, guardrail, estimate }: Row, factor: number): Zone | undefined {
  if (guardrail) {
    const side = guardrail.better === 'lower' ? 'high' : 'low';
    return {
      at: (side === 'high' ? 1 : -1) * guardrail.tolerance * factor,
      side,
      tone: 'bad',
      label: `tolerance ${toleranceText(guardrail, estimate, 'short')}`,
    };
  }
  if (outcome.worthwhile === undefined) return undefined;
  const side = outcome.better === 'higher' ? 'high' : 'low';
  return {
    at: (side === 'high' ? 1 : -1) * Math.abs(outcome.worthwhile) * factor,
    side,
    tone: 'good',
    label: `worthwhile ${worthwhileText(outcome, estimate, 'short')}`,
  };
}

/** `pp`, `ms`, `$`, `% of control` */
function axisUnit(measure: Measure): string {
  return measure === percentOfControl ? '% of control' : `${measure.before}${measure.after}`.trim();
}

/** A guardrail with a relative margin is drawn in percent of the control arm, everything else in its own units. */
function stripOf(row: Row): Strip {
  const { estimate, guardrail } = row;
  const relative = guardrail?.relative && estimate.relative?.interval ? estimate.relative : undefined;
  const shown = relative?.interval ? { value: relative.value, interval: relative.interval, bounds: relative.bounds } : estimate;
  const measure = relative ? percentOfControl : measureOf(estimate.estimand.unit, 'short');
  const { factor } = measure;
  const bound = guardrail && shown.bounds ? (guardrail.better === 'lower' ? shown.bounds.high : shown.bounds.low) * factor : undefined;
  const pieces = shown.interval.pieces.map(({ low, high }) => ({
    low: low === undefined ? undefined : low * factor,
    high: high === undefined ? undefined : high * factor,
  }));
  const zone = guardrail?.relative && !relative ? undefined : zoneOf(row, factor);
  const text = printed(estimate, 'full', comparedWith(row.outcome));
  return {
    value: shown.value * factor,
    pieces,
    bound,
    zone,
    unit: axisUnit(measure),
    alt: `${row.name.shown}: ${text.effect}, ${text.level} interval ${text.interval}; ${row.sign.word}.`,
  };
}

/** The arms of an outcome share an axis, so that they can be compared by eye. */
function edgeOf(row: Row, rows: readonly Row[]): number {
  const unit = stripOf(row).unit;
  return Math.max(
    ...rows
      .filter(({ outcome }) => outcome.name === row.outcome.name)
      .map(stripOf)
      .filter((strip) => strip.unit === unit)
      .map(reach),
  );
}

function strip(row: Row, rows: readonly Row[]): Markup {
  const text = printed(row.estimate, 'full', comparedWith(row.outcome));
  const bound = row.guardrail && printedBound(row.estimate, row.guardrail);
  const relative =
    row.estimate.relative && (!row.guardrail || row.guardrail.relative) ? html`<span class="line">${text.relative} of the control arm</span>` : undefined;
  return html`<div class="strip"><div><div class="name">${nameMarkup(row.name)}</div><div class="about">${row.about}</div></div>
<div class="plot">${trusted(effectStrip(stripOf(row), edgeOf(row, rows)))}</div>
<div class="result"><div class="number">${text.effect}</div><div class="rest"><div class="interval">${text.interval} · ${text.level}${relative}${bound ? html`<span class="line">${bound.level} ${bound.side} bound ${bound.text}</span>` : undefined}</div>${said(row.sign)}</div></div></div>`;
}

function rowsOf(result: StudyResult): readonly (Row | OutcomeWords)[] {
  const outcomes = result.study.outcomes.map((outcome): Row | OutcomeWords => {
    const estimate = headlineEstimate(result, outcome);
    if (!estimate) return outcome;
    const guardrail = guardrailOf(result, outcome);
    const about = `${outcome.role} · ${outcome.better} is better`;
    return { name: rowName(result, outcome.name, outcome.arm), about, estimate, guardrail, outcome, sign: against(outcome, estimate, guardrail, 'short') };
  });
  const outcome: OutcomeWords = { name: 'net value', role: 'secondary', better: 'higher' };
  const about = `per ${unitNoun(result.study.unit)}`;
  const net = netValuesOf(result).map(
    ({ arm, estimate }): Row => ({ name: { shown: ofArm(result, 'net value', arm) }, about, estimate, outcome, sign: againstZero(estimate) }),
  );
  return [...outcomes, ...net];
}

function tableRow(row: Row): readonly Child[] {
  const text = printed(row.estimate, 'full', comparedWith(row.outcome));
  return [nameMarkup(row.name), text.effect, text.interval, text.level, text.relative, text.pValue, row.sign.word];
}

/** All outcomes against what matters: a strip each, on the axis of its outcome, with the zero line in common. */
export function forest(result: StudyResult): Markup {
  const rows = rowsOf(result);
  const estimated = rows.filter((row) => 'estimate' in row);
  const strips = rows.map((row) =>
    'estimate' in row
      ? strip(row, estimated)
      : html`<div class="strip refused"><div><div class="name">${nameMarkup(rowName(result, row.name, row.arm))}</div><div class="about">${row.role}</div></div><div><div class="number">${missing}</div> <span class="muted">${refusalOf(result, row)}</span></div></div>`,
  );
  const behind = rows.map((row) =>
    'estimate' in row ? tableRow(row) : [nameMarkup(rowName(result, row.name, row.arm)), missing, '', '', '', '', refusalOf(result, row)],
  );
  const header = ['Outcome', 'Effect', 'Interval', 'Level', 'Relative', 'Test', 'Against what matters'];
  return html`<figure><div class="card forest">${strips}</div><details class="pad fold"><summary>The table behind it</summary>${table(header, behind)}</details></figure>`;
}
