#!/usr/bin/env node
import { endInHaste } from './cli/haste.ts';
import { main } from './cli/main.ts';
import { watchOutput } from './cli/standard-output.ts';

const output = watchOutput();
endInHaste.allowed = true;
const exitCode = await main(process.argv.slice(2));
if (!output.failed) process.exitCode = exitCode;
