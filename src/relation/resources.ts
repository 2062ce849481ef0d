/** What an engine may take of the machine. What is not said, it chooses by the machine. */
export interface Resources {
  /** Bytes of memory. */
  readonly memory?: number;
  readonly threads?: number;
  /** A folder for what does not fit into memory. */
  readonly temporary?: string;
  /** Bytes that may lie in that folder. */
  readonly disk?: number;
}
