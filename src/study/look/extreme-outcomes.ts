import type { Finding } from '../../estimate/finding.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import { netValue } from '../../protocol/net-value.ts';
import { expectMagnitude } from '../../relation/magnitudes.ts';
import type { Column } from '../../relation/schema.ts';
import { refusalOf } from '../ask/refused-alone.ts';
import { dataName } from '../read/data-name.ts';
import { namedColumns, spared } from '../read/expect-columns.ts';

/** Outcomes that are refused before anything is computed with them, and why. */
export interface ExtremeOutcomes {
  readonly findings: readonly Finding[];
  readonly refused: readonly string[];
}

/** Outcomes other than the primary of which a column holds numbers too large or too small to be computed with; without one that has a value there is no net value. */
export function extremeOutcomes(source: DesignedStudy, schema: readonly Column[]): ExtremeOutcomes {
  const findings = new Map<string, Finding>();
  for (const { column, path } of namedColumns(source)) {
    const outcome = spared(source, path);
    if (outcome === undefined || findings.has(outcome)) continue;
    try {
      expectMagnitude(
        schema.find(({ name }) => name === column),
        dataName(source.study),
      );
    } catch (error) {
      const refusal = refusalOf(error, outcome);
      if (!refusal) throw error;
      findings.set(outcome, refusal);
    }
  }
  const refused = [...findings.keys()];
  const worthless = refused.some((name) => source.study.outcomes[name].value !== undefined);
  return { findings: [...findings.values()], refused: [...refused, ...(worthless ? [netValue] : [])] };
}
