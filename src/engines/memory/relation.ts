import type { Step } from '../../relation/steps.ts';
import { derive, rollup, where } from '../../relation/steps.ts';
import { type Engine, type PlacedRequest, placed, relationOver, type SyncRelation } from '../../relation/relation.ts';
import type { Reply } from '../../relation/requests.ts';
import { answerOn } from './answer.ts';
import { afterSteps } from './steps.ts';
import type { Table } from './table.ts';

/** The reference engine: every request answered alone, by plain loops. */
interface MemoryEngine extends Engine {
  answerNow(round: readonly PlacedRequest[]): readonly Reply[];
}

export function memoryRelation(table: Table): SyncRelation {
  const answerNow = (round: readonly PlacedRequest[]): readonly Reply[] => {
    const tables = new Map<string, Table>();
    return round.map(({ request, steps }) => {
      const key = JSON.stringify(steps);
      if (!tables.has(key)) tables.set(key, afterSteps(table, steps));
      return answerOn(tables.get(key)!, request);
    });
  };
  const engine: MemoryEngine = { name: table.name, schema: table.schema, statements: [], answerNow, answer: async (round) => answerNow(round), close: () => {} };
  return syncRelationOver(engine, { rounds: 0 }, []);
}

function syncRelationOver(engine: MemoryEngine, counter: { rounds: number }, steps: readonly Step[]): SyncRelation {
  const relation = relationOver(engine, counter, steps);
  const then = (step: Step): SyncRelation => syncRelationOver(engine, counter, [...steps, step]);
  return Object.assign(relation, {
    where: (condition: Parameters<typeof where>[0]) => then(where(condition)),
    derive: (columns: Parameters<typeof derive>[0]) => then(derive(columns)),
    rollup: (...totals: Parameters<typeof rollup>) => then(rollup(...totals)),
    answerSync(round: Parameters<SyncRelation['answerSync']>[0]) {
      counter.rounds++;
      return engine.answerNow(placed(round, relation.schema, steps, engine.name));
    },
  });
}
