/** An example that lies in the repository, with the memo of its analysis. */
export interface StudyExample {
  readonly folder: string;
  /** The study and its data, by file name. */
  readonly inputs: () => Readonly<Record<string, string>>;
}
