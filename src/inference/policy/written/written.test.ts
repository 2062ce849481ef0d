import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../test/support/code-of.ts';
import type { Condition, PolicyTree } from '../policy-tree.ts';
import { asPolicy } from './as-policies.ts';
import { asSql } from './as-sql.ts';
import { asTypeScript } from './as-typescript.ts';
import { inWords } from './in-words.ts';

const leaf = (arm: number, units = 10): PolicyTree => ({ kind: 'leaf', arm, units });
const cut = (condition: Condition, holds: PolicyTree, fails: PolicyTree): PolicyTree => ({ kind: 'cut', condition, holds, fails });
const tenure = (value: number, unknown = false): Condition => ({ kind: 'at-most', column: 'tenure', value, unknown });
const plan = (levels: readonly string[], unknown = false): Condition => ({ kind: 'among', column: 'plan', levels, unknown });
const arms = ['nothing', 'rag', 'agent'];

const free = cut(tenure(30), cut(plan(['free']), leaf(1), leaf(0, 20)), leaf(0, 50));

describe('a policy tree', () => {
  it('is one sentence', () => {
    const words = (tree: PolicyTree) => inWords(tree, arms, { units: 'users' });
    expect(words(free)).toBe('users with tenure at most 30 and plan "free" get rag; all others get nothing');
    expect(words(leaf(2))).toBe('all users get agent');
    expect(words(cut(tenure(30, true), leaf(1), cut(tenure(90.5), leaf(0, 99), leaf(2))))).toBe(
      'users with tenure at most 30 or unknown get rag; users with tenure above 90.5 get agent; all others get nothing',
    );
    expect(words(cut(plan(['free', 'pro']), cut({ kind: 'unknown', column: 'tenure' }, leaf(1), leaf(0, 50)), leaf(1)))).toBe(
      'users with plan "free" or "pro" and tenure unknown, or with plan other than "free" or "pro" or unknown get rag; all others get nothing',
    );
    expect(words(cut({ kind: 'unknown', column: 'tenure' }, leaf(0, 50), leaf(1)))).toBe('users with tenure known get rag; all others get nothing');
  });

  it('is a policy of a study', () => {
    expect(asPolicy(free, arms)).toEqual([{ when: "tenure <= 30 and plan = 'free'", action: 'rag' }, { otherwise: 'nothing' }]);
    expect(asPolicy(cut(tenure(0.5, true), leaf(0), leaf(2)), arms)).toEqual([
      { when: 'tenure <= 0.5 or tenure is unknown', action: 'nothing' },
      { otherwise: 'agent' },
    ]);
    expect(asPolicy(leaf(1), arms)).toEqual([{ otherwise: 'rag' }]);
    expect(asPolicy(cut(plan(['3']), leaf(1), leaf(0)), arms, { plan: 'number' })).toEqual([{ when: 'plan = 3', action: 'rag' }, { otherwise: 'nothing' }]);
    expect(asPolicy(cut(plan(['true']), leaf(1), leaf(0)), arms, { plan: 'boolean' })).toEqual([
      { when: 'plan = true', action: 'rag' },
      { otherwise: 'nothing' },
    ]);
    const many = plan(Array.from({ length: 600 }, (_, i) => `level ${i}`));
    expect(codeOf(() => asPolicy(cut(many, leaf(1), leaf(0)), arms))).toBe('expression-invalid');
  });

  it('is an SQL expression', () => {
    expect(asSql(free, arms)).toBe(`CASE\n  WHEN "tenure" <= 30 AND "plan" = 'free' THEN 'rag'\n  ELSE 'nothing'\nEND`);
    expect(asSql(cut(plan(["d'or", 'x'], true), leaf(1), leaf(0)), arms)).toContain(`WHEN ("plan" IN ('d''or', 'x') OR "plan" IS NULL) THEN 'rag'`);
    expect(asSql(cut(tenure(0.1), leaf(1), leaf(0)), arms, { identifier: (name) => `\`${name}\``, text: (value) => `'${value}'` })).toContain(
      '`tenure` <= 0.1e0',
    );
    expect(asSql(leaf(0), arms)).toBe("'nothing'");
  });

  it('is a TypeScript function', () => {
    const source = asTypeScript(free, arms, { says: 'who gets rag\n// or not' });
    expect(source).toContain('export function chooseArm(unit: ChooseArmUnit): "rag" | "nothing" {');
    expect(source).toContain('// who gets rag // or not\n');
    expect(source).toContain('  readonly tenure?: number | null;\n  readonly plan?: string | number | boolean | null;\n');
    expect(source).toContain('  if (upto(unit.tenure, 30) && among(unit.plan, ["free"])) return "rag";\n  return "nothing";');
    expect(asTypeScript(leaf(0), arms, { name: 'who gets it?' })).toContain('export function who_gets_it_(');
  });
});
