/** One part's line of the progress that is shown (bin/progress.mjs). */
export interface ProgressPart {
  /** Shows the line, if it is not shown yet, and says how the part is being had. */
  doing(how: string): void;
  /** How much has arrived. */
  bytes(count: number): void;
  /** Neither of these does anything for a part that never began. */
  done(): void;
  failed(): void;
}

export interface FetchContext {
  /** Ends the download early when aborted. */
  readonly signal: AbortSignal | undefined;
  /** Resolves once node_modules is there; rejects if it will not be. */
  readonly packages: Promise<unknown>;
  readonly part: ProgressPart;
}

/** One way to get a server; `fetch` puts `file` into the folder or throws saying why it cannot. */
export interface Download {
  readonly name: string;
  /** Whose answer, whatever it is, shows that this way is open. Null: not to be known beforehand. */
  readonly site: string | null;
  readonly fetch: (folder: string, context: FetchContext) => Promise<void>;
}

/** A server that a machine may have, or that can be had. */
export interface ServerBinary {
  /** As people call it. */
  readonly name: string;
  /** The executable's name on PATH and in its cache folder. */
  readonly file: string;
  /** The variable that names a binary to take. */
  readonly variable: string;
  /** What each download must bring, as `versionOf` tells it; one on PATH or named may be another. */
  readonly version: string;
  /** The version that a binary says it is, null if it cannot say. Throws if it does not run here or is too old. */
  readonly versionOf: (path: string) => Promise<string | null>;
  readonly downloads: readonly Download[];
  /** What a person can do when nothing worked, a line each. */
  readonly advice: readonly string[];
}

export interface FindOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Left out: they are there. */
  readonly packages?: Promise<unknown>;
  /** Left out: plain lines on stderr. */
  readonly part?: ProgressPart;
}
