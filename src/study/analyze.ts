import type { TriggeredArm } from '../diagnostics/trigger-shares.ts';
import { EstimandError } from '../errors/estimand-error.ts';
import { type Answer, joinAnswers } from '../estimate/answer.ts';
import type { Estimate } from '../estimate/estimate.ts';
import type { Finding } from '../estimate/finding.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { all } from '../relation/asking.ts';
import type { AnswerOptions, Relation } from '../relation/relation.ts';
import { run } from '../relation/run.ts';
import { acrossBlocks } from './across-blocks.ts';
import { amongServed, servedAlone } from './among-served.ts';
import { comparisonExhibit } from './comparison-exhibit.ts';
import { graphExhibit } from './dag/graph-exhibit.ts';
import { graphFindings } from './dag/graph-findings.ts';
import { decideArms } from './decide/decide-arms.ts';
import { anytime, earlyFinding, earlyLook } from './early-look.ts';
import { echoOf } from './echo.ts';
import { comparedIn, type Spoken, spokenFor, withRoles } from './headlines.ts';
import { hiddenHarms } from './hidden-harms.ts';
import { armLabelsOf } from './labels.ts';
import { manyArmsExhibits } from './many-arms/exhibits.ts';
import { marginFindings } from './margins.ts';
import { judgeContrasts } from './measured/judge-contrasts.ts';
import { withMeasurement, withoutRefused } from './measured/settle-measured.ts';
import { expectColumns, placed } from './named-columns.ts';
import { idleMediators, notAnalysed, unmediated, unusedCovariates } from './not-analysed.ts';
import { dataName, openData } from './open-data.ts';
import { onScale } from './outcome-scale.ts';
import { provenanceOf } from './provenance.ts';
import { planOf } from './questions/asked.ts';
import { randomizedDesign } from './randomized-study.ts';
import type { StudySource } from './read-study.ts';
import type { StudyResult } from './result.ts';
import { settled } from './settle.ts';
import { dilutedHeadlines, onTriggered, whoTriggered } from './triggered.ts';
import { unitRows } from './unit-rows.ts';

export interface AnalyzeOptions extends AnswerOptions {
  /** Rows to analyse instead of those that the study names, such as `fromRows(rows)`. */
  readonly data?: Relation;
  /** Folders besides the study's own that data may be read from. */
  readonly allowPaths?: readonly string[];
  /** How the analysis was called, for the record. */
  readonly command?: string;
}

/**
 * The main job: a study and its rows in; estimates, findings, exhibits and a decision out.
 *
 * Errors  whatever is wrong with the study or its data, naming the line or the column; nothing is half done.
 */
export async function analyze(source: StudySource, options: AnalyzeOptions = {}): Promise<StudyResult> {
  const relation = options.data ?? (await openData(source, options.allowPaths ?? []));
  try {
    expectColumns(source, relation.schema, relation.name);
    const rows = unitRows(relation, source.study);
    const { protocol, findings, exhibits, measurements, refused } = await run(rows, settled(source, relation.schema, rows.schema), options);
    const asked = [...planOf(withoutRefused(protocol, refused)), ...judgeContrasts(withoutRefused(protocol, refused), measurements)];
    const plan = onTriggered(asked, protocol, triggerText(source));
    const [triggered, answers] = await run(rows, all([whoTriggered(protocol), all(plan.map((question) => question.ask()))]), options);
    const answer = joinAnswers([{ estimates: [], findings, exhibits }, ...answers]);
    const estimates = answer.estimates.map((e) => withMeasurement(amongServed(onScale(e, protocol), protocol), measurements));
    return resultOf(source, protocol, { ...answer, estimates, triggered }, relation, options);
  } catch (error) {
    throw placed(error, source);
  } finally {
    if (!options.data) relation.close();
  }
}

const triggerText = ({ study }: StudySource): string => randomizedDesign(study).trigger ?? '';

/** All that was answered. */
interface Answered extends Answer {
  /** Who met the trigger, by arm; nobody without one. */
  readonly triggered: readonly TriggeredArm[];
}

function resultOf(source: StudySource, protocol: Protocol, answer: Answered, relation: Relation, options: AnalyzeOptions): StudyResult {
  const { study } = source;
  expectUnits(answer, source);
  const units = answer.triggered.length > 0 ? answer.triggered.reduce((sum, arm) => sum + arm.units, 0) : unitsIn(answer.estimates);
  const early = earlyLook(study, units);
  const shown = early ? answer.estimates.map((e) => anytime(e, early, protocol)) : answer.estimates;
  const spoken = spokenFor(protocol, shown);
  expectPrimary(spoken, answer, source);
  const diluted = dilutedHeadlines(spoken, answer.triggered, triggerText(source));
  const headlines = new Set(spoken.flatMap(({ headline }) => (headline ? [headline.id] : [])));
  const estimates = withRoles(acrossBlocks([...shown, ...diluted], answer.findings), headlines);
  const outcomes = spoken.map((s) => ({ ...s, headline: estimates.find((e) => e.id === s.headline?.id) }));
  const answered = new Set(outcomes.flatMap(({ outcome, headline }) => (headline ? [outcome.name] : [])));
  const byGraph = graphFindings(study);
  const findings = [
    ...distinct(answer.findings, answered),
    ...marginFindings(protocol, outcomes),
    ...hiddenHarms(protocol, outcomes, estimates),
    ...byGraph,
    ...notAnalysed(study),
    ...unusedCovariates(protocol),
    ...servedAlone(protocol),
    ...idleMediators(study, protocol),
    ...unmediated(study, protocol),
    ...(early ? [earlyFinding(early)] : []),
  ];
  const arms = comparedIn(protocol)?.treatments ?? [];
  // Policies share a log, not their rows: what one lacks is no doubt about another.
  const bearsOn = (arm: string) => (f: Finding) => !protocol.routing || f.about.arm === undefined || f.about.arm === arm;
  const decision = decideArms(
    arms.map((arm) => ({ arm, study, findings: findings.filter(bearsOn(arm)), early, outcomes: outcomes.filter((o) => o.arm === arm) })),
  );
  const labels = armLabelsOf(study);
  return {
    schemaVersion: 1,
    study: echoOf(study, outcomes, options.data?.name ?? dataName(study)),
    decision,
    estimates,
    findings,
    exhibits: [
      ...manyArmsExhibits(protocol, outcomes, decision, labels),
      ...answer.exhibits,
      ...graphExhibit(study, byGraph),
      ...protocol.outcomes.filter(({ role }) => role === 'primary').map((outcome) => comparisonExhibit(outcome, estimates, labels)),
    ],
    provenance: provenanceOf(study, relation, units, options.command),
  };
}

/** Units of all arms: of each as many as the estimate that counts most of them. */
function unitsIn(estimates: readonly Estimate[]): number {
  const arms = new Map<string, number>();
  // A contrast of users with others counts by use, not by arm.
  for (const { sizes, role } of estimates) {
    if (role === 'contrast-only') continue;
    for (const [arm, units] of Object.entries(sizes.perArm)) arms.set(arm, Math.max(units, arms.get(arm) ?? 0));
  }
  return [...arms.values()].reduce((sum, units) => sum + units, 0);
}

/** What a column is like is the same for all outcomes; other findings are alike when they say the same. */
const aboutColumns: readonly string[] = ['imputed-covariate', 'merged-level', 'instrument-assumptions', 'mediator-ignorability'];

/** Methods that settle the same doubt each say so: once is enough. An outcome that is answered after all is not refused for being constant. */
function distinct(findings: Answer['findings'], answered: ReadonlySet<string>): Answer['findings'] {
  const alike = (f: Answer['findings'][number]): string =>
    JSON.stringify([f.check, f.about.column, f.about.arm, f.verdict, aboutColumns.includes(f.check) ? '' : f.says]);
  const first = new Map([...findings].reverse().map((f) => [alike(f), f]));
  return findings.filter((f) => first.get(alike(f)) === f && !(f.check === 'constant-outcome' && answered.has(f.about.column ?? '')));
}

/** Errors  unit-repeats: a study that says one row a unit is wrong about its data. */
function expectUnits(answer: Answer, source: StudySource): void {
  const repeated = answer.findings.find((f) => f.check === 'repeated-units' && f.verdict === 'fail');
  if (!repeated) return;
  const { says, mend = '' } = repeated;
  throw new EstimandError('unit-repeats', { unit: source.study.unit ?? '', says, mend }, source.placeOf(['unit']));
}

/**
 * Errors  outcome-constant, primary-refused: without its primary outcome a study has no answer. A policy that the log cannot value has one: its bounds, and what to
 *         explore.
 */
function expectPrimary(spoken: readonly Spoken[], answer: Answer, source: StudySource): void {
  // What a log knows nothing of is no fault of the study: that policy is held, with bounds and a plan of exploration.
  const unlogged = (arm: string, name: string): boolean =>
    answer.findings.some((f) => f.check === 'unsupported-action' && f.about.arm === arm && f.about.column === name);
  const missing = spoken.find(({ outcome, arm, headline }) => outcome.role === 'primary' && !headline && !unlogged(arm, outcome.name));
  if (!missing) return;
  const { name } = missing.outcome;
  const why = answer.findings.find((f) => f.verdict === 'refuse' && f.about.column === name);
  const place = source.placeOf(['outcomes', name]);
  if (why?.check === 'constant-outcome') throw new EstimandError('outcome-constant', { outcome: name, says: why.says }, place);
  throw new EstimandError(
    'primary-refused',
    { outcome: name, says: why?.says ?? 'no method in the plan answers it.', mend: why?.mend ?? 'Check design and analysis.' },
    place,
  );
}
