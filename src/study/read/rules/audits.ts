import { auditStrataOf, spreadOf } from '../../../protocol/judge-before.ts';
import { problem } from '../../../protocol/keys/problem.ts';
import type { Rule } from './names.ts';

/** Audits that are planned are those of measured outcomes; their kinds of units make up all units, and leave no more to people than there is. */
export const auditsPlanned: Rule = ({ study }) => {
  const { planning, outcomes } = study;
  const measured = Object.keys(outcomes).filter((name) => outcomes[name].measured);
  return Object.entries(planning?.audits ?? {}).flatMap(([name, declared]) => {
    const path = ['planning', 'audits', name];
    if (!measured.includes(name)) return [problem(path, 'study-audits-unknown', { name, measured }, 'key')];
    if (!('kinds' in declared)) return [];
    const total = Object.values(declared.kinds).reduce((sum, { share }) => sum + share, 0);
    if (Math.abs(total - 1) > 1e-6) return [problem([...path, 'kinds'], 'study-audits-shares', { outcome: name, total })];
    const baseline = planning?.baselines[name];
    if (!baseline) return [];
    const sd = spreadOf(baseline);
    const error = Math.sqrt(auditStrataOf(declared, sd).reduce((sum, { share, errorSpread }) => sum + share * errorSpread ** 2, 0));
    return error <= sd * (1 + 1e-9) ? [] : [problem([...path, 'kinds'], 'study-audits-spread', { outcome: name, error, sd })];
  });
};
