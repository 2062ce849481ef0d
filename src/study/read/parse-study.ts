import { EstimandError } from '../../errors/estimand-error.ts';
import type { Design, DesignedStudy, PlaceOf } from '../../protocol/design.ts';
import type { Problem } from '../../protocol/keys/problem.ts';
import type { Relation } from '../../relation/relation.ts';
import type { Resources } from '../../relation/resources.ts';
import { designs as ours } from '../designs.ts';
import { checkStudy, schemaOf } from './schema/check-study.ts';
import { offsetInText } from './yaml/offset-in-text.ts';
import { offsetOfPath } from './yaml/offset-of-path.ts';
import { plainOf } from './yaml/plain-of.ts';
import { type YamlDocument, yamlDocument } from './yaml/yaml-document.ts';

/** How the data of a study are opened. */
export interface OpenRequest {
  /** Folders besides the study's own that data may be read from. */
  readonly allowPaths?: readonly string[];
  /** Stops the reading. */
  readonly signal?: AbortSignal;
  /** What a database may take of the machine. */
  readonly resources?: Resources;
}

/** A study and where it came from. */
export interface StudySource extends DesignedStudy {
  readonly path: string | undefined;
  /** Where the nearest existing part of a path of keys stands; of a text, where its one-based character does. */
  readonly placeOf: PlaceOf;
  /** Opens the data that the study names, from its folder and the folders allowed. A study that did not come from a file opens nothing. */
  open?(request?: OpenRequest): Promise<Relation>;
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
