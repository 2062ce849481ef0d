import { dirname, resolve } from 'node:path';
import type { StudySource } from '../parse-study.ts';
import { openData } from './open-data.ts';

/** A study whose data are files: paths are relative to a folder, by default that of the study's own path, or the working directory. */
export function withFiles(source: StudySource, folder?: string): StudySource {
  const from = resolve(folder ?? (source.path === undefined ? '.' : dirname(source.path)));
  return { ...source, open: (request) => openData(source, from, request) };
}
