// Writes a set into a folder and kills itself, as nothing else can stop a run, before a step: `killed-writer.ts <folder> <text> <step>`.
import { withWorkspace } from '../../src/cli/output/workspace.ts';
import { writeSet } from '../../src/cli/output/write-set.ts';
import { countedDisk, names, setOf } from './stopped-disk.ts';

const [out, text, last] = process.argv.slice(2);
const disk = countedDisk((step) => {
  if (step === Number(last)) process.kill(process.pid, 'SIGKILL');
});
await withWorkspace(out, names, (workspace) => writeSet(workspace, setOf(text), disk), disk);
