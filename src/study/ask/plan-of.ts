import { heterogeneity } from '../../across/heterogeneity/heterogeneity.ts';
import { judgeCalibration } from '../../across/measurement/judge-calibration.ts';
import type { Design } from '../../protocol/design.ts';
import type { AnyQuestion } from '../../protocol/question.ts';
import type { Across, AllPlans, Plans } from './across.ts';
import { besideOthers } from './alongside.ts';
import { atLooks } from './at-looks.ts';
import { heldTogether } from './held-together.ts';
import { besideMeasured } from './judge-contrasts.ts';
import { atLookLevels } from './look-levels.ts';
import { measured } from './measured.ts';
import { refusedAlone } from './refused-alone.ts';
import { segmented } from './segmented.ts';
import { soFar } from './so-far.ts';
import { triggered } from './triggered.ts';

/** Functions that wrap plans, innermost first: the list that grows. */
const across: readonly Across[] = [measured, atLookLevels, heldTogether, segmented, besideOthers, besideMeasured, atLooks, soFar, triggered, refusedAlone];

/** Questions that any design may be asked, where the study declares what they need. */
const common: readonly AnyQuestion[] = [judgeCalibration, heterogeneity];

/** Everything that studies of a design ask. */
export function plansOf(design: Design): Plans {
  // By id: the order of a module's exports is the loader's.
  const questions = [...design.questions, ...common].sort((a, b) => (a.id < b.id ? -1 : 1));
  const asked: Plans = (protocol) => questions.flatMap((question) => question.planned(protocol));
  const alone = atLookLevels(measured(asked));
  const all: AllPlans = {
    design,
    speaking: (protocol) => alone(protocol).filter(({ id }) => design.speakers(protocol).includes(id)),
  };
  return across.reduce((plans, around) => around(plans, all), asked);
}
