import type { Estimate } from '../../estimate/estimate.ts';
import { measureOf } from '../../estimate/unit.ts';
import type { StudyResult } from '../../study/result.ts';
import { columnsTable } from '../figures/table.ts';
import { intervalText, levelText, referenceText, relativeShape } from '../format/interval.ts';
import { count, pValue, statistic } from '../format/number.ts';
import { decimalsOfEstimate } from '../format/precision.ts';
import { missing, printed } from '../format/printed.ts';
import { armName, nameOf, withArmNames } from '../names.ts';
import { type Child, html, type Markup } from '../text/html.ts';
import { armValues } from './arm-values.ts';
import { entriesOf, type Grid } from './own-table.ts';
import { exhibitFigure, facts, nameMarkup } from './parts.ts';

type Fact = readonly [name: string, text: Child];

function perArm(result: StudyResult, sizes: Readonly<Record<string, number>>): string {
  return Object.entries(sizes)
    .map(([arm, units]) => `${armName(result, arm).shown}: ${count(units)}`)
    .join(', ');
}

function testFact({ test }: Estimate): readonly Fact[] {
  return test ? [['Test', `${test.alternative} against ${statistic(test.null)}: statistic ${statistic(test.statistic)}, ${pValue(test.pValue)}`]] : [];
}

function adjustedFacts(estimate: Estimate): readonly Fact[] {
  const { adjusted = [], pointwise, estimand } = estimate;
  const measure = measureOf(estimand.unit);
  const decimals = decimalsOfEstimate(estimate, measure.factor);
  const alone = pointwise ? intervalText(pointwise, decimals, measure) : '';
  const selected = adjusted.flatMap(({ interval }) => interval ?? []);
  return [
    ...(pointwise ? [['Interval for itself alone', `${alone}, ${levelText(pointwise)}`] as const] : []),
    ...adjusted.map(({ procedure, family, contrasts, pValue: p }): Fact => ['Adjusted', `${procedure} over ${contrasts} contrasts (${family}): ${pValue(p)}`]),
    ...selected.map(
      (interval): Fact => ['Selected by Benjamini-Hochberg', `${intervalText(interval, decimals, measure)}, ${levelText(interval)} (Benjamini and Yekutieli)`],
    ),
  ];
}

function relativeFact(estimate: Estimate): readonly Fact[] {
  if (!estimate.relative) return [];
  const { relative, relativeInterval } = printed(estimate);
  const shape = relativeShape(estimate.relative.interval);
  return [['Relative', `${relative} of the control arm, ${[relativeInterval, ...(shape === undefined ? [] : [shape])].join(' ')}`]];
}

function sizeFacts(result: StudyResult, { sizes }: Estimate): readonly Fact[] {
  const dropped = Object.values(sizes.dropped).some((units) => units > 0);
  return [
    ['Units', `${count(sizes.units)} (${perArm(result, sizes.perArm)})`],
    ...(sizes.clusters === undefined ? [] : [['Clusters', count(sizes.clusters)] as const]),
    ...(dropped ? [['Left out', perArm(result, sizes.dropped)] as const] : []),
  ];
}

function grid(result: StudyResult, { title, columns }: Grid): Markup {
  return html`<div class="scroll">${columnsTable(withArmNames(result, columns), title)}</div>`;
}

function estimateDetails(result: StudyResult, estimate: Estimate): Markup {
  const text = printed(estimate);
  const { estimand, interval, method } = estimate;
  const arm = (value: string): string => armName(result, value).shown;
  const options = entriesOf(method.options);
  const own = entriesOf(estimate.details ?? {});
  const rows: readonly Fact[] = [
    ['Role', estimate.role],
    estimand.of === 'mean'
      ? ['Mean', `over ${estimand.population}`]
      : ['Contrast', `${arm(estimand.contrast.treatment)} against ${arm(estimand.contrast.control)}, over ${estimand.population}`],
    ['Outcome', nameMarkup(nameOf(result, estimand.outcome))],
    ['Standard error', text.standardError === missing ? `${missing} the interval does not come from one` : text.standardError],
    ['Interval', `${text.interval}, ${text.level}, ${interval.kind}, ${referenceText(interval)}`],
    ...testFact(estimate),
    ...adjustedFacts(estimate),
    ...relativeFact(estimate),
    ...sizeFacts(result, estimate),
    ['Method', method.id],
    ...options.facts.map(([name, value]): Fact => [`· ${name}`, value]),
    ['Source', method.source],
    ...(method.seed === undefined ? [] : [['Seed', String(method.seed)] as const]),
    ...own.facts,
  ];
  return html`<details class="estimate"><summary><span class="name">${estimate.id}</span><span>${text.effect}</span><span class="interval muted">${text.interval} · ${text.level}</span></summary>
<div class="body"><p>${estimand.says}</p>${facts(rows)}${[...options.grids, ...own.grids].map((g) => grid(result, g))}</div></details>`;
}

function subject(result: StudyResult): Markup {
  const { study } = result;
  const { column, noun, control, treatments } = study.design;
  const arm = (value: string): Markup => nameMarkup(armName(result, value));
  const rows: readonly Fact[] = [
    ['Design', study.design.says],
    ['Unit', study.unit],
    [
      column.role,
      html`${column.name}: control ${arm(control)}, ${noun[treatments.length === 1 ? 0 : 1]} ${treatments.map((value, i) => html`${i > 0 ? ', ' : ''}${arm(value)}`)}`,
    ],
    ...(study.covariates.length > 0 ? [['Covariates', study.covariates.join(', ')] as const] : []),
    ...(study.mediators.length > 0 ? [['Mediators', `${study.mediators.join(', ')} (never adjusted for)`] as const] : []),
  ];
  return html`<h3>Design</h3><div class="card figure">${facts(rows)}</div>`;
}

/** What a reader may want to see of a statement that adds up hundreds of columns. */
const mostOfStatement = 5000;

function statement(sql: string): Markup {
  if (sql.length <= mostOfStatement) return html`<pre>${sql}</pre>`;
  const rest = `${count(sql.length - mostOfStatement)} more characters; results.json has the whole statement.`;
  return html`<pre>${sql.slice(0, mostOfStatement)}…</pre><p class="muted">${rest}</p>`;
}

function statements({ provenance }: StudyResult): Markup {
  if (provenance.statements.length === 0) return html`<p class="muted">No SQL ran: the rows were in memory.</p>`;
  return html`<details><summary>The SQL that ran (${count(provenance.statements.length)})</summary>${provenance.statements.map(statement)}</details>`;
}

function reproduction(result: StudyResult): Markup {
  const { provenance, study } = result;
  const rows: readonly Fact[] = [
    ['Data', `${study.data}, ${count(provenance.units)} units`],
    ['estimand', provenance.estimand],
    ...(provenance.node === undefined ? [] : [['Node', provenance.node] as const]),
    ['Engine', provenance.engine],
    ['Plan', html`<code>${provenance.planHash}</code>`],
    ['Seed', String(provenance.seed)],
    ['Rounds', count(provenance.rounds)],
  ];
  return html`<h3>Reproduction</h3><div class="card figure"><pre>${provenance.command}</pre>${facts(rows)}</div>${statements(result)}`;
}

/** Thirty minutes: each estimate with its method, the design, the figures, the SQL, and how to reproduce it. */
export function evidence(result: StudyResult): Markup {
  const figures = result.exhibits
    .filter((e) => e.kind !== 'flow' && e.part === undefined)
    .map((e) => exhibitFigure({ ...e, columns: withArmNames(result, e.columns) }));
  return html`<section id="evidence"><h2>Evidence</h2><p class="lead">Every estimate with its estimand, method, options and source.</p>
<div class="card">${result.estimates.map((e) => estimateDetails(result, e))}</div>${armValues(result)}${figures.length > 0 ? html`<h3>Figures</h3>${figures}` : undefined}${subject(result)}${reproduction(result)}</section>`;
}
