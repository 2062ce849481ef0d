import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type OpenOptions, openFiles, openSql } from '../../src/engines/duckdb/open-files.ts';
import { column } from '../../src/expressions/build.ts';
import { levels, moments } from '../../src/relation/requests.ts';

const folder = fileURLToPath(new URL('../../../shared/formats/samples/', import.meta.url));

/** By file: how it is opened, and the values of what a study would name. */
const samples: Readonly<Record<string, readonly [OpenOptions, Readonly<Record<string, readonly string[]>>]>> = {
  'growthbook_experiment_viewed.csv': [
    { keys: ['user_id', 'variation_id'] },
    {
      variation_id: ['0 x 4', '1 x 4'],
      user_id: ['u-101 x 2', 'u-102 x 1', 'u-103 x 1', 'u-104 x 2', 'u-105 x 1', 'u-106 x 1'],
      'variation_weights[2]': ['0.5 x 4', '0.6 x 3', '0.7 x 1'],
    },
  ],
  'inspect_log.json': [
    { at: 'samples', keys: ['id', 'eval.model'] },
    {
      id: ['q1 x 2', 'q2 x 2', 'q3 x 2'],
      epoch: ['1 x 3', '2 x 3'],
      'scores.grounded.value': ['C x 4', 'I x 1', 'NaN x 1'],
      'metadata.complexity': ['1 x 2', '2 x 2', '3 x 2'],
      'eval.model': ['example/large-2026-03 x 6'],
      'scores.grounded.history[1].value': ['I x 1'],
      'model_usage.example/large-2026-03.total_cost': ['0.0081 x 6'],
    },
  ],
  'langfuse_observations_v2.jsonl': [
    { keys: ['metadata.arm', 'trace_id'] },
    {
      'metadata.arm': ['control x 3', 'rag x 3'],
      'usage_details.total': ['1080 x 3', '1380 x 3'],
      'tags[1]': ['exp:rag-assistant=control x 6', 'exp:rag-assistant=rag x 6'],
      'model_parameters.temperature': ['0.2 x 6'],
    },
  ],
  'langfuse_scores.jsonl': [
    { keys: ['trace_id'] },
    { source: ['ANNOTATION x 4', 'API x 1', 'EVAL x 7'], name: ['conversation_ok x 1', 'grounded x 6', 'grounded_human x 3', 'thumbs x 1', 'tone x 1'] },
  ],
  'langsmith_runs.jsonl': [
    { keys: ['extra.metadata.user_id', 'parent_run_ids[1]'] },
    {
      'extra.metadata.arm': ['control x 2', 'rag x 2'],
      'extra.metadata.user_id': ['u-101 x 1', 'u-102 x 1', 'u-103 x 1', 'u-104 x 1'],
      'feedback_stats.user_score.avg': ['0 x 2', '1 x 2'],
      'parent_run_ids[1]': [1, 2, 3, 4].map((i) => `00000000-0000-4000-8000-00000000000${i} x 1`),
    },
  ],
  'litellm_spend_logs.jsonl': [
    { keys: ['metadata.routing_decision.routed_model', 'end_user'] },
    {
      'metadata.routing_decision.routed_model': ['large-2026-03 x 4', 'small-2026-02 x 3'],
      'metadata.routing_decision.request_type': ['code_generation x 3', 'general x 3'],
      end_user: ['u-101 x 2', 'u-102 x 2', 'u-103 x 2', 'u-104 x 2'],
      'request_tags[1]': ['prod x 8'],
    },
  ],
  'openinference_spans.jsonl': [
    { at: 'resourceSpans.scopeSpans.spans', keys: ['attributes.metadata.arm'] },
    {
      'attributes.metadata.arm': ['control x 2', 'rag x 2'],
      'attributes.user.id': ['u-101 x 1', 'u-102 x 1', 'u-103 x 1', 'u-104 x 1'],
      'attributes.llm.token_count.total': ['1080 x 4'],
      'attributes.annotations.0.annotation.score': ['0.2 x 1', '0.35 x 1', '0.8 x 1', '0.9 x 1'],
      'resource.attributes.openinference.project.name': ['support x 9'],
      'status.code': ['1 x 9'],
    },
  ],
  'otlp_logs.jsonl': [
    { at: 'resourceLogs.scopeLogs.logRecords', keys: ['attributes.feature_flag.result.variant'] },
    {
      'attributes.feature_flag.result.variant': ['control x 4', 'rag x 4'],
      'attributes.feature_flag.key': ['rag-assistant x 8'],
      'attributes.gen_ai.evaluation.score.value': ['0.2 x 1', '0.35 x 1', '0.7 x 1', '0.8 x 1', '0.9 x 1', '0.95 x 1'],
      'resource.attributes.service.name': ['support x 14'],
      'scope.name': ['demo x 14'],
      eventName: ['feature_flag.evaluation x 8', 'gen_ai.evaluation.result x 6'],
    },
  ],
  'posthog_events.jsonl': [
    { keys: ['person_id', 'properties.$feature_flag_response'] },
    {
      'properties.$feature_flag_response': ['control x 3', 'false x 1', 'test x 4'],
      'properties.$feature/rag-assistant': ['control x 3', 'test x 4'],
      'properties.handle_minutes': ['10.2 x 1', '12.6 x 2', '14.4 x 1', '15.3 x 1', '6.6 x 1', '8.7 x 1'],
    },
  ],
  'promptfoo_results.json': [
    { at: 'results.results', keys: ['testIdx', 'provider.id'] },
    {
      testIdx: ['0 x 2', '1 x 2', '2 x 2'],
      'provider.id': ['example:large-2026-03 x 3', 'example:medium-2026-01 x 3'],
      'namedScores.grounded': ['0.2 x 1', '1 x 4'],
      'gradingResult.componentResults[1].assertion.type': ['llm-rubric x 5'],
      evalId: ['eval-demo-2026-09-01T09:00:00 x 6'],
      version: ['3 x 6'],
    },
  ],
};

describe.skipIf(!existsSync(folder))('exports of the tools that people have', () => {
  it.each(Object.entries(samples))('are read as they are: %s', async (file, [options, wanted]) => {
    const names = Object.keys(wanted);
    const rows = await openFiles(`${folder}${file}`, { ...options, names: [...new Set([...names, ...(options.keys ?? [])])] });
    const replies = await rows.answer(names.map((name) => levels({ of: name })));
    const found = replies.map((reply) => (reply.kind === 'moments' ? reply.groups.map(({ key, moments: { n } }) => `${key[0]} x ${n}`).toSorted() : []));
    rows.close();
    expect(Object.fromEntries(names.map((name, i) => [name, found[i]]))).toEqual(wanted);
  });

  it('are brought together by a statement: exposures and scores of logs of OpenTelemetry', async () => {
    const [, sql] = /logs of OpenTelemetry\ndata:\n {2}sql: \|\n(.*?) {2}from:/s.exec(
      readFileSync(new URL('../../docs/study-file.md', import.meta.url), 'utf8'),
    )!;
    const rows = await openSql({ logs: `${folder}otlp_logs.jsonl` }, sql);
    const [reply] = await rows.answer([moments({ columns: { score: column('score') } })]);
    expect(rows.schema.map(({ name, type }) => `${name} ${type}`)).toEqual(['came time', 'trace text', 'arm text', 'score number']);
    expect(reply.kind === 'moments' && reply.groups.map(({ moments: { n }, dropped }) => [n, dropped])).toEqual([[6, 8]]);
    rows.close();
  });

  it('are all of them', () => {
    expect(
      readdirSync(folder)
        .filter((name) => name !== 'README.md')
        .toSorted(),
    ).toEqual(Object.keys(samples).toSorted());
  });
});
