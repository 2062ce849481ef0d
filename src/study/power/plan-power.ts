import { EstimandError } from '../../errors/estimand-error.ts';
import type { Finding } from '../../estimate/finding.ts';
import { all } from '../../relation/asking.ts';
import { run } from '../../relation/run.ts';
import { expectPerUnit } from '../look/expect-per-unit.ts';
import { expectYesOrNo } from '../look/expect-yes-or-no.ts';
import { outcomeOf } from '../protocol-of.ts';
import { dataName } from '../read/data-name.ts';
import type { StudySource } from '../read/parse-study.ts';
import { askedOf, effectOf, type PowerPlanOptions, underpowered } from './asked.ts';
import { type Baseline, declaredBaseline } from './baseline.ts';
import { criticalValuesOf } from './critical-values.ts';
import { curveOf } from './curve.ts';
import { chanceOf } from './decision-chance.ts';
import { effectLabel } from './effect-label.ts';
import { type MeasuredRows, measuredRows } from './measured-rows.ts';
import { planRows } from './plan-rows.ts';
import { plannedData, plannedUnits, triggerIn, unopened } from './planned-data.ts';
import { judgeDeclared, plannedLabels } from './planned-labels.ts';
import { plannedLooks } from './planned-looks.ts';
import { type PlannedStudy, plannedStudy } from './planned-study.ts';
import type { DecisionChance, PowerAssumptions, PowerPlan } from './power-plan.ts';
import { type Read, readBaselines } from './read-baselines.ts';
import { type PlannedOutcome, plannedComparison, refusedRow, rowOf } from './row-of.ts';
import { simulateRow } from './simulate-row.ts';

/**
 * How large a study must be, what one of the planned size can tell, and how long it takes.
 *
 * Model     a row an outcome: units to find the worthwhile effect of the primary, or to show that a guardrail holds when nothing changes; else the smallest
 *           effect at the planned units. Where a design has no arms, a row for each candidate as well, from rows like those that there are. Baselines from the control arm of the data, or all rows where there are no arms, or the study's `planning`.
 * Errors    those of reading the data; option-invalid for an effect of zero or a power outside (alpha, 1). An outcome without a baseline is a refused row.
 */
export async function planPower(source: StudySource, options: PowerPlanOptions = {}): Promise<PowerPlan> {
  if (source.design.told) return planRows(source, source.design.told, options);
  const asked = plannedStudy(source);
  const { study, arms } = asked;
  const assumed = assumptionsOf(asked, options);
  const relation = options.data ?? (await plannedData(source, options));
  try {
    const opened = relation && (await plannedUnits(relation, source, options));
    if (relation) await run(relation, all([expectPerUnit(source, relation.schema), expectYesOrNo(source, relation.schema)]), options);
    const judged = opened && (await run(opened, measuredRows(opened, asked), options));
    const read = judged && (await run(judged.rows, readBaselines(judged, asked, triggerIn(relation, asked, source.placeOf)), options));
    const assumptions = { ...assumed, ...(read?.trigger !== undefined && { trigger: read.trigger }) };
    const planned = Object.keys(study.outcomes).map((name) => plannedOutcome(name, asked, source, read, assumptions, options));
    const primary = planned.find(({ row }) => row.role === 'primary');
    const curve = primary?.design && curveOf(primary.row, primary.design, assumptions, effectLabel(primary.row.unit));
    const simulated = options.simulate === undefined ? undefined : await simulateRow(source, asked, relation, primary, assumptions, options.simulate, options);
    const chances = chancesOf(source, asked, planned, assumptions);
    return {
      schemaVersion: 1,
      study: { id: study.study, question: study.question, unit: study.unit ?? 'row', control: arms.control, treatments: arms.treatments },
      data: {
        name: options.data?.name ?? dataName(study),
        found: relation !== undefined,
        rows: read === undefined ? 'none' : read.control ? 'control arm' : 'all rows',
      },
      assumptions,
      rows: planned.map(({ row }) => row),
      findings: [...findingsOf(asked, planned, assumptions), ...(judged?.findings ?? []), ...labelFindings(asked, planned, judged, assumptions)],
      exhibits: curve ? [curve] : [],
      ...(simulated && { simulated }),
      ...(chances.length > 0 && { chances }),
    };
  } finally {
    if (relation) options.onStatements?.(relation.statements);
    if (!options.data) relation?.close();
  }
}

/** What the rule will say at the planned size, of one treatment: of several the best of them is launched, which is not planned from. */
function chancesOf(source: StudySource, { study, arms }: PlannedStudy, planned: readonly PlannedOutcome[], a: PowerAssumptions): readonly DecisionChance[] {
  const [treatment, ...others] = arms.treatments;
  const asked = planned.find(({ row }) => row.role === 'primary')?.row.asks;
  if (treatment === undefined || others.length > 0 || a.plannedUnits === undefined || !asked) return [];
  const gains = planned.map(({ row, design }) => ({ outcome: outcomeOf(study, row.outcome, []), row, ...(design && { design }) }));
  return [chanceOf(source, gains, { id: treatment, effective: 1, units: a.plannedUnits, held: false }, a)];
}

/** Labels for each measured outcome. Where clusters are assigned, how far they reach depends on how labels lie in these. */
function labelFindings(
  { study, arms }: PlannedStudy,
  planned: readonly PlannedOutcome[],
  judged: MeasuredRows | undefined,
  a: PowerAssumptions,
): readonly Finding[] {
  if (arms.cluster !== undefined) return [];
  return planned.flatMap(({ row }) => {
    const { measured, worthwhile } = study.outcomes[row.outcome];
    const judge = measured && (judged?.judges[row.outcome] ?? judgeDeclared(study, row.outcome));
    return judge && !row.refused ? plannedLabels(row, measured.halfWidth ?? worthwhile, judge, a, arms.control) : [];
  });
}

function plannedOutcome(
  name: string,
  planned: PlannedStudy,
  source: StudySource,
  read: Read | undefined,
  a: PowerAssumptions,
  options: PowerPlanOptions,
): PlannedOutcome {
  const { study, arms } = planned;
  const outcome = outcomeOf(study, name, []);
  if (outcome.quantile !== undefined)
    return {
      row: refusedRow(
        outcome,
        `${name} is a quantile: how precise it will be depends on the density there, which is not planned from.`,
        'Plan by another outcome, such as the share of units beyond a limit, a column of 0 and 1.',
      ),
    };
  const found = read?.baselines[name];
  const baseline = found && !('why' in found) ? withDeclared(found, planned) : declaredBaseline(study, name);
  if (!baseline) {
    const why = study.outcomes[name].measured
      ? 'it is scored by a judge and audited'
      : found && 'why' in found
        ? found.why
        : `${dataName(study)} ${unopened(source)}`;
    return {
      row: refusedRow(
        outcome,
        `Nothing is known of ${name} before the change: ${why}.`,
        `Add it to the study: \`planning: {baselines: {${name}: {mean: 24, sd: 8}}}\`, or \`{mean: 0.45}\` when it is 0 or 1.`,
      ),
    };
  }
  if (a.shares[arms.control] === undefined) throw new EstimandError('study-share-missing', { arm: arms.control });
  const effect = effectOf(outcome, options.effect);
  const design = plannedComparison(outcome, baseline, a, arms.control);
  const row = rowOf(outcome, baseline, design, a, arms.control, effect);
  return row.refused ? { row } : { row, design };
}

/** What the data cannot tell is taken from the study's planning. */
function withDeclared(found: Baseline, { study: { planning }, arms }: PlannedStudy): Baseline {
  return { ...found, ...(arms.cluster !== undefined && !found.clusters && planning?.clusters && { clusters: planning.clusters }) };
}

function assumptionsOf(planned: PlannedStudy, options: PowerPlanOptions): PowerAssumptions {
  const { planning } = planned.study;
  const { control, treatments } = planned.arms;
  const arms = [control, ...treatments];
  const shares = planned.arms.shares ?? Object.fromEntries(arms.map((arm) => [arm, 1 / arms.length]));
  const criticalValues = criticalValuesOf(planned, shares);
  const looks = plannedLooks(planned.study);
  return {
    ...askedOf(planned.study, options),
    shares,
    ...(Object.keys(criticalValues).length > 0 && { criticalValues }),
    ...(looks && { looks }),
    ...(planning?.compliers !== undefined && { compliers: planning.compliers }),
    ...(planning?.trigger !== undefined && { trigger: planning.trigger }),
  };
}

/** A trigger without its share: every unit is counted, though only some are analysed. */
const triggerUnknown: Finding = {
  check: 'trigger-unknown',
  about: {},
  verdict: 'fail',
  says: 'Only units that meet design.trigger are analysed, and neither the data nor planning say what share of units that is: the units needed are too few.',
  mend: 'Add `planning: {trigger: 0.4}`, the share that meets it.',
};

const errorsByUnplanned = (column: string): Finding => ({
  check: 'clusters-unknown',
  about: { column },
  verdict: 'warn',
  says: `Errors will be added up by ${column}, which is not what is randomized: where treatment does more in one ${column} than in another, the units needed are too few.`,
  mend: `Plan for more values of ${column}, not for more units in each.`,
});

/** Warnings about the numbers: unknown clusters, an unknown trigger, too few planned units. */
function findingsOf({ arms: { cluster, errorsBy, trigger } }: PlannedStudy, planned: readonly PlannedOutcome[], a: PowerAssumptions): readonly Finding[] {
  const unknown = cluster !== undefined && planned.some(({ row }) => row.baseline && !row.baseline.clusters);
  const says = `${cluster} is randomized, and nothing says how many units it has or how alike they are: the units needed are too few.`;
  return [
    ...(trigger !== undefined && a.trigger === undefined ? [triggerUnknown] : []),
    ...(unknown
      ? [
          {
            check: 'clusters-unknown',
            about: { column: cluster ?? '' },
            verdict: 'fail',
            says,
            mend: 'Add `planning: {clusters: {size: 40, icc: 0.03}}`, or the column to the data.',
          } as const,
        ]
      : []),
    ...(errorsBy === undefined ? [] : [errorsByUnplanned(errorsBy)]),
    ...underpowered(
      planned.map(({ row }) => row),
      a,
    ),
  ];
}
