import { and } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { askBaseline } from './ask-baseline.ts';
import type { Baseline } from './baseline.ts';
import type { MeasuredRows } from './measured-rows.ts';
import { askShare, controlRows, questionOf } from './planned-data.ts';
import type { PlannedStudy } from './planned-study.ts';

/** What the data say about the time before the change. */
export interface Read {
  readonly control: boolean;
  /** Share of units that meet the trigger; absent where the data do not tell, or know of none. */
  readonly trigger?: number;
  readonly baselines: Readonly<Record<string, Baseline | { readonly why: string }>>;
}

/** Every baseline that the rows tell, asked together. */
export function* readBaselines({ rows: relation, measured }: MeasuredRows, planned: PlannedStudy, trigger: Expression | undefined): Asking<Read> {
  const control = yield* controlRows(planned, relation);
  const share = trigger && (yield* askShare(trigger, control));
  // Before a launch nobody may have met it.
  const where = share ? (control ? and(control, trigger) : trigger) : control;
  const { outcomes } = planned.study;
  const names = Object.keys(outcomes).filter((name) => !outcomes[name].measured || measured.includes(name));
  const answers = yield* all(
    names.map(function* (name): Asking<Baseline | { readonly why: string }> {
      const question = questionOf(planned, name, relation, where);
      return 'why' in question ? question : yield* askBaseline(question);
    }),
  );
  return { control: control !== undefined, ...(share && { trigger: share }), baselines: Object.fromEntries(names.map((name, i) => [name, answers[i]])) };
}
