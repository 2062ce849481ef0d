// Studies and their data from files. Needs Node.
export type { StudySource } from './study/parse-study.ts';
export { readStudy } from './study/read/read-study.ts';
export { withFiles } from './study/read/with-files.ts';
