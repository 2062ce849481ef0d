import { type Answer, joinAnswers } from '../estimate/answer.ts';
import type { ArmValue } from '../estimate/arm-value.ts';
import type { Estimate } from '../estimate/estimate.ts';
import type { Finding } from '../estimate/finding.ts';
import type { Design } from '../protocol/design.ts';
import { armLabelsOf } from '../protocol/labels.ts';
import { netValue } from '../protocol/net-value.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { all } from '../relation/asking.ts';
import type { AnswerOptions, Relation } from '../relation/relation.ts';
import { run } from '../relation/run.ts';
import { correctedForStopping } from './ask/after-stopping.ts';
import { armValues, asTold, withEvents } from './ask/arm-values.ts';
import { expectPrimary, expectUnits } from './ask/expect-answer.ts';
import { type Headline, headlinesOf, withRoles } from './ask/headlines.ts';
import { plansOf } from './ask/plan-of.ts';
import { agesOfUnits, sinceExposure } from './ask/since-exposure.ts';
import { dilutedHeadlines, whoTriggered } from './ask/triggered.ts';
import { armEvidence } from './decide/arm-evidence.ts';
import { bearing } from './decide/bearing.ts';
import { decideArms } from './decide/decide-arms.ts';
import { fewFreedom } from './decide/few-freedom.ts';
import { hiddenHarms, notedWhereNotLaunched } from './decide/hidden-harms.ts';
import { holdingTogether } from './decide/holding-together.ts';
import { idleGuardrails } from './decide/idle-guardrails.ts';
import { marginFindings } from './decide/margins.ts';
import { butFor, decisionButFor } from './describe/but-for.ts';
import { comparisonExhibit, questionLabels } from './describe/comparison-exhibit.ts';
import { conflictingTests } from './describe/conflicting-tests.ts';
import { futilityFindings } from './describe/futility.ts';
import { lookFindings } from './describe/look-findings.ts';
import { withCrossing } from './describe/look-record.ts';
import { manyArmsExhibits } from './describe/many-arms.ts';
import { provenanceOf } from './describe/provenance.ts';
import { studyRemarks } from './describe/remarks.ts';
import { studyWords } from './describe/words.ts';
import { graphExhibit } from './graph/graph-exhibit.ts';
import { graphFindings } from './graph/graph-findings.ts';
import { lintFindings } from './lint/lint-findings.ts';
import { flowFrom } from './look/flow.ts';
import { lookedAt } from './look/looked-at.ts';
import { matchedNames } from './look/matched-names.ts';
import { withAudits, withoutRefused } from './look/measured.ts';
import { onScale } from './look/outcome-scale.ts';
import type { EarlierLook } from './look/which-look.ts';
import { dataName } from './read/data-name.ts';
import { atItsLine, expectColumns } from './read/expect-columns.ts';
import { type DataOptions, opened } from './read/opened.ts';
import type { StudySource } from './read/parse-study.ts';
import type { LookRecord, StudyResult } from './result.ts';

export interface AnalyzeOptions extends AnswerOptions, DataOptions {
  /** How the analysis was called, for the record. */
  readonly command?: string;
  /** The version of Node, for the record. */
  readonly node?: string;
  /** Of a study whose looks share the error: the result of the look before, and where it was found. */
  readonly earlier?: { readonly result: StudyResult; readonly from: string };
}

/**
 * The main job: a study and its rows in; estimates, findings, exhibits and a decision out.
 *
 * Errors  whatever is wrong with the study or its data, naming the line or the column; nothing is half done.
 */
export async function analyze(source: StudySource, options: AnalyzeOptions = {}): Promise<StudyResult> {
  const relation = await opened(source, options);
  try {
    expectColumns(source, relation.schema, relation.name);
    const named = await matchedNames(relation, source, options);
    const { rows, out, first, look, exposed } = await lookedAt(named, source, options, lookBefore(options));
    const { protocol, findings, exhibits, audits, refused } = first;
    const planned = withoutRefused(protocol, refused);
    const plan = plansOf(source.design)(planned);
    const [arms, seen, ages, answers] = await run(
      rows,
      all([whoTriggered(protocol), armValues(planned), agesOfUnits(planned, exposed), all(plan.map((question) => question.ask()))]),
      options,
    );
    const since = await sinceExposure(planned, exposed, ages, options);
    const answer = joinAnswers([{ estimates: [], findings: [...named.findings, ...findings], exhibits }, ...answers, ...since]);
    const estimates = answer.estimates.map((e) => withoutLift(withAudits(onScale(e, protocol), audits)));
    expectUnits(answer, source);
    const headlines = headlinesOf(source.design, protocol, estimates);
    expectPrimary(headlines, answer, source);
    const units = arms.length > 0 ? arms.reduce((sum, arm) => sum + arm.units, 0) : unitsIn(estimates);
    const diluted = dilutedHeadlines(headlines, arms, protocol);
    const told = [...estimates, ...diluted];
    const { except } = protocol;
    const flow = answer.exhibits.map((exhibit) => flowFrom(exhibit, out));
    return resultOf(source, protocol, { ...answer, exhibits: flow, estimates: except ? told.map((e) => butFor(e, except)) : told }, headlines, {
      units,
      seen,
      look,
      relation,
      options,
    });
  } catch (error) {
    throw atItsLine(error, source);
  } finally {
    if (!options.data) relation.close();
  }
}

const lookBefore = ({ earlier }: AnalyzeOptions): EarlierLook | undefined => earlier?.result.look && { look: earlier.result.look, from: earlier.from };

interface Ran {
  readonly units: number;
  readonly seen: readonly ArmValue[];
  readonly look: LookRecord | undefined;
  readonly relation: Relation;
  readonly options: AnalyzeOptions;
}

/** From all that was answered to what is decided, and how it is told. */
function resultOf(
  source: StudySource,
  protocol: Protocol,
  answer: Answer,
  spoken: readonly Headline[],
  { units, seen, look, relation, options }: Ran,
): StudyResult {
  const { study, design } = source;
  const contrasts = design.contrasts(protocol);
  const byGraph = graphFindings(source);
  const remarked = design.remarks?.(protocol, answer) ?? answer;
  const spokenFor = new Set(spoken.flatMap(({ estimate }) => (estimate ? [estimate.id] : [])));
  const estimates = correctedForStopping(withRoles(remarked.estimates, spokenFor), protocol);
  const headlines = spoken.map((s): Headline => ({ ...s, estimate: estimates.find((e) => e.id === s.estimate?.id) }));
  const answered = new Set(headlines.flatMap(({ outcome, estimate }) => (estimate ? [outcome.name] : [])));
  const told = holdingTogether(distinct(bearing(remarked.findings, headlines, study.decide.launch), answered));
  const findings = [
    ...(design.ceiling ? [ceilingFinding(design.ceiling)] : []),
    ...told,
    ...marginFindings(protocol, headlines, told),
    ...hiddenHarms(protocol, headlines, estimates, told),
    ...idleGuardrails(headlines),
    ...fewFreedom(headlines, told),
    ...conflictingTests({ headlines, estimates, speakers: design.speakers(protocol), labels: questionLabels(design) }),
    ...byGraph,
    ...studyRemarks(study, protocol),
    ...lintFindings(source),
    ...lookFindings(protocol, { isPlanned: study.analysis.plannedUnits !== undefined || !canBePlanned(source), record: look, headlines }),
    ...futilityFindings(study, protocol, headlines),
  ];
  const decision = decideArms(armEvidence({ study, design, protocol, headlines, estimates, findings }));
  const labels = armLabelsOf(study);
  return {
    schemaVersion: 1,
    study: studyWords(source, headlines, options.data?.name ?? dataName(study)),
    ...(look && { look: withCrossing(look, protocol, headlines) }),
    decision: decisionButFor(decision, protocol.except),
    arms: withEvents(
      asTold(
        seen,
        headlines.flatMap(({ estimate }) => (estimate ? (design.armsOf?.(estimate) ?? []) : [])),
      ),
      headlines.flatMap(({ estimate }) => estimate ?? []),
    ),
    estimates,
    findings: notedWhereNotLaunched(findings, decision),
    exhibits: [
      ...manyArmsExhibits(protocol, headlines, decision, contrasts.candidates[0].against, labels),
      ...remarked.exhibits,
      ...graphExhibit(source, byGraph),
      ...protocol.outcomes.filter(({ role }) => role === 'primary').map((outcome) => comparisonExhibit(outcome, estimates, questionLabels(design), labels)),
    ],
    provenance: provenanceOf(study, relation, units, options),
  };
}

/** Chance errs anew at each look where units come in one by one: not in an offline set, nor where chance did not draw. */
const canBePlanned = ({ study, design }: StudySource): boolean =>
  design.takes.includes('analysis.plannedUnits') && design.drawn(study) === 'by-chance' && study.evidence !== 'benchmark';

/** What no result of a design can overcome. */
const ceilingFinding = ({ says, instead }: NonNullable<Design['ceiling']>): Finding => ({
  check: 'design',
  about: {},
  verdict: 'fail',
  identification: true,
  says,
  mend: instead,
});

/** A net value may lie on both sides of zero, so that it has no percentage: half of a loss is no lift. */
function withoutLift(e: Estimate): Estimate {
  const { relative: _, ...kept } = e;
  return e.estimand.outcome === netValue ? kept : e;
}

/** Units of all arms: of each as many as the estimate that counts most of them. */
function unitsIn(estimates: readonly Estimate[]): number {
  const arms = new Map<string, number>();
  // A contrast of users with others counts by use, not by arm; a mechanism, and who benefits, may be about some of the units alone.
  for (const { sizes, role } of estimates) {
    if (role === 'contrast-only' || role === 'mechanism' || role === 'benefit') continue;
    for (const [arm, units] of Object.entries(sizes.perArm)) arms.set(arm, Math.max(units, arms.get(arm) ?? 0));
  }
  return [...arms.values()].reduce((sum, units) => sum + units, 0);
}

/** What a column is like is the same for all outcomes; other findings are alike when they say the same. */
const aboutColumns: readonly string[] = ['imputed-covariate', 'merged-level', 'instrument-assumptions', 'mediator-ignorability'];

/** Methods that settle the same doubt each say so: once is enough. An outcome that is answered after all is not refused for being constant. */
function distinct(findings: Answer['findings'], answered: ReadonlySet<string>): Answer['findings'] {
  const alike = (f: Answer['findings'][number]): string =>
    JSON.stringify([f.check, f.verdict === 'pass' ? '' : f.about.column, f.about.arm, f.verdict, aboutColumns.includes(f.check) ? '' : f.says]);
  const first = new Map([...findings].reverse().map((f) => [alike(f), f]));
  return findings.filter((f) => first.get(alike(f)) === f && !(f.check === 'constant-outcome' && answered.has(f.about.column ?? '')));
}
