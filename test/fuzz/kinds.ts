import { analyses } from './kinds/analyses.ts';
import { commands } from './kinds/commands.ts';
import { expressions } from './kinds/expressions.ts';
import { files } from './kinds/files.ts';
import { graphs } from './kinds/graphs.ts';
import type { Kind } from './kinds/kind.ts';
import { studies } from './kinds/studies.ts';

/** What is tried. A place in this list is part of the seed: add at the end. */
export const kinds: readonly Kind[] = [studies, expressions, graphs, commands, analyses, files];

/** Those that read a text and no data, and of a hundred runs how many each gets. */
export const texts: Readonly<Record<string, number>> = { studies: 40, expressions: 25, graphs: 25, commands: 10 };

export function kindNamed(id: string): Kind {
  const found = kinds.find((kind) => kind.id === id);
  if (found) return found;
  throw new Error(`There is no kind "${id}"; the kinds are ${kinds.map((kind) => kind.id).join(', ')}.`);
}
