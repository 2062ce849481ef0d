import type { DataFacts } from './data.ts';
import type { FileFacts } from './files.ts';
import type { MethodFacts } from './methods.ts';
import type { ProtocolFacts } from './protocol.ts';
import type { StudyFacts } from './study.ts';

/** What each error knows: facts by code. The words stand beside them, one file a subject. */
export interface Facts extends DataFacts, FileFacts, MethodFacts, ProtocolFacts, StudyFacts {}
export type Code = keyof Facts;

/** How a set of codes is put into words: what was found, and how to mend it. */
export type Wording<F> = { readonly [C in keyof F]: (facts: F[C]) => readonly [what: string, mend: string] };
