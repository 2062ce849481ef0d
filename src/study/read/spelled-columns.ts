import { column } from '../../expressions/build.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import type { Relation } from '../../relation/relation.ts';
import { namedColumns } from './expect-columns.ts';

/** Rows whose columns are called as the study calls them, where one name differs only by how Unicode composes its letters. */
export function spelledColumns(relation: Relation, study: DesignedStudy): Relation {
  const has = (name: string): boolean => relation.schema.some((c) => c.name === name);
  const named = new Set(namedColumns(study).map((one) => one.column));
  const alike = [...named].flatMap((name) => {
    const found = has(name) ? [] : relation.schema.filter((c) => c.name.normalize() === name.normalize());
    return found.length === 1 ? [[name, column(found[0].name)] as const] : [];
  });
  return alike.length === 0 ? relation : relation.derive(Object.fromEntries(alike));
}
