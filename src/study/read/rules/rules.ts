import { armsAgree } from './arms.ts';
import { auditsPlanned } from './audits.ts';
import { columnsApart } from './columns.ts';
import { conditionsApply } from './conditions.ts';
import { graphAgrees } from './graph.ts';
import { heterogeneityFits } from './heterogeneity.ts';
import { labelsApart } from './labels.ts';
import { looksFit } from './looks.ts';
import { magnitudesFit } from './magnitudes.ts';
import { maturesOnce, maturityTimed } from './maturity.ts';
import { baselinesNamed, exceptNamed, familyNamed, namesOnce, type Rule, unitNamed, valuesNameArms } from './names.ts';
import { measures, onePrimary, protection, scales, tolerances } from './outcomes.ts';
import { broughtOneWay, perUnitFits, valuesPerUnit } from './per-unit.ts';
import { takenOnly } from './takes.ts';

/** What the design itself asks of the rest of the study. */
const ofDesign: Rule = ({ study, design }, written) => design.agree?.(study, written) ?? [];

/** Every rule, in no order that matters: the first breach in the file is told. */
export const rules: readonly Rule[] = [
  magnitudesFit,
  onePrimary,
  tolerances,
  protection,
  scales,
  measures,
  perUnitFits,
  broughtOneWay,
  valuesPerUnit,
  maturityTimed,
  maturesOnce,
  looksFit,
  conditionsApply,
  unitNamed,
  namesOnce,
  columnsApart,
  armsAgree,
  valuesNameArms,
  labelsApart,
  familyNamed,
  exceptNamed,
  baselinesNamed,
  auditsPlanned,
  heterogeneityFits,
  takenOnly,
  ofDesign,
  graphAgrees,
];
