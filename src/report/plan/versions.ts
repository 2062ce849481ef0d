import type { StudyResult } from '../../study/result.ts';
import { armCalled, type Name, nameOf } from '../names.ts';

/** The versions that a result is about, part by part, one cell an arm. */
export interface VersionTable {
  readonly arms: readonly Name[];
  readonly rows: readonly { readonly part: string; readonly versions: readonly (string | undefined)[] }[];
}

export function versionTable(result: StudyResult): VersionTable {
  const { design, treatments } = result.study;
  const arms = [design.control, ...design.treatments].filter((arm) => Object.hasOwn(treatments, arm) && Object.keys(treatments[arm]).length > 0);
  const parts = [...new Set(arms.flatMap((arm) => Object.keys(treatments[arm])))];
  const versionOf = (arm: string, part: string): string | undefined => (Object.hasOwn(treatments[arm], part) ? treatments[arm][part] : undefined);
  return {
    arms: arms.map((arm) => armCalled(result, arm)),
    rows: parts.map((part) => ({ part, versions: arms.map((arm) => versionOf(arm, part)) })),
  };
}

/** What a change of a version means for what this result says: of the treatments, and of the judges. */
export function versionMeanings(result: StudyResult): readonly string[] {
  const { design, treatments, outcomes } = result.study;
  const parts = [...new Set(Object.values(treatments).flatMap((versions) => Object.keys(versions)))];
  const undeclared = [design.control, ...design.treatments]
    .filter((arm) => Object.keys(treatments[arm] ?? {}).length === 0)
    .map((arm) => armCalled(result, arm).shown);
  const judges = new Map(outcomes.flatMap(({ name, measured }) => (measured ? [[name, measured] as const] : [])));
  return [
    ...(parts.length === 0
      ? [`No version of any ${design.noun[0]} is declared: nobody can tell which one this result is about.`]
      : [
          ...alike(result, parts),
          `Another version of ${either(parts)} is another ${design.noun[0]}: this result does not speak of it, and a study of its own does.`,
          ...(undeclared.length > 0 ? [`What ${undeclared.join(', ')} ran is not declared: the effect is against whatever that was at the time.`] : []),
        ]),
    ...[...judges].map(([name, { judges: columns, version, rubric }]) => {
      const bound = [...(version === undefined ? [] : [`version ${version}`]), ...(rubric === undefined ? [] : [`rubric ${rubric}`])];
      const known = bound.length > 0 ? `measured with ${bound.join(' and ')}` : `measured with a judge whose version is not declared`;
      return `${nameOf(result, name).shown} is ${known}: another version of ${columns.join(', ')} or another rubric is another measurement, and needs audits of its own.`;
    }),
  ];
}

/** Parts that all arms share: the effect is with these in place. */
function alike(result: StudyResult, parts: readonly string[]): readonly string[] {
  const { design, treatments } = result.study;
  const arms = [design.control, ...design.treatments].map((arm) => treatments[arm] ?? {});
  const shared = parts.filter((part) => arms.every((versions) => Object.hasOwn(versions, part) && versions[part] === arms[0][part]));
  if (shared.length === 0) return [];
  return [`The same in every arm: ${shared.map((part) => `${part} ${arms[0][part]}`).join(', ')}. The effect is that of the other parts with these in place.`];
}

const either = (names: readonly string[]): string => (names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`);
