import { problem } from '../problem.ts';
import type { Rule } from './rule.ts';

/** Rows can be added up per unit only when the study says what tells units apart. */
export const unitNamed: Rule = ({ rows, unit }) => (rows === 'many-per-unit' && unit === undefined ? [problem(['rows'], 'study-unit-missing', { rows })] : []);
