import pc from 'picocolors';
import { stanceOf } from '../../protocol/verdicts.ts';
import type { StudyResult } from '../../study/result.ts';
import { benefitSaid } from '../benefit.ts';
import { terminalTones } from '../colors.ts';
import { forReaders } from '../for-readers.ts';
import { count } from '../format/number.ts';
import { displayWidth } from '../format/width.ts';
import { analysedUnits, isUnreadable, waitsFor } from '../look-up.ts';
import { armName } from '../names.ts';
import { nextStep } from '../next-step.ts';
import { inPlainWords } from '../plainly.ts';
import { type FileLink, linked, painted, type TerminalText } from '../text/terminal.ts';
import { singleLine } from '../text/visible.ts';
import { decisionSign, type Sign, shortHash, unitNouns, unreadableNote } from '../words.ts';
import { checkPieces } from './checks.ts';
import { flow, padEnd, truncate, wrap } from './layout.ts';
import { type SummaryRow, summaryHead, summaryRows } from './rows.ts';

export interface TerminalOptions {
  readonly color: boolean;
  readonly outputs?: { readonly memo: string; readonly report: string; readonly results: string };
  readonly seconds?: number;
  /** Where the terminal opens files that it names: the address of each path of `outputs`. */
  readonly links?: readonly FileLink[];
}

const screen = 110;
const indent = '  ';
const gap = '  ';
const narrowestVerdict = 19;

type Paint = Readonly<Record<Sign['tone'], (text: string) => string>> & { readonly bold: (text: string) => string; readonly dim: (text: string) => string };

function paintOf(color: boolean): Paint {
  const colors = pc.createColors(color);
  const [good, caution, bad] = [colors[terminalTones.good], colors[terminalTones.caution], colors[terminalTones.bad]];
  return { good, caution, bad, quiet: (text) => text, bold: colors.bold, dim: colors.dim };
}

function headline(result: StudyResult, units: number | undefined, paint: Paint): readonly string[] {
  const { study, decision, provenance } = result;
  const { word, tone } = decisionSign(decision.verdict);
  const banner = word.toUpperCase();
  const counted = units === undefined ? '' : `${count(units)} ${unitNouns(study.unit)}`;
  const facts = [study.id, counted, `${study.design.kind}, plan ${shortHash(provenance.planHash)}`].filter(Boolean).map(singleLine);
  const first = `${paint.bold(paint[tone](banner))}   ${truncate(facts.join('  ·  '), screen - displayWidth(banner) - 3)}`;
  const waiting = waitsFor(result);
  const todo = waiting?.mend ?? (stanceOf(decision.verdict) === 'wait' ? nextStep(result) : undefined);
  const note = [waiting && isUnreadable(result) ? unreadableNote : '', todo === undefined ? '' : `What to do: ${todo}`].filter(Boolean).join(' ');
  // Of several arms it says which one, and of a launch to some whom it leaves out.
  const why =
    stanceOf(decision.verdict) === 'go' && decision.arm === undefined && study.butFor === undefined
      ? []
      : wrap(singleLine([inPlainWords(result), decision.says].filter((said) => said !== undefined).join(' ')), screen - indent.length).map(
          (line) => indent + line,
        );
  const arms = (decision.arms ?? []).map(({ arm, verdict }) => `${singleLine(armName(result, arm).shown)}: ${decisionSign(verdict).word.toLowerCase()}`);
  const below = note === '' ? [] : wrap(singleLine(note), screen - indent.length).map((line) => indent + line);
  return [first, ...why, ...below, ...flow(arms, screen - indent.length, '  ·  ').map((line) => indent + line)];
}

/** The cells of a row that stand in columns, with the most that each may take. */
const columnsOf = ({ name, role, arms, effect, limits, level }: SummaryRow): readonly (readonly [cell: string, most: number])[] => [
  [name, 28],
  [role, 14],
  ...arms.map((arm): readonly [string, number] => [arm, 14]),
  [effect, 20],
  [limits, 24],
  [level, 20],
];

/** A row an outcome below the heads of its columns. A name that is too long goes on below, and so does a verdict. */
function table(result: StudyResult, paint: Paint): readonly string[] {
  const rows = [summaryHead(result), ...summaryRows(result)];
  const wrapped = rows.map((row) => columnsOf(row).map(([cell, most], i) => (i === 0 ? wrap(singleLine(cell), most) : [truncate(singleLine(cell), most)])));
  const widths = wrapped[0].map((_, i) => Math.max(...wrapped.map((cells) => Math.max(0, ...cells[i].map(displayWidth)))));
  return wrapped.flatMap((cells, row) => {
    const { verdict, tone, limits } = rows[row];
    const shown = limits === '' ? cells.slice(0, -2) : cells;
    const start = indent + shown.map(([cell = ''], i) => (widths[i] === 0 ? '' : padEnd(cell, widths[i]) + gap)).join('');
    const name = cells[0].slice(1).map((line) => indent + line);
    if (row === 0) return [paint.dim(start.trimEnd())];
    if (verdict === '') return [start.trimEnd(), ...name];
    const beside = screen - displayWidth(start) >= narrowestVerdict;
    const column = beside ? displayWidth(start) : 2 * indent.length;
    const lines = wrap(singleLine(verdict), screen - column).map((line) => paint[tone](line));
    if (!beside) return [start.trimEnd(), ...name, ...lines.map((line) => ' '.repeat(column) + line)];
    const left = [start, ...name];
    return Array.from({ length: Math.max(left.length, lines.length) }, (_, i) => (padEnd(left[i] ?? '', column) + (lines[i] ?? '')).trimEnd());
  });
}

function closing({ outputs, seconds }: TerminalOptions): readonly string[] {
  const files = outputs ? [`memo ${outputs.memo}`, `report ${outputs.report}`, `numbers ${outputs.results}`] : [];
  const pieces = [...files, ...(seconds === undefined ? [] : [`${seconds.toFixed(1)} s`])].map(singleLine);
  return flow(pieces, screen - indent.length, ' · ').map((line) => indent + line);
}

/** The tone of a line of checks is the tone of each piece, so colour is put on the signs alone. */
function paintSigns(line: string, paint: Paint): string {
  return line.replaceAll(
    /(^|\s{2,})([✓!✗]) /g,
    (_, before: string, icon: string) => `${before}${icon === '✓' ? paint.good(icon) : icon === '!' ? paint.caution(icon) : paint.bad(icon)} `,
  );
}

/**
 * The whole result in one screen of at most 110 columns.
 *
 * Units     each number is a look-up, rounded by its standard error.
 * Errors    throws when the result names an estimate that it does not hold.
 */
export function terminalSummary(given: StudyResult, options: TerminalOptions): TerminalText {
  const result = forReaders(given);
  const paint = paintOf(options.color);
  const checks = flow(checkPieces(result), screen - indent.length, '   ').map((line) => indent + paintSigns(line, paint));
  const below = [...checks, ...closing(options).map((line) => paint.dim(line))];
  const benefit = benefitSaid(result)
    // What is refused stands among the checks.
    .filter(({ verdict }) => verdict !== 'refuse')
    .flatMap(({ says }) => wrap(singleLine(says), screen - indent.length).map((line) => indent + line));
  const blocks = [headline(result, analysedUnits(result), paint), table(result, paint), benefit, below];
  const filled = blocks.filter((lines) => lines.length > 0);
  return linked(painted(`${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`), options.links ?? []);
}
