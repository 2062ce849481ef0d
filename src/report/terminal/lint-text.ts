import pc from 'picocolors';
import { counted } from '../../errors/words.ts';
import type { LintFinding, LintReport } from '../../study/lint/lint.ts';
import { terminalTones } from '../colors.ts';
import { painted, type TerminalText } from '../text/terminal.ts';
import { singleLine } from '../text/visible.ts';
import { findingSign } from '../words.ts';
import { wrap } from './layout.ts';

const width = 110;
const indent = '    ';
const tag = 'LINT   ';

/** What the linter found, in the order of the file, and how many rules had nothing to say. */
export function lintText({ study, data, unread, rules, findings }: LintReport, { color }: { readonly color: boolean }): TerminalText {
  const colors = pc.createColors(color);
  const failed = findings.filter(({ verdict }) => verdict === 'fail').length;
  const count = [failed > 0 && `${failed} to correct`, findings.length > failed && `${findings.length - failed} to think about`].filter(
    (part) => part !== false,
  );
  const passed = rules.filter(({ verdict }) => verdict === 'pass').length;
  const unlooked = unread === undefined ? 'no data were looked at' : `no data were looked at, because ${singleLine(unread)}`;
  const looked = data === undefined ? unlooked : `${singleLine(data)} was looked at, outcomes aside`;
  const head = `${singleLine(study)}: ${count.length > 0 ? count.join(', ') : 'nothing found'}; ${counted(passed, 'rule')} of ${rules.length} passed; ${looked}`;
  const tone = { fail: colors[terminalTones.bad], warn: colors[terminalTones.caution] } as const;
  const title = wrap(head, width - tag.length).map((part, i) => colors.bold((i === 0 ? tag : ' '.repeat(tag.length)) + part));
  return painted([...title, ...findings.flatMap((f) => ['', ...lines(f, (text) => tone[f.verdict](text))]), ''].join('\n'));
}

function lines({ verdict, rule, file, line, column, key, says, mend, docs }: LintFinding, paint: (text: string) => string): readonly string[] {
  const place = [file, line, column].filter((part) => part !== undefined).join(':') || key;
  const { icon } = findingSign[verdict];
  const body = (text: string): readonly string[] => wrap(singleLine(text), width - indent.length).map((part) => indent + part);
  return [`${paint(`${icon} ${verdict}`)}  ${singleLine(place)}  ${rule}`, ...body(says), ...body(mend), `${indent}${docs}`];
}
