/** An example that lies in the repository, with the memo of its analysis. */
export interface StudyExample {
  readonly folder: string;
  /** The text of the study and of its data, by file name; what is called .gz is packed where it lies. */
  readonly inputs: () => Readonly<Record<string, string>>;
}
