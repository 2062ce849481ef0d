import { tableOf } from '../../engines/memory/table.ts';
import { redrawnRows } from '../../engines/redrawn/redrawn-rows.ts';
import { EstimandError } from '../../errors/estimand-error.ts';
import { joinAnswers } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Vector } from '../../expressions/vector.ts';
import { isMechanismRefusal, type Mechanism } from '../../inference/randomization/mechanism.ts';
import { redraw } from '../../inference/randomization/redraw.ts';
import { stream } from '../../math/random/stream.ts';
import type { Design } from '../../protocol/design.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { type Stance, stanceOf } from '../../protocol/verdicts.ts';
import { all } from '../../relation/asking.ts';
import type { Task } from '../../relation/requests.ts';
import { runSync } from '../../relation/run.ts';
import { headlinesOf, isRead } from '../ask/headlines.ts';
import { plansOf } from '../ask/plan-of.ts';
import { armEvidence } from '../decide/arm-evidence.ts';
import { bearing } from '../decide/bearing.ts';
import { decideArms } from '../decide/decide-arms.ts';
import { fewFreedom } from '../decide/few-freedom.ts';
import { guardrailVerdicts } from '../decide/guardrails.ts';
import { holdingTogether } from '../decide/holding-together.ts';
import { designs } from '../designs.ts';

/** Some of the draws of a replay: plain data, so that a thread can do them. */
export interface ReplayPart {
  readonly study: StudyFile;
  /** The study as it is, and with an effect planted. */
  readonly protocols: readonly Protocol[];
  readonly name: string;
  readonly n: number;
  readonly columns: Readonly<Record<string, Vector>>;
  readonly mechanism: Mechanism;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** What is kept of a draw, of each outcome and treatment that is read. */
export interface ReplayCell {
  readonly value: number;
  readonly standardError: number | undefined;
  readonly low: number;
  readonly high: number;
  /** The interval leaves zero out: on which side. */
  readonly side: -1 | 0 | 1;
  readonly method: string;
  readonly guardrail?: 'pass' | 'fail' | 'inconclusive';
}

export interface ReplayedDraw {
  /** By outcome and treatment in the order of the headlines; nothing where there was no estimate. */
  readonly cells: readonly (ReplayCell | undefined)[];
  readonly stance: Stance;
  /** Checks that warned or failed. */
  readonly doubts: readonly string[];
  /** Why the analysis stopped. */
  readonly stopped?: string;
}

/** Draw after draw, of each protocol; or why none was kept. */
export type ReplayedPart = { readonly draws: readonly (readonly ReplayedDraw[])[] } | { readonly notKept: string };

export const replayTask: Task<ReplayPart, ReplayedPart> = { name: 'a study replayed', run: replayed };

function replayed({ study, protocols, name, n, columns, mechanism, seed, from, to }: ReplayPart): ReplayedPart {
  const design: Design = (designs as readonly unknown[] as readonly Design[]).find((one) => isOf(one, study))!;
  const [{ assignment }] = protocols;
  const table = tableOf(name, n, new Map(Object.entries(columns)));
  const rows = redrawnRows(table, assignment!.column, [assignment!.control, ...assignment!.treatments]);
  const draw = redraw(mechanism);
  if (isMechanismRefusal(draw)) return { notKept: draw.kind };
  const asked = protocols.map((protocol) => ({ protocol, plan: speaking(design, protocol) }));
  const draws: (readonly ReplayedDraw[])[] = [];
  for (let d = from; d < to; d++) {
    const arms = draw(stream(seed, d));
    if (isMechanismRefusal(arms)) return { notKept: arms.kind };
    rows.draw(arms);
    draws.push(asked.map(({ protocol, plan }) => analysed(() => runSync(rows, all(plan.map((question) => question.ask()))), { study, design, protocol })));
  }
  return { draws };
}

/** The design's own schema knows its studies. */
const isOf = ({ keys }: Design, { design }: StudyFile): boolean => keys.shape.kind.safeParse(design.kind).success;

/** What is asked for what the decision reads: questions that speak for outcomes, and families of arms that are held together. */
function speaking(design: Design, protocol: Protocol) {
  const speakers = design.speakers(protocol);
  const read = protocol.outcomes.filter(isRead).map((o) => o.name);
  return plansOf(design)(protocol).filter(
    ({ id, options }) => id === 'many-arms' || (speakers.includes(id) && options.outcome !== undefined && read.includes(options.outcome)),
  );
}

interface Analysed {
  readonly study: StudyFile;
  readonly design: Design;
  readonly protocol: Protocol;
}

function analysed(ask: () => readonly Parameters<typeof joinAnswers>[0][number][], { study, design, protocol }: Analysed): ReplayedDraw {
  try {
    const { estimates, findings } = joinAnswers(ask());
    const headlines = headlinesOf(design, protocol, estimates);
    const told = holdingTogether(bearing(findings, headlines, study.decide.launch));
    const evidence = armEvidence({ study, design, protocol, headlines, estimates, findings: [...told, ...fewFreedom(headlines, told)] });
    const guardrails = evidence.map((one) => guardrailVerdicts(one));
    const cells = headlines
      .filter(({ outcome }) => isRead(outcome))
      .map(({ outcome, arm, estimate }) => {
        const verdict = guardrails[evidence.findIndex((one) => one.arm === arm)].find((g) => g.outcome === outcome.name)?.verdict;
        return estimate && { ...cellOf(estimate), ...(verdict && { guardrail: verdict }) };
      });
    const doubts = evidence[0].findings.filter(({ verdict }) => verdict !== 'pass').map(({ check }) => check);
    return { cells, stance: stanceOf(decideArms(evidence).verdict), doubts: [...new Set(doubts)] };
  } catch (error) {
    if (!(error instanceof EstimandError)) throw error;
    return { cells: [], stance: 'wait', doubts: [], stopped: error.code };
  }
}

function cellOf({ value, standardError, interval: { pieces }, method }: Estimate): ReplayCell {
  const low = pieces[0]?.low ?? -Infinity;
  const high = pieces.at(-1)?.high ?? Infinity;
  const leavesOut = pieces.length > 0 && pieces.every((piece) => (piece.low ?? -Infinity) > 0 || (piece.high ?? Infinity) < 0);
  return { value, standardError, low, high, side: leavesOut ? (value > 0 ? 1 : -1) : 0, method: method.id };
}
