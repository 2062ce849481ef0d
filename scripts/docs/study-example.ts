/** An example that lies in the repository. */
export interface StudyExample {
  readonly folder: string;
  /** The study and its data, by file name. */
  readonly inputs: () => Readonly<Record<string, string>>;
  /** Whether the memo of its analysis lies beside them. */
  readonly memo: boolean;
}
