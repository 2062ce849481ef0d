import * as z from 'zod';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import type { Answer } from '../../src/estimate/answer.ts';
import type { Unit } from '../../src/estimate/estimate.ts';
import { column, is, or } from '../../src/expressions/build.ts';
import type { Expression } from '../../src/expressions/expression.ts';
import { waldInference } from '../../src/inference/wald.ts';
import { welch } from '../../src/inference/welch.ts';
import { type Moments, meanOf, varianceOf } from '../../src/moments/moments.ts';
import { defineDesign } from '../../src/protocol/design.ts';
import { arm, columnName } from '../../src/protocol/keys/fields.ts';
import { problem } from '../../src/protocol/keys/problem.ts';
import type { Outcome, Own, Protocol } from '../../src/protocol/protocol.ts';
import { type CommonOptions, question } from '../../src/protocol/question.ts';
import { comparing } from '../../src/protocol/verdicts.ts';
import { type Asking, ask } from '../../src/relation/asking.ts';
import { levels, moments } from '../../src/relation/requests.ts';

/** What only the methods of the toy read of a protocol. */
interface Toy extends Own {
  readonly kind: 'toy';
  readonly group: string;
  readonly base: string;
  readonly other: string;
}

const toyIn = ({ own }: Protocol): Toy | undefined => (own.kind === 'toy' ? (own as Toy) : undefined);

interface GapOptions extends CommonOptions, Pick<Outcome, 'role'>, Omit<Toy, 'kind'> {
  readonly outcome: string;
  readonly measure: Expression;
  readonly unit: Unit;
  readonly level: number;
  readonly boundsLevel: number;
}

/** The difference between the means of two groups. */
const gap = question<GapOptions>(
  {
    id: 'gap',
    title: 'Difference between two groups',
    source: 'Welch (1947)',
    docs: 'docs/methods/itt.md',
    rounds: { usual: 1, most: 1 },
    plan(protocol) {
      const own = toyIn(protocol);
      if (!own) return [];
      const { kind: _, ...groups } = own;
      const { level, guardrailLevel: boundsLevel } = protocol.analysis;
      return protocol.outcomes.map(({ name: outcome, measure, role, unit }) => ({ outcome, measure, role, unit, ...groups, level, boundsLevel }));
    },
    example: {
      outcome: 'y',
      measure: column('y'),
      role: 'primary',
      unit: { kind: 'plain' },
      group: 'z',
      base: '0',
      other: '1',
      level: 0.95,
      boundsLevel: 0.95,
    },
  },
  function* ({ outcome, measure, role, unit, group, base, other, level, boundsLevel }): Asking<Answer> {
    const where = or(is(column(group), base), is(column(group), other));
    const { groups } = yield* ask(moments({ columns: { y: measure }, by: [group], where }));
    const found = (name: string): Moments => groups.find(({ key }) => key[0] === name)!.moments;
    const mean = (m: Moments) => ({ n: m.n, mean: meanOf(m, 'y'), variance: varianceOf(m, 'y') / m.n });
    const { value, standardError, df } = welch(mean(found(other)), mean(found(base)));
    const perArm = { [base]: found(base).n, [other]: found(other).n };
    const estimate = {
      id: `gap:${outcome}`,
      role,
      estimand: { contrast: { treatment: other, control: base }, population: 'all rows', outcome, unit, says: `Difference in ${outcome}.` },
      value,
      ...waldInference(value, standardError, { kind: 't', df }, { level, boundsLevel }),
      sizes: { units: perArm[base] + perArm[other], perArm, dropped: {} },
      method: { id: 'gap', options: { group }, source: gap.source },
    };
    return { estimates: [estimate], findings: [], exhibits: [] };
  },
);

const toyKeys = z.strictObject({
  kind: z.literal('toy').describe('Two groups are compared.'),
  group: columnName.describe('Column of the group.'),
  control: arm.describe('The group that the other is compared with.'),
  other: arm.describe('The other group.'),
});

/** The smallest design: two values of a column are compared, and no arms are declared. */
export const toy = defineDesign<typeof toyKeys, Toy, undefined>({
  keys: toyKeys,
  called: 'a toy',
  takes: ['analysis.plannedUnits', 'outcomes.equivalence', 'outcomes.superiority', 'outcomes.value'],
  instead: { covariates: 'a toy adjusts for nothing' },
  columns: ({ group }) => [{ role: 'group', column: group, path: ['design', 'group'], needs: 'key', part: 'assignment', says: 'the group' }],
  agree({ design: { control, other } }) {
    const asked = 'another group than design.control';
    return control === other ? [problem(['design', 'other'], 'study-value', { key: 'design.other', found: `"${other}"`, asked })] : [];
  },
  words: ({ design: { group, control, other } }) => ({
    says: `Rows compared by ${group}`,
    column: { role: 'Group', name: group },
    control,
    treatments: [other],
    noun: ['group', 'groups'],
  }),
  placeOf: ({ code, facts }, { control }) => (code === 'arm-too-small' && 'arm' in facts ? ['design', facts.arm === control ? 'control' : 'other'] : undefined),
  advice: { decidedBy: 'whoever filled in the column', logged: 'the group of each row', breaks: ['groups that differ in more than their name'] },
  drawn: () => 'by-choice',
  *look(protocol) {
    const { group, base, other } = toyIn(protocol)!;
    const { groups } = yield* ask(levels({ of: group }));
    const units = Object.fromEntries([base, other].map((name) => [name, groups.find(({ key }) => key[0] === name)?.moments.n ?? 0]));
    const few = [base, other].find((name) => units[name] < 2);
    if (few !== undefined) throw new EstimandError('arm-too-small', { column: group, arm: few, units: units[few] });
    return { seen: undefined, units };
  },
  part: ({ design: { group, control, other } }) => ({ own: { kind: 'toy', group, base: control, other } }),
  questions: [gap],
  contrasts: (protocol) => ({ candidates: [{ id: toyIn(protocol)!.other, against: toyIn(protocol)!.base }], together: { by: 'sidak', called: 'groups' } }),
  verdicts: comparing,
  conditions: [
    {
      id: 'clear-gap',
      asks: 'the difference is more than ten of its standard errors',
      judge: (headline) =>
        headline && Math.abs(headline.value) > 10 * (headline.standardError ?? Number.POSITIVE_INFINITY)
          ? { status: 'met', says: 'The gap is clear.' }
          : { status: 'not-met', says: 'The gap is not clear.' },
    },
  ],
  speakers: () => ['gap'],
  headline: (own) => own.find(({ method }) => method.id === 'gap'),
  unplanned: 'of a toy nobody knows the size',
});

/** The same, if nobody may decide by it. */
export const toyWithCeiling = {
  ...toy,
  ceiling: { says: 'Groups that nobody drew are compared.', instead: 'Draw them.' },
};
