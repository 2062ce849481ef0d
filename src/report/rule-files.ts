import type { RuleDetails } from '../across/heterogeneity/policy-answer.ts';
import type { StudyResult } from '../study/result.ts';

/** The rule that a study found, if it tells one. */
function ruleOf({ estimates }: StudyResult): RuleDetails['rule'] | undefined {
  const found = estimates.find(({ details }) => details !== undefined && 'rule' in details);
  return (found?.details as RuleDetails | undefined)?.rule;
}

/** A rule that says whom to treat, in every form in which it can be shipped: an SQL expression, a TypeScript function, a policy of a routing study. */
export function ruleFiles(result: StudyResult): readonly { readonly name: string; readonly text: string }[] {
  const rule = ruleOf(result);
  if (!rule) return [];
  const lines = rule.policy.map((one) => `    - ${JSON.stringify(one)}`);
  return [
    { name: 'rule.sql', text: `${rule.sql}\n` },
    { name: 'rule.ts', text: rule.typescript },
    { name: 'rule.yaml', text: `# Under \`design\` of a routing study.\npolicies:\n  learned:\n${lines.join('\n')}\n` },
  ];
}
