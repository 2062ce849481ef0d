import { dataWording } from './data.ts';
import type { Code, Facts, Wording } from './facts.ts';
import { fileWording } from './files.ts';
import { methodWording } from './methods.ts';
import { studyWording } from './study.ts';

const wording: Wording<Facts> = { ...dataWording, ...fileWording, ...methodWording, ...studyWording };

export function wordingOf<C extends Code>(code: C, facts: Facts[C]): readonly [what: string, mend: string] {
  return wording[code](facts);
}
