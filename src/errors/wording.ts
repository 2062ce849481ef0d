import { blockWording } from './blocks.ts';
import { dataWording } from './data.ts';
import { expressionWording } from './expressions.ts';
import type { Code, Facts } from './facts.ts';
import { fileWording } from './files.ts';
import { methodWording } from './methods.ts';
import { protocolWording } from './protocol.ts';
import { studyWording } from './study.ts';
import type { Wording } from './words.ts';

const wording: Wording<Facts> = {
  ...blockWording,
  ...dataWording,
  ...expressionWording,
  ...fileWording,
  ...methodWording,
  ...protocolWording,
  ...studyWording,
};

export function wordingOf<C extends Code>(code: C, facts: Facts[C]): readonly [what: string, mend: string] {
  return wording[code](facts);
}
