import type { AnswerOptions, Relation } from '../../relation/relation.ts';
import { treatmentColumn } from '../dag/columns.ts';
import { expectNodes } from '../dag/expect-nodes.ts';
import { dataName } from '../open-data.ts';
import { plannedData, plannedRows } from '../power/planned-data.ts';
import type { StudySource } from '../read-study.ts';
import { keyText } from '../schema/key-text.ts';
import type { Doubt, LintData, LintRule } from './lint-rule.ts';
import { lintRules } from './rules/rules.ts';

export interface LintOptions extends AnswerOptions {
  /** Rows to look at instead of those that the study names; false for none. */
  readonly data?: Relation | false;
  /** Folders besides the study's own that data may be read from. */
  readonly allowPaths?: readonly string[];
}

export interface LintFinding {
  readonly rule: string;
  readonly verdict: 'warn' | 'fail';
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The key of the study that it is about, such as `covariates[1]`. */
  readonly key: string;
  readonly says: string;
  readonly mend: string;
  /** Where the rule is explained. */
  readonly docs: string;
}

export interface LintReport {
  readonly study: string;
  /** What the data are called, when they were looked at. */
  readonly data?: string;
  /** Why they were not, unless that was asked for. */
  readonly unread?: string;
  readonly rules: readonly { readonly id: string; readonly title: string; readonly reads: readonly string[]; readonly verdict: 'pass' | 'warn' | 'fail' }[];
  /** In the order of the file. */
  readonly findings: readonly LintFinding[];
}

/**
 * The failure modes that evaluations of AI systems share, looked for in a study before anybody looks at outcomes.
 *
 * Model   rules over the keys of the study; where its data are there, covariates by arm and counts of human labels. No outcome is read.
 * Errors  graph-node-unknown where data are there; those of opening data, but not that they are missing.
 */
export async function lint(source: StudySource, options: LintOptions = {}): Promise<LintReport> {
  const relation = options.data === false ? undefined : (options.data ?? (await plannedData(source, options.allowPaths ?? [])));
  try {
    const looked = options.data === false ? undefined : lookedAt(source, relation, options);
    const data = typeof looked === 'string' ? undefined : looked;
    const found: { readonly rule: LintRule; readonly doubts: readonly Doubt[] }[] = [];
    for (const rule of lintRules) found.push({ rule, doubts: [...rule.check(source.study), ...(data && rule.look ? await rule.look(data) : [])] });
    const findings = found.flatMap(({ rule, doubts }) => doubts.map((doubt) => placed(rule, doubt, source)));
    return {
      study: source.study.study,
      ...(relation && data && { data: relation.name }),
      ...(typeof looked === 'string' && { unread: looked }),
      rules: found.map(({ rule: { id, title, reads }, doubts }) => ({ id, title, reads, verdict: worst(doubts) })),
      findings: findings.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)),
    };
  } finally {
    if (relation && relation !== options.data) relation.close();
  }
}

/** Rows tell something of a study once they have its arms; or why they do not. */
function lookedAt(source: StudySource, relation: Relation | undefined, { signal, onProgress }: LintOptions): LintData | string {
  const { study } = source;
  const treatment = treatmentColumn(study);
  if (!relation) return `${dataName(study)} ${'table' in study.data ? 'is a table of a warehouse' : 'is not there'}`;
  if (treatment === undefined) return 'its design has no arms to compare';
  if (!relation.schema.some(({ name }) => name === treatment)) return `${relation.name} has no column ${treatment}`;
  expectNodes(source, relation.schema, relation.name);
  return { source, relation: plannedRows(relation, source), treatment, options: { ...(signal && { signal }), ...(onProgress && { onProgress }) } };
}

const worst = (doubts: readonly Doubt[]): 'pass' | 'warn' | 'fail' =>
  doubts.length === 0 ? 'pass' : doubts.some((d) => d.verdict === 'fail') ? 'fail' : 'warn';

function placed({ id }: LintRule, { path, verdict, says, mend }: Doubt, source: StudySource): LintFinding {
  const place = source.placeOf(path);
  return { rule: id, verdict, ...place, key: keyText(path) ?? 'study', says, mend, docs: `docs/lint.md#${id}` };
}
