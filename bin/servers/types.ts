/** One part's line in the progress display (bin/progress.mjs). */
export interface ProgressPart {
  /** Shows the line if it is not shown yet, and says how the part is being obtained. */
  doing(how: string): void;
  /** Sets how much has arrived. */
  bytes(count: number): void;
  /** Neither of these has an effect on a part that never began. */
  done(): void;
  failed(): void;
}

export interface FetchContext {
  /** Ends the download early when aborted. */
  readonly signal: AbortSignal | undefined;
  /** Resolves once node_modules is complete; rejects if installing failed. */
  readonly packages: Promise<unknown>;
  readonly part: ProgressPart;
}

/** One way to get a server; `fetch` puts `file` into the folder, or throws an error that says why it cannot. */
export interface Download {
  readonly name: string;
  /** The site that must answer, with whatever status, for this way to be tried. Null: cannot be known in advance. */
  readonly site: string | null;
  readonly fetch: (folder: string, context: FetchContext) => Promise<void>;
}

/** A server that may be installed, or can be downloaded. */
export interface ServerBinary {
  /** The name that people know. */
  readonly name: string;
  /** The executable's name on PATH and in its cache folder. */
  readonly file: string;
  /** The environment variable that names a binary to use. */
  readonly variable: string;
  /**
   * The version that each download must have, according to `versionOf`; a binary on PATH or in the environment may
   * differ.
   */
  readonly version: string;
  /** The version that a binary reports, or null if it cannot. Throws if the binary does not run here or is too old. */
  readonly versionOf: (path: string) => Promise<string | null>;
  readonly downloads: readonly Download[];
  /** What a person can do if nothing worked, one line each. */
  readonly advice: readonly string[];
}

export interface FindOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** If omitted, the packages count as installed. */
  readonly packages?: Promise<unknown>;
  /** If omitted, progress is shown as plain lines on stderr. */
  readonly part?: ProgressPart;
}
