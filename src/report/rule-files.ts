import type { StudyResult } from '../study/result.ts';
import { toldRule } from './benefit.ts';

export const ruleFileNames = ['rule.sql', 'rule.ts', 'rule.yaml'] as const;

/**
 * A rule that is surely better than treating all alike, in every form in which it can be shipped: an SQL expression, a TypeScript function, a policy of a routing study. Where a rule was
 * asked for and none is told, files that say so: those of an earlier run would be shipped otherwise.
 */
export function ruleFiles(result: StudyResult): readonly { readonly name: string; readonly text: string }[] {
  const [sql, typescript, yaml] = ruleFileNames;
  const rule = toldRule(result);
  if (rule) {
    const lines = rule.policy.map((one) => `    - ${JSON.stringify(one)}`);
    return [
      { name: sql, text: `${rule.sql}\n` },
      { name: typescript, text: rule.typescript },
      { name: yaml, text: `# Under \`design\` of a routing study.\npolicies:\n  learned:\n${lines.join('\n')}\n` },
    ];
  }
  if (!result.findings.some(({ check }) => check === 'targeting')) return [];
  const none = 'No rule is told to be better than treating all units alike.';
  return [
    { name: sql, text: `-- ${none}\n` },
    { name: typescript, text: `// ${none}\nexport {};\n` },
    { name: yaml, text: `# ${none}\n` },
  ];
}
