import { heavyTail } from '../../diagnostics/heavy-tail.ts';
import { memoryRelation } from '../../engines/memory/relation.ts';
import { tableOf } from '../../engines/memory/table.ts';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Vector } from '../../expressions/vector.ts';
import type { DeclaredArms } from '../../protocol/design.ts';
import { all, work } from '../../relation/asking.ts';
import type { AnswerOptions } from '../../relation/relation.ts';
import { compute, runSync } from '../../relation/run.ts';
import { isRead } from '../ask/headlines.ts';
import { plansOf } from '../ask/plan-of.ts';
import { effectOf } from '../power/asked.ts';
import { dataName } from '../read/data-name.ts';
import { atItsLine } from '../read/expect-columns.ts';
import { type DataOptions, opened } from '../read/opened.ts';
import type { StudySource } from '../read/parse-study.ts';
import { replayFindings } from './replay-findings.ts';
import { type ReplayMechanism, replayMechanism } from './replay-mechanism.ts';
import { planted, readOnly } from './replay-plan.ts';
import { type ReplayRows, replayRows, type WhichRows } from './replay-rows.ts';
import { replayTask } from './replay-task.ts';
import { replayable } from './replayable.ts';
import type { Replay } from './replayed.ts';
import { outcomesOf, verdictsOf } from './tally.ts';

export interface ReplayOptions extends AnswerOptions, DataOptions {
  /** Assignments that are drawn; default 1,000. */
  readonly draws?: number;
  /** Default: that of the study's analysis. */
  readonly seed?: number;
  /** Those of the control arm (default), or all: where nothing was changed. Rows without arms are all taken. */
  readonly rows?: WhichRows;
  /** The effect on the primary outcome that is planted; default: its worthwhile effect. */
  readonly effect?: number;
}

const mostDraws = 100_000;
/** So many parts, whatever the number of threads: each makes its tables once. */
const parts = 16;

/**
 * Does the planned analysis keep its promises on these rows? The assignment is drawn anew as the study draws it, again and again, and each time the study is analysed and decided, with nothing
 * changed and with the worthwhile effect planted.
 *
 * Model    rows of the control arm, brought to units as `analyze` brings them; whole clusters are drawn, within blocks, by the planned shares, with as many in each arm every time. What is asked is
 *          what speaks for the primary outcome, the guardrails and the net value; the rule is that of the study. An effect is added to what is treated; of an outcome of 0 and 1 the same units change.
 * Shapes   shares of draws with Wilson's intervals. Same seed, same bits, with any number of threads.
 * Errors   not-replayable for designs without a coin and rows that have nothing to draw; option-invalid; those of reading the data.
 */
export async function replayStudy(source: StudySource, options: ReplayOptions = {}): Promise<Replay> {
  const { draws = 1000, seed = source.study.analysis.seed, rows: which = 'control' } = options;
  if (!(Number.isInteger(draws) && draws >= 20 && draws <= mostDraws))
    throw new EstimandError('option-invalid', { option: '--draws', found: String(draws), asked: `a whole number from 20 to ${mostDraws}` });
  if (!(Number.isSafeInteger(seed) && seed >= 0))
    throw new EstimandError('option-invalid', { option: '--seed', found: String(seed), asked: 'a whole number, zero or more' });
  const arms = replayable(source);
  const relation = await opened(source, options);
  try {
    const rows = await replayRows(source, relation, arms, which, options);
    return await replayed(source, arms, rows, { ...options, draws, seed });
  } catch (error) {
    throw atItsLine(error, source);
  } finally {
    if (!options.data) relation.close();
  }
}

async function replayed(
  source: StudySource,
  arms: DeclaredArms,
  rows: ReplayRows,
  options: ReplayOptions & { readonly draws: number; readonly seed: number },
): Promise<Replay> {
  const { study, design } = source;
  const { draws, seed } = options;
  const drawn = replayMechanism(rows, arms, source);
  const protocol = readOnly(rows.protocol);
  const primary = protocol.outcomes.find(({ role }) => role === 'primary');
  const effect = primary && effectOf(primary, options.effect);
  const change = planted(protocol, rows.columns, effect, seed);
  const columns: Readonly<Record<string, Vector>> = { ...rows.columns, ...change?.columns };
  const protocols = [protocol, ...(change ? [change.protocol] : [])];
  const of = { study, protocols, name: dataName(study), n: rows.n, columns, mechanism: drawn.mechanism, seed };
  const size = Math.ceil(draws / parts);
  const done = await compute(
    work(
      replayTask,
      Array.from({ length: Math.ceil(draws / size) }, (_, p) => ({ ...of, from: p * size, to: Math.min(draws, (p + 1) * size) })),
    ),
    options,
  );
  const all = done.flatMap((part) => {
    if ('draws' in part) return part.draws;
    throw notDrawn(part.notKept, source);
  });
  const [nothing, changed] = [all.map(([one]) => one), change && all.map(([, one]) => one)];
  const outcomes = outcomesOf(protocol, arms.treatments, nothing, change && changed && { draws: changed, outcome: change.outcome, effect: change.effect });
  const { level, guardrailLevel } = study.analysis;
  return {
    schemaVersion: 1,
    study: { id: study.study, question: study.question, unit: study.unit ?? 'row', control: arms.control, treatments: arms.treatments },
    data: dataOf(source, rows, drawn, options),
    draws,
    seed,
    level,
    guardrailLevel,
    drawn: drawn.says,
    outcomes,
    nothing: verdictsOf(nothing, design.verdicts),
    ...(change && changed && { planted: { ...verdictsOf(changed, design.verdicts), outcome: change.outcome, effect: change.effect } }),
    findings: [
      ...rowsFinding(rows, source),
      ...looksFinding(source),
      ...replayFindings({ outcomes, draws: nothing, rows, level, guardrailLevel, power: study.planning?.power ?? 0.8, tails: tailsOf(source, rows, drawn) }),
      ...(change ? [] : [unplanted(primary?.name ?? 'the primary outcome', primary?.ratio !== undefined)]),
    ],
  };
}

function dataOf(source: StudySource, rows: ReplayRows, { mechanism: { clusters, blocks } }: ReplayMechanism, { data }: ReplayOptions): Replay['data'] {
  return {
    name: data?.name ?? dataName(source.study),
    rows: rows.rows,
    units: rows.n,
    ...(clusters && { clusters: clusters.count }),
    ...(blocks && { blocks: blocks.count }),
  };
}

/** What checks say of the tails of outcomes, on the arms as they are first. */
function tailsOf({ design }: StudySource, rows: ReplayRows, { mechanism }: ReplayMechanism): readonly Finding[] {
  const protocol = readOnly(rows.protocol);
  const { column, control, treatments } = protocol.assignment!;
  const table = tableOf(
    'rows',
    rows.n,
    new Map([...Object.entries(rows.columns), [column, { type: 'text', codes: mechanism.arms, levels: [control, ...treatments] }]]),
  );
  const asked = plansOf(design)({ ...protocol, outcomes: protocol.outcomes.filter(isRead) }).filter(({ id }) => id === heavyTail.id);
  return runSync(memoryRelation(table), all(asked.map((question) => question.ask()))).flatMap(({ findings }) =>
    findings.filter(({ verdict }) => verdict !== 'pass'),
  );
}

/** Rows that the treatment has touched spread more than rows without it. */
function rowsFinding({ rows }: ReplayRows, { study }: StudySource): readonly Finding[] {
  if (rows !== 'all rows') return [];
  return [
    {
      check: 'replay-rows',
      about: {},
      verdict: 'warn',
      says: `All rows are drawn on, those of the treatment arms too: this is a replay without an effect only if nothing was changed in ${study.study}.`,
      mend: 'Where something was changed, leave --rows all out: the control arm is drawn on alone.',
    },
  ];
}

/** Arms are drawn on rows as they are, at the level of one look. */
function looksFinding({ study: { analysis } }: StudySource): readonly Finding[] {
  if (analysis.looks === 'fixed') return [];
  return [
    {
      check: 'replay-looks',
      about: {},
      verdict: 'warn',
      says: 'The study is to be read at several looks; replayed is one look at all of these rows, with the intervals of one.',
      mend: 'Use `estimand power --simulate` for a study that stops as its looks do.',
    },
  ];
}

const unplanted = (outcome: string, isRatio: boolean): Finding => ({
  check: 'replay-power',
  about: { column: outcome },
  verdict: 'warn',
  says: isRatio
    ? `${outcome} is a ratio, in which no effect is planted: only a replay without one is shown.`
    : `No effect on ${outcome} is declared, so that only a replay without one is shown.`,
  mend: isRatio ? 'Replay its numerator as an outcome of its own for the chance to find an effect.' : 'Write `worthwhile` under the outcome, or give --effect.',
});

function notDrawn(kind: string, { placeOf }: StudySource): EstimandError {
  const why: Readonly<Record<string, string>> = {
    'rarely-accepted': 'hardly any draw is as alike as design.rerandomized asks',
    'covariates-alike': 'the columns of design.rerandomized do not vary, or repeat each other',
    'one-assignment': 'arms could be drawn in one way only',
    'cluster-torn': 'what is drawn as a whole lies in several blocks',
    'cluster-mixed': 'what is drawn as a whole is in several arms',
  };
  return new EstimandError(
    'not-replayable',
    { why: why[kind] ?? kind, instead: 'Check design.randomizedBy, design.blocks and design.rerandomized.' },
    placeOf(['design']),
  );
}
