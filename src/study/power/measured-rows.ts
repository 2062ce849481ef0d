import { auditStrata } from '../../across/measurement/audit-strata.ts';
import { isMeasurement, measurement } from '../../across/measurement/measurement.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayShare } from '../../estimate/say.ts';
import { text } from '../../expressions/build.ts';
import { measuredOf, scoreColumns } from '../../protocol/measured-of.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import type { Relation } from '../../relation/relation.ts';
import { levels } from '../../relation/requests.ts';
import { type JudgeBefore, judgeIn } from './planned-labels.ts';
import type { PlannedStudy } from './planned-study.ts';

/** Rows with every measured outcome as a column under its name, where the data have judge and audits. */
export interface MeasuredRows {
  readonly rows: Relation;
  readonly measured: readonly string[];
  /** What the audits tell of each judge, by outcome. */
  readonly judges: Readonly<Record<string, JudgeBefore>>;
  readonly findings: readonly Finding[];
}

/**
 * Before a study is run: what its measured outcomes are like, from the audits that there are, of the control arm or of rows without arms. A calibration is planned as
 * `ppi++` is.
 */
export function* measuredRows(relation: Relation, { study: { outcomes }, arms: { assignment, control } }: PlannedStudy): Asking<MeasuredRows> {
  const has = (name: string): boolean => relation.schema.some((c) => c.name === name);
  const rows = has(assignment) ? relation : relation.derive({ [assignment]: text('') });
  const there = Object.entries(outcomes).flatMap(([name, { measured, ratio }]) =>
    measured && !ratio && scoreColumns(measured).every(has) ? [{ name, measured: measuredOf(measured) }] : [],
  );
  if (there.length === 0) return { rows: relation, measured: [], judges: {}, findings: [] };
  const { groups } = yield* ask(levels({ of: assignment }));
  const arm = groups.find((g) => g.key[0] === control)?.key[0] ?? groups[0]?.key[0] ?? '';
  const found = yield* all(
    there.map(({ name, measured }) =>
      measurement({ ...measured, by: measured.by === 'calibration' ? 'ppi++' : measured.by, outcome: name, assignment, arms: [arm] }),
    ),
  );
  const usable = found.filter(isMeasurement);
  const strata = yield* all(usable.map(auditStrata));
  return {
    rows: rows.derive(Object.fromEntries(usable.map(({ options, measure }) => [options.outcome, measure]))),
    measured: usable.map(({ options }) => options.outcome),
    judges: Object.fromEntries(usable.map(({ options, arms: [one] }, i) => [options.outcome, judgeIn(one, strata[i])])),
    findings: usable.map(({ options, arms: [{ audited, units }] }) => ({
      check: 'audits-planned',
      about: { column: options.outcome },
      verdict: 'pass',
      statistic: audited / units,
      says: `${options.outcome} is planned with people scoring ${sayShare(audited / units)} of units, as in the data; more labels a unit need fewer units.`,
    })),
  };
}
