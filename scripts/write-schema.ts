// Writes schema/study.schema.json from the schema of study files.
import { writeFileSync } from 'node:fs';
import { jsonSchemaText } from '../src/study/read/schema/json-schema.ts';

writeFileSync(new URL('../schema/study.schema.json', import.meta.url), jsonSchemaText());
