import { parseDocument } from 'yaml';
import { fromColumns } from '../../../src/engines/memory/from-rows.ts';
import type { SyncRelation } from '../../../src/relation/relation.ts';
import { analyze } from '../../../src/study/analyze.ts';
import { parseStudy, type StudySource } from '../../../src/study/read/parse-study.ts';
import type { StudyResult } from '../../../src/study/result.ts';
import type { Fixture, Sets } from './fixture.ts';
import { designs } from './fixtures.ts';

export type Path = readonly (string | number)[];

/** The text of a study with some keys set, each on a line of its own where it is new. */
export function changed(text: string, ...all: readonly Sets[]): string {
  const document = parseDocument(text);
  for (const sets of all)
    for (const [key, value] of Object.entries(sets)) {
      if (value === undefined) document.deleteIn(key.split('.'));
      else document.setIn(key.split('.'), document.createNode(value));
    }
  return document.toString({ lineWidth: 0 });
}

/** The line of a key, or of an entry of a list. */
export function lineOf(text: string, path: Path): number {
  const document = parseDocument(text);
  const parent: unknown = document.getIn(path.slice(0, -1), true);
  const items = (parent as { readonly items: readonly unknown[] }).items;
  const last = path.at(-1);
  const node = typeof last === 'number' ? items[last] : items.map((pair) => (pair as { readonly key: Node }).key).find((key) => String(key.value) === last);
  return text.slice(0, (node as Node).range[0]).split('\n').length;
}

interface Node {
  readonly value: unknown;
  readonly range: readonly [number, number, number];
}

export const read = (text: string): StudySource => parseStudy(text, 'study.yaml', designs);

const relations = new Map<string, SyncRelation>();

export function rowsOf({ kind, columns }: Fixture): SyncRelation {
  const found = relations.get(kind) ?? fromColumns(columns, 'rows.csv');
  relations.set(kind, found);
  return found;
}

/** What a study of the fixture comes to. */
export const analysed = (fixture: Fixture, text: string): Promise<StudyResult> => analyze(read(text), { data: fromColumns(fixture.columns, 'rows.csv') });
