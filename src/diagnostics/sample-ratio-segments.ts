import type { Answer } from '../estimate/answer.ts';
import { mostRowsShown } from '../estimate/exhibit.ts';
import { sayCount, sayP } from '../estimate/say.ts';
import { pValueLimits } from '../estimate/thresholds.ts';
import { judgedBy } from '../estimate/verdict-of.ts';
import { column, isKnown } from '../expressions/build.ts';
import { holm } from '../inference/multiplicity/step-wise.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { moments } from '../relation/requests.ts';
import { rollup, type Step, where } from '../relation/steps.ts';
import { exactSharesTest } from './share-test.ts';

interface Level {
  readonly segment: string;
  readonly level: string;
  /** In the order of the arms. */
  readonly units: readonly number[];
}

/**
 * Did each segment fill as planned? Units that are lost on one platform or in one country alone hide in the whole.
 *
 * Model   exact binomial test of each arm against its planned share in each level of each column, with several arms as often again; Holm over all levels of all columns.
 * Shapes  counts by level and arm, of clusters where these were randomized: those that lie in one level.
 * Source  Fabijan et al. (2019), KDD; Holm (1979).
 */
export function* sampleRatioInSegments(
  { assignment, shares, cluster }: { readonly assignment: string; readonly shares: Readonly<Record<string, number>>; readonly cluster?: string },
  segments: readonly string[],
): Asking<Answer> {
  const arms = Object.keys(shares);
  const levels = (yield* all(segments.map((segment) => levelsOf(segment, assignment, arms, cluster)))).flat();
  const p = levels.map(({ units }) => exactSharesTest(units, totalOf(units), (arm) => shares[arms[arm]]));
  const adjusted = holm(p);
  const rows = levels.map((one, i) => ({ ...one, pValue: adjusted[i] })).sort((a, b) => a.pValue - b.pValue || totalOf(b.units) - totalOf(a.units));
  const [worst] = rows;
  if (!worst) return { estimates: [], findings: [], exhibits: [] };
  const said = arms.map((arm, i) => `${sayCount(worst.units[i])} in arm ${arm}`).join(', ');
  const limits = pValueLimits.sampleRatio;
  const others = rows.slice(1).filter(({ pValue }) => pValue < limits.failBelow);
  const also =
    others.length === 0
      ? ''
      : ` So ${others.length === 1 ? 'is' : 'are'} ${others.slice(0, 5).map(nameOf).join(', ')}${others.length > 5 ? ' and others' : ''}.`;
  const says = `Of ${sayCount(rows.length)} values of ${segments.join(', ')} the one furthest from plan is ${nameOf(worst)}: ${said} (${sayP(worst.pValue)} after Holm).${also}`;
  const mend = `Find where units with ${nameOf(worst)} are lost: a crash, a redirect or late logging there alone. If arms were drawn with other shares there, leave design.shares out: it holds for all.`;
  const shown = rows.slice(0, mostRowsShown);
  return {
    estimates: [],
    findings: [
      judgedBy(limits, { check: 'sample-ratio-segments', about: { column: worst.segment }, pValue: worst.pValue, threshold: limits.failBelow, says }, mend),
    ],
    exhibits: [
      {
        id: 'sample-ratio-segments',
        title: `Units by arm and ${segments.join(', ')}`,
        kind: 'table',
        says,
        alt: says,
        columns: {
          segment: shown.map(nameOf),
          ...Object.fromEntries(arms.map((arm, i) => [`units in arm ${arm}`, shown.map((r) => r.units[i])])),
          'p-value': shown.map((r) => r.pValue),
        },
      },
    ],
  };
}

const nameOf = ({ segment, level }: Level): string => `${segment} = ${level}`;
const totalOf = (units: readonly number[]): number => units.reduce((a, b) => a + b, 0);

/** Units of each arm in each level of a column. */
function* levelsOf(segment: string, assignment: string, arms: readonly string[], cluster: string | undefined): Asking<readonly Level[]> {
  const over = cluster === undefined ? [] : inOneLevel(cluster, assignment, segment);
  const { groups } = yield* ask(moments({ columns: {}, by: [segment, assignment], over }));
  const units = new Map<string, number[]>();
  for (const { key, moments: m } of groups) {
    const at = arms.indexOf(key[1]);
    if (at < 0) continue;
    const counts = units.get(key[0]) ?? arms.map(() => 0);
    counts[at] = m.n;
    units.set(key[0], counts);
  }
  return Array.from(units, ([level, counts]) => ({ segment, level, units: counts }));
}

/** Clusters with what all their rows share. */
const inOneLevel = (cluster: string, assignment: string, segment: string): readonly Step[] => [
  where(isKnown(column(assignment))),
  rollup([cluster], {
    [assignment]: { kind: 'only', of: column(assignment) },
    ...(segment !== assignment && segment !== cluster && { [segment]: { kind: 'only', of: column(segment) } as const }),
  }),
];
