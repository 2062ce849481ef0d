// Both lanes of tests as one: what vitest wrote of the fast and of the slow lane goes to out/tests.json, and their sums are said in a line.
import { readFileSync, writeFileSync } from 'node:fs';

const lanes = ['fast', 'slow'].map((lane) => JSON.parse(readFileSync(`out/tests-${lane}.json`, 'utf8')));
const sum = (count) => lanes.reduce((total, lane) => total + lane[count], 0);
const counts = Object.fromEntries(
  Object.keys(lanes[0])
    .filter((key) => key.startsWith('num'))
    .map((key) => [key, sum(key)]),
);
const together = {
  ...counts,
  startTime: Math.min(...lanes.map(({ startTime }) => startTime)),
  success: lanes.every(({ success }) => success),
  testResults: lanes.flatMap(({ testResults }) => testResults),
};
writeFileSync('out/tests.json', JSON.stringify(together));
console.log(`${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${counts.numPendingTests + counts.numTodoTests} skipped`);
