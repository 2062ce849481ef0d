import { armsAgree } from './arms.ts';
import { columnsApart } from './columns.ts';
import { conditionsApply } from './conditions.ts';
import { familyNamed } from './family.ts';
import { graphAgrees } from './graph.ts';
import { labelsApart } from './labels.ts';
import { namesOnce } from './names.ts';
import { measures, onePrimary, scales, tolerances } from './outcomes.ts';
import { baselinesNamed } from './planning.ts';
import { routingFits } from './routing.ts';
import type { Rule } from './rule.ts';
import { unitNamed } from './unit.ts';
import { valuesNameArms } from './values.ts';

/** Every rule, in no order that matters: the first breach in the file is told. */
export const rules: readonly Rule[] = [
  onePrimary,
  tolerances,
  scales,
  measures,
  conditionsApply,
  unitNamed,
  namesOnce,
  columnsApart,
  armsAgree,
  valuesNameArms,
  labelsApart,
  familyNamed,
  baselinesNamed,
  routingFits,
  graphAgrees,
];
