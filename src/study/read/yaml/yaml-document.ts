import { type Document, isCollection, isScalar, LineCounter, type ParsedNode, parseDocument, visit, type YAMLError } from 'yaml';
import { EstimandError, type Place } from '../../../errors/estimand-error.ts';
import { yamlWords } from './yaml-words.ts';

/** The tree of a study file, and where its parts stand in the text. */
export interface YamlDocument {
  readonly root: ParsedNode;
  readonly text: string;
  placeAt(offset: number): Place;
}

/**
 * Errors  study-not-yaml, study-yaml-feature for directives, study-empty.
 */
export function yamlDocument(text: string, file: string): YamlDocument {
  const lineCounter = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line, column: col };
  };
  const source = text.replace(/^\uFEFF/, '');
  // Keys are compared as they are written, so that 0 and "0" are one key: that is for the reader of the tree.
  const doc = parseDocument(source, { lineCounter, version: '1.2', schema: 'core', uniqueKeys: false, prettyErrors: false });
  const [error] = doc.errors;
  if (error) {
    const [why, mend] = yamlWords(error.code, error.message);
    // How deep is too deep depends on the machine, so that place would help nobody.
    throw new EstimandError('study-not-yaml', { why, mend }, error.code === 'RESOURCE_EXHAUSTION' ? { file } : placeAt(beginningOf(error, doc)));
  }
  const directive = /^%\S+/m.exec(source);
  if (directive && directive.index < (doc.contents?.range[0] ?? 0)) {
    throw new EstimandError('study-yaml-feature', { feature: 'directive', written: directive[0] }, placeAt(directive.index));
  }
  if (doc.contents === null || (isScalar(doc.contents) && doc.contents.value === null))
    throw new EstimandError('study-empty', { bytes: text.length }, { file });
  return { root: doc.contents, text: source, placeAt };
}

/** What is never closed is noticed where it should have ended, but stands where it was opened. */
function beginningOf({ message, pos: [noticed] }: YAMLError, doc: Document.Parsed): number {
  const ofQuote = message.startsWith('Missing closing');
  if (!ofQuote && !message.startsWith('Flow ')) return noticed;
  let opened = noticed;
  visit(doc, {
    Node: (_, node) => {
      const [start, end] = node.range ?? [noticed, noticed];
      const unclosed = start < noticed && noticed <= end && (ofQuote ? isScalar(node) : isCollection(node) && node.flow === true);
      // Parents come first: the last one is the innermost.
      if (unclosed) opened = start;
    },
  });
  return opened;
}
