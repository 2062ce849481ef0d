import type { DesignedStudy, Doubt, LintData, LintRule } from '../../protocol/design.ts';
import { keyText } from '../../protocol/keys/problem.ts';
import type { AnswerOptions, Relation } from '../../relation/relation.ts';
import { treatmentColumn } from '../graph/columns.ts';
import { expectNodes } from '../graph/expect-nodes.ts';
import { plannedData, plannedRows, unopened } from '../power/planned-data.ts';
import { dataName } from '../read/data-name.ts';
import type { OpenRequest, StudySource } from '../read/parse-study.ts';
import { lintRules } from './rules/rules.ts';

export interface LintOptions extends AnswerOptions, OpenRequest {
  /** Rows to look at instead of those that the study names; false for none. */
  readonly data?: Relation | false;
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
  const relation = options.data === false ? undefined : (options.data ?? (await plannedData(source, options)));
  try {
    const looked = options.data === false ? undefined : lookedAt(source, relation, options);
    const data = typeof looked === 'string' ? undefined : looked;
    const found: { readonly rule: LintRule; readonly doubts: readonly Doubt[] }[] = [];
    for (const rule of rulesFor(source)) found.push({ rule, doubts: [...rule.check(source), ...(data && rule.look ? await rule.look(data) : [])] });
    const findings = found.flatMap(({ rule, doubts }) => doubts.map((doubt) => inFile(rule, doubt, source)));
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

/** What the study alone tells, rule by rule. */
export const doubtsOf = (source: DesignedStudy): readonly { readonly rule: LintRule; readonly doubt: Doubt }[] =>
  rulesFor(source).flatMap((rule) => rule.check(source).map((doubt) => ({ rule, doubt })));

/** The rows, if they have what the study compares; else why they cannot be used. */
function lookedAt(source: StudySource, relation: Relation | undefined, { signal, onProgress }: LintOptions): LintData | string {
  const { study, design } = source;
  const treatment = treatmentColumn(source);
  if (!relation) return `${dataName(study)} ${unopened(source)}`;
  if (!relation.schema.some(({ name }) => name === treatment)) return `${relation.name} has no column ${treatment}`;
  expectNodes(source, relation.schema, relation.name);
  return { study, design, relation: plannedRows(relation, source), options: { ...(signal && { signal }), ...(onProgress && { onProgress }) } };
}

/** Every rule, with what the design adds to it, and the rules that only the design has. */
function rulesFor({ design }: DesignedStudy): readonly LintRule[] {
  const own = design.doubts ?? [];
  const added = lintRules.map((rule): LintRule => {
    const more = own.find(({ id }) => id === rule.id);
    return more ? { ...rule, ...more, reads: [...rule.reads, ...more.reads], check: (study) => [...rule.check(study), ...more.check(study)] } : rule;
  });
  return [...added, ...own.filter(({ id }) => !lintRules.some((rule) => rule.id === id))];
}

const worst = (doubts: readonly Doubt[]): 'pass' | 'warn' | 'fail' =>
  doubts.length === 0 ? 'pass' : doubts.some((d) => d.verdict === 'fail') ? 'fail' : 'warn';

function inFile({ id }: LintRule, { path, verdict, says, mend }: Doubt, source: StudySource): LintFinding {
  const place = source.placeOf(path);
  return { rule: id, verdict, ...place, key: keyText(path) ?? 'study', says, mend, docs: `docs/lint.md#${id}` };
}
