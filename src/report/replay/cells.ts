import { sayShare } from '../../estimate/say.ts';
import { measureOf } from '../../estimate/unit.ts';
import { verdicts } from '../../protocol/verdicts.ts';
import type { Found, Rate, Replay, ReplayedOutcome } from '../../study/replay/replayed.ts';
import { count, percent } from '../format/number.ts';
import { missing } from '../format/printed.ts';
import { declared } from '../format/unit.ts';
import { unitNouns } from '../words.ts';

/** One outcome of one treatment as text, cell by cell. */
export interface ReplayCells {
  readonly outcome: string;
  readonly role: string;
  readonly finds: string;
  readonly spread: string;
  readonly guardrail: string;
  readonly power: string;
  readonly holds: string;
}

export const replayHeader: readonly (readonly [key: keyof ReplayCells, title: string])[] = [
  ['outcome', 'outcome'],
  ['role', 'role'],
  ['finds', 'finds an effect'],
  ['spread', 'spread'],
  ['guardrail', 'fails · holds'],
  ['power', 'power'],
  ['holds', 'covers'],
];

/** `5.1 % [3.9, 6.6]` */
const rateText = ({ share, low, high }: Rate): string => `${sayShare(share)} [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;

const spreadText = ({ ratio }: Found): string => (ratio === undefined ? missing : ratio.toFixed(2));

export function replayCells({ outcome, arm, role, nothing, planted }: ReplayedOutcome, { study }: Replay): ReplayCells {
  const { guardrail } = nothing;
  return {
    outcome: study.treatments.length > 1 ? `${outcome}, ${arm}` : outcome,
    role,
    finds: rateText(nothing.found),
    spread: spreadText(nothing),
    guardrail: guardrail ? `${sayShare(guardrail.failed.share)} · ${sayShare(guardrail.passed.share)}` : missing,
    power: planted ? rateText(planted.better) : missing,
    holds: planted ? sayShare(planted.covered.share) : missing,
  };
}

/** How the rule decides: a row when nothing changes, and one with the effect planted. */
export function verdictTable({ nothing, planted, outcomes }: Replay): { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const { called } = nothing;
  const unit = outcomes.find(({ outcome }) => outcome === planted?.outcome)?.unit;
  const cells = ({ go, wait, stop }: Replay['nothing']): readonly string[] => [go, wait, stop].map(rateText);
  return {
    header: ['', ...[called.go, called.wait, called.stop].map((verdict) => verdicts[verdict].word.toUpperCase())],
    rows: [
      ['nothing changes', ...cells(nothing)],
      ...(planted && unit
        ? [[`${planted.outcome} ${planted.effect > 0 ? '+' : ''}${declared(planted.effect, measureOf(unit, 'short'))}`, ...cells(planted)]]
        : []),
    ],
  };
}

/** What was drawn, and on what, as short pieces. */
export function replayPieces({ study, data, draws, seed, drawn, level }: Replay): readonly string[] {
  const rows = {
    'control arm': `the control arm of ${data.name}`,
    'all rows': `all rows of ${data.name}`,
    'before the launch': `${data.name}, from before the launch`,
  }[data.rows];
  const clusters = data.clusters === undefined ? [] : [`${count(data.clusters)} clusters`];
  const blocks = data.blocks === undefined ? [] : [`${count(data.blocks)} blocks`];
  return [
    `${count(draws)} assignments`,
    `${count(data.units)} ${unitNouns(study.unit)}`,
    ...clusters,
    ...blocks,
    rows,
    `drawn: ${drawn}`,
    `${percent(level)} level`,
    `seed ${seed}`,
  ];
}

/** What the columns mean. */
export function replayNotes({ level, planted, data }: Replay): readonly string[] {
  const promised = sayShare(1 - level);
  return [
    `finds an effect: draws whose interval leaves zero out though nothing was changed; ${promised} are promised. spread: how far estimates spread, by what their standard errors say. fails · holds: draws in which a guardrail fails, and is shown to hold.`,
    ...(planted
      ? [
          `power, covers: with the effect planted, draws whose interval lies on the good side of zero, and holds the effect, on these ${count(data.units)} units.`,
        ]
      : []),
  ];
}
