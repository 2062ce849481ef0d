import type { StudyResult } from '../../study/result.ts';
import { forReaders } from '../for-readers.ts';
import { figureOf, isDrawn } from './figure-of.ts';
import { mainFigure } from './main-figure.ts';
import { standAlone } from './stand-alone.ts';
import { titled } from './titled.ts';

export interface FigureFile {
  /** `effects.svg`, `balance.svg`: letters, digits and dashes alone, whatever the exhibit is called. */
  readonly name: string;
  readonly svg: string;
}

/** Every figure as stand-alone SVG with explicit colours, the main one first. */
export function figureFiles(given: StudyResult): readonly FigureFile[] {
  const result = forReaders(given);
  const taken = new Set<string>();
  const file = (id: string, svg: string): FigureFile => ({ name: `${freeName(id, taken)}.svg`, svg: standAlone(svg) });
  return [file('effects', mainFigure(result)), ...result.exhibits.filter(isDrawn).map((exhibit) => file(exhibit.id, titled(figureOf(exhibit), exhibit)))];
}

const longestName = 80;

/** What a file may be called on any system, once. */
function freeName(id: string, taken: Set<string>): string {
  const plain = (id.toLowerCase().match(/[a-z0-9]+/g) ?? ['figure']).join('-').slice(0, longestName);
  for (let i = 1; ; i++) {
    const name = i === 1 ? plain : `${plain}-${i}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
