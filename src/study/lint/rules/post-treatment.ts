import type { Doubt, LintRule } from '../../../protocol/design.ts';
import { playedColumns } from '../../graph/columns.ts';
import { drawnOf } from '../../graph/drawn.ts';
import { misplaced, misplacedFindings } from '../../graph/graph-findings.ts';
import { isDefault } from '../../graph/graph-of-study.ts';
import { movedByAssignment } from '../moved-by-assignment.ts';
import { saysAfter } from '../names.ts';

/** A covariate, segment or block is something that the treatment itself may have changed. */
export const postTreatment: LintRule = {
  id: 'post-treatment',
  title: 'Conditioning on post-treatment variables',
  reads: ['covariates', 'segments', 'design.blocks', 'design.trigger', 'dag', 'data: covariates by arm'],
  check(designed) {
    const { study, design } = designed;
    const takes = (key: 'mediators' | 'dag'): boolean => design.takes.includes(key);
    const drawn = drawnOf(designed);
    const places = drawn ? misplaced(drawn).map(({ path }) => path) : [];
    const byGraph = (drawn ? misplacedFindings(drawn) : []).map(
      ({ verdict, says, mend = '' }, i): Doubt => ({ path: places[i], verdict: verdict === 'fail' ? 'fail' : 'warn', says, mend }),
    );
    // A graph of one's own has placed the columns that it holds; the default takes covariates at their word.
    const isPlaced = (column: string): boolean => drawn !== undefined && !isDefault(study.dag ?? '') && drawn.graph.nodes.includes(column);
    const byName = playedColumns(designed)
      .filter(({ column, part }) => ['covariate', 'segment', 'blocks'].includes(part) && saysAfter(column) && !isPlaced(column))
      .map(
        ({ column, part, path }): Doubt => ({
          path,
          verdict: 'warn',
          says: `"${column}" is ${part === 'covariate' ? 'a covariate' : part === 'segment' ? 'a segment' : 'the column of blocks'}, but its name reads like something that happens after assignment: then the treatment may have changed it.`,
          mend: `${takes('mediators') ? 'Take it out and name it under mediators' : 'Take it out'}; or, if it was measured before, ${takes('dag') ? 'draw it in `dag` or ' : ''}call it so, such as prior_${column}.`,
        }),
      );
    return [...byGraph, ...byName];
  },
  look: movedByAssignment,
};
