import { type Planted, plantEffect } from '../../across/plant-effect.ts';
import { countFinds, powerFrom, type SimulatedPower, type SimulatedPowerOptions } from '../../across/simulated-power.ts';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { Answer } from '../../estimate/answer.ts';
import { leavesZeroOut } from '../../estimate/leaves-zero-out.ts';
import { atMost, column } from '../../expressions/build.ts';
import type { Random } from '../../math/random/stream.ts';
import { itt } from '../../methods/arms/itt.ts';
import type { PlannedLooks } from '../../power/design.ts';
import { powerOf } from '../../power/power-of.ts';
import type { PlaceOf } from '../../protocol/design.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import type { Look } from '../../protocol/look.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import type { AnswerOptions, Relation } from '../../relation/relation.ts';
import { type ColumnsReply, columns } from '../../relation/requests.ts';
import { run } from '../../relation/run.ts';
import { within } from '../../relation/within.ts';
import { levelsAt } from '../ask/look-levels.ts';
import type { StudySource } from '../read/parse-study.ts';
import { controlRows, plannedUnits } from './planned-data.ts';
import type { PlannedStudy } from './planned-study.ts';
import type { PowerAssumptions, SimulatedRow } from './power-plan.ts';
import type { PlannedOutcome } from './row-of.ts';

const mostReplications = 1_000_000;
const chunk = 50;

/**
 * Power on the primary outcome by simulation: the study's own rows, arms drawn anew by the planned shares, the effect planted, the method asked.
 *
 * Model     rows of the control arm, or all rows where there are no arms; as many drawn with replacement as are planned, else each once.
 * Errors    not-yet for what is not simulated, option-invalid, power-refused when there are no rows or no effect.
 */
export async function simulateRow(
  source: StudySource,
  planned: PlannedStudy,
  relation: Relation | undefined,
  primary: PlannedOutcome | undefined,
  a: PowerAssumptions,
  replications: number,
  options: AnswerOptions,
): Promise<SimulatedRow> {
  const { study } = planned;
  if (!(Number.isInteger(replications) && replications > 0 && replications <= mostReplications))
    throw new EstimandError('option-invalid', { option: '--simulate', found: String(replications), asked: `a whole number from 1 to ${mostReplications}` });
  expectSimulable(planned, source.placeOf);
  const refuse = (why: string): never => {
    throw new EstimandError('power-refused', { why });
  };
  if (!relation) return refuse('the study has no data yet');
  const { row, design } = primary ?? {};
  if (!row || !design || row.refused) return refuse(row?.refused?.says.replace(/\.$/, '') ?? 'the study has no primary outcome');
  if (!row.asks) return refuse(`no effect on ${row.outcome} is declared`);
  const effect = row.asks.size;
  const reply = await run(await plannedUnits(relation, source, options), ownRows(planned, row.outcome, relation), options);
  const share = design.shares ? design.shares.treatment / (design.shares.treatment + design.shares.control) : 0.5;
  const values = reply.columns.y;
  const { cluster } = reply.keys;
  const size = cluster ? values.length / cluster.levels.length : 1;
  const draws = a.plannedUnits === undefined ? undefined : Math.round(a.plannedUnits / size);
  const plant = plantEffect({ values, share, effect, ...(cluster && { clusters: cluster.codes }), ...(draws !== undefined && { draws }) });
  const { power, interval, refused, seed } = await inChunks(
    {
      draw: (random) => {
        const planted = plant(random);
        const came = a.looks && orderOf(planted, random);
        return fromColumns({ y: planted.values, arm: planted.treated, ...(cluster && { cluster: planted.clusters }), ...(came && { came }) });
      },
      ask: () => (a.looks ? askAtLooks(study, a.looks, cluster !== undefined) : askEffect(study, cluster !== undefined)),
      replications,
      seed: study.analysis.seed,
      alpha: 1 - study.analysis.level,
    },
    options,
  );
  const units = a.plannedUnits ?? values.length;
  const plain = { ...design, variationExplained: 0 };
  return {
    outcome: row.outcome,
    method: itt.id,
    effect,
    units,
    ...(cluster && { clusters: draws ?? cluster.levels.length }),
    replications,
    refused,
    seed,
    power,
    low: interval.low,
    high: interval.high,
    closedForm: powerOf(plain, { units, effect }),
  };
}

/** A chunk at a time, so that the simulation can be stopped. */
async function inChunks(asked: SimulatedPowerOptions & { readonly alpha: number }, { signal, onProgress }: AnswerOptions): Promise<SimulatedPower> {
  let [found, refused] = [0, 0];
  for (let from = 0; from < asked.replications; from += chunk) {
    const part = countFinds(asked, from, Math.min(from + chunk, asked.replications));
    [found, refused] = [found + part.found, refused + part.refused];
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    onProgress?.(Math.min(1, (from + chunk) / asked.replications));
  }
  return powerFrom({ found, refused }, asked);
}

/** The method that the simulated studies are analysed by. */
function askEffect({ analysis }: StudyFile, clustered: boolean): Asking<Answer> {
  return itt({ outcome: 'y', assignment: 'arm', control: 0, level: analysis.level, ...(clustered && { cluster: 'cluster' }) });
}

/** When a unit or a cluster comes in, between 0 and 1. */
function orderOf({ clusters }: Planted, random: Random): Float64Array {
  const times = Float64Array.from({ length: (clusters.at(-1) ?? -1) + 1 }, () => random.uniform());
  return clusters.map((cluster) => times[cluster]);
}

/** The estimate of the first look at which the interval leaves no effect out, else that of the last. */
function* askAtLooks(study: StudyFile, { fractions, spending }: PlannedLooks, clustered: boolean): Asking<Answer> {
  const looks = fractions.map((fraction, i): Look => {
    const shared = { units: fraction, planned: 1 };
    const [taken, isLast] = [fractions.slice(0, i + 1), i === fractions.length - 1];
    return spending === 'mixture' ? { kind: 'anytime', ...shared } : { kind: 'spending', spending, ...shared, fractions: taken, spentAt: taken, isLast };
  });
  const answers = yield* all(
    looks.map((look, i) => {
      const { level } = levelsAt({ look, analysis: study.analysis });
      return within(
        itt({ outcome: 'y', assignment: 'arm', control: 0, level, ...(clustered && { cluster: 'cluster' }) }),
        atMost(column('came'), fractions[i]),
      );
    }),
  );
  const found = answers.find(({ estimates }) => estimates.some(({ interval }) => leavesZeroOut(interval.pieces))) ?? answers[answers.length - 1];
  return { ...found, estimates: found.estimates.map(({ test, ...e }) => e) };
}

function* ownRows(planned: PlannedStudy, outcome: string, relation: Relation): Asking<ColumnsReply> {
  const where = yield* controlRows(planned, relation);
  const { cluster } = planned.arms;
  return yield* ask(
    columns({ columns: { y: column(outcome) }, ...(cluster !== undefined && { keys: { cluster: column(cluster) } }), ...(where && { where }) }),
  );
}

function expectSimulable({ study, arms }: PlannedStudy, place: PlaceOf): void {
  const { outcomes, planning } = study;
  const refuse = (path: readonly string[], what: string): never => {
    throw new EstimandError('not-yet', { what: `Simulation of ${what}`, instead: 'Leave --simulate out: the closed form is given.' }, place(path));
  };
  if (planning?.trigger !== undefined || arms.trigger !== undefined) refuse(['design', 'trigger'], 'a triggered study');
  if (arms.treatments.length > 1) refuse(['treatments'], 'more than two arms');
  const ratio = Object.entries(outcomes).find(([, o]) => o.role === 'primary' && o.ratio);
  const quantile = Object.entries(outcomes).find(([, o]) => o.role === 'primary' && o.quantile);
  const measured = Object.entries(outcomes).find(([, o]) => o.role === 'primary' && o.measured);
  if (measured) refuse(['outcomes', measured[0], 'measured'], 'a judge and its audits');
  if (quantile) refuse(['outcomes', quantile[0], 'quantile'], 'a quantile');
  if (ratio) refuse(['outcomes', ratio[0], 'ratio'], 'a ratio of two outcomes');
}
