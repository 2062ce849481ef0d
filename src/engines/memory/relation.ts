import { expressionKey } from '../../expressions/walk.ts';
import { type Engine, once, type PlacedRequest, placed, type Relation, relationOver, type SyncRelation } from '../../relation/relation.ts';
import type { RowsReply } from '../../relation/requests.ts';
import { broadcast, derive, rollup, type Step, where } from '../../relation/steps.ts';
import { answerOn } from './answer.ts';
import { afterSteps } from './steps.ts';
import { type Table, tableSchema } from './table.ts';

/** The reference engine: every request answered alone, by plain loops. */
interface MemoryEngine extends Engine {
  answerNow(round: readonly PlacedRequest[]): readonly RowsReply[];
}

export function memoryRelation(table: Table): SyncRelation {
  // The rows after the steps of the last round: the next round mostly asks them too.
  let last: ReadonlyMap<string, Table> = new Map();
  const answerNow = (round: readonly PlacedRequest[]): readonly RowsReply[] => {
    const tables = new Map<string, Table>();
    const replies = round.map((request) => {
      const key = expressionKey(request.steps);
      const rows = tables.get(key) ?? last.get(key) ?? afterSteps(table, request.steps);
      tables.set(key, rows);
      return answerOn(rows, request);
    });
    last = tables;
    return replies;
  };
  const engine: MemoryEngine = {
    name: table.name,
    schema: tableSchema(table),
    statements: [],
    answerNow,
    answer: async (round) => answerNow(round),
    close: () => {},
  };
  return syncRelationOver(engine, { rounds: 0 }, []);
}

function syncRelationOver(engine: MemoryEngine, counter: { rounds: number }, steps: readonly Step[]): SyncRelation {
  const relation = relationOver(engine, counter, steps);
  const then = (step: Step): SyncRelation => syncRelationOver(engine, counter, [...steps, step]);
  const verbs: Pick<SyncRelation, 'where' | 'derive' | 'broadcast' | 'rollup' | 'answerSync'> = {
    where: (condition) => then(where(condition)),
    derive: (columns) => then(derive(columns)),
    broadcast: (key, totals) => then(broadcast(key, totals)),
    rollup: (key, totals) => then(rollup(key, totals)),
    answerSync(round) {
      counter.rounds++;
      const { asked, placeOf } = once(round);
      const replies = engine.answerNow(placed(asked, relation.schema, steps, engine.name));
      return placeOf.map((place) => replies[place]);
    },
  };
  return Object.assign<Relation, typeof verbs>(relation, verbs);
}
