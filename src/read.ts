// Studies and their data from files. Needs Node.

export { readStudy } from './study/read/files/read-study.ts';
export { withFiles } from './study/read/files/with-files.ts';
export type { StudySource } from './study/read/parse-study.ts';
