import pc from 'picocolors';
import { counted } from '../../errors/words.ts';
import type { LintFinding, LintReport } from '../../study/lint/lint.ts';
import { tame } from '../tame.ts';
import { findingSign } from '../words.ts';
import { wrap } from './layout.ts';

const width = 110;
const indent = '    ';

/** What the linter found, in the order of the file, and how many rules had nothing to say. */
export function lintText({ study, data, rules, findings }: LintReport, { color }: { readonly color: boolean }): string {
  const colors = pc.createColors(color);
  const failed = findings.filter(({ verdict }) => verdict === 'fail').length;
  const count = [failed > 0 && `${failed} to mend`, findings.length > failed && `${findings.length - failed} to think about`].filter((part) => part !== false);
  const passed = rules.filter(({ verdict }) => verdict === 'pass').length;
  const looked = data === undefined ? 'no data were looked at' : `${tame(data)} was looked at, outcomes aside`;
  const head = `LINT   ${tame(study)}: ${count.length > 0 ? count.join(', ') : 'nothing found'}; ${counted(passed, 'rule')} of ${rules.length} passed; ${looked}`;
  const tone = { fail: colors.red, warn: colors.yellow } as const;
  return [colors.bold(head), ...findings.flatMap((f) => ['', ...lines(f, (text) => tone[f.verdict](text))]), ''].join('\n');
}

function lines({ verdict, rule, file, line, column, key, says, mend, docs }: LintFinding, paint: (text: string) => string): readonly string[] {
  const place = [file, line, column].filter((part) => part !== undefined).join(':') || key;
  const { icon } = findingSign[verdict];
  const body = (text: string): readonly string[] => wrap(tame(text), width - indent.length).map((part) => indent + part);
  return [`${paint(`${icon} ${verdict}`)}  ${tame(place)}  ${rule}`, ...body(says), ...body(mend), `${indent}${docs}`];
}
