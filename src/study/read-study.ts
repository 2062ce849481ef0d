import { dirname, resolve } from 'node:path';
import { EstimandError } from '../errors/estimand-error.ts';
import type { Design, DesignedStudy, PlaceOf } from '../protocol/design.ts';
import type { Problem } from '../protocol/keys/problem.ts';
import { designs as ours } from './designs.ts';
import { checkStudy, schemaOf } from './read/schema/check-study.ts';
import { offsetInText } from './source/offset-in-text.ts';
import { offsetOfPath } from './source/offset-of-path.ts';
import { plainOf } from './source/plain-of.ts';
import { readText } from './source/read-text.ts';
import { type YamlDocument, yamlDocument } from './source/yaml-document.ts';

/** A study and where it came from. */
export interface StudySource extends DesignedStudy {
  readonly path: string | undefined;
  /** What the paths of data are relative to. */
  readonly folder: string;
  /** Where the nearest existing part of a path of keys stands; of a text, where its one-based character does. */
  readonly placeOf: PlaceOf;
}

/**
 * Reads a study file.
 *
 * Errors  file-missing, file-unreadable, study-is-folder, study-too-large, study-not-text, and those of `parseStudy`.
 */
export async function readStudy(path: string): Promise<StudySource> {
  return parseStudy(await readText(path), path);
}

/**
 * A study from the text of its file.
 *
 * Errors  study-empty, study-not-yaml and the others of the study, each at its line and column; the first of them when there are several.
 */
export function parseStudy(text: string, path?: string, designs: readonly Design[] = ours): StudySource {
  const document = yamlDocument(text, path ?? 'study');
  const checked = checkStudy(plainOf(document, schemaOf(designs)), designs);
  if ('problems' in checked) {
    const placed = checked.problems.map((problem) => ({ ...problem, offset: offsetOfProblem(document, problem) }));
    const { code, facts, offset } = placed.reduce((first, next) => (next.offset < first.offset ? next : first));
    throw new EstimandError(code, facts, document.placeAt(offset));
  }
  return {
    ...checked,
    path,
    folder: resolve(dirname(path ?? '.')),
    placeOf: (keys, character) => document.placeAt(placeIn(document, keys, 'value', character)),
  };
}

/** At the character of an expression or a graph that cannot be read; else at the key or its value. */
function offsetOfProblem(document: YamlDocument, { path, at, facts }: Problem): number {
  return placeIn(document, path, at, 'at' in facts ? facts.at : undefined);
}

function placeIn(document: YamlDocument, path: Problem['path'], at: Problem['at'], character: number | undefined): number {
  const inText = character === undefined ? undefined : offsetInText(document, path, character - 1);
  return inText ?? offsetOfPath(document.root, path, at);
}
