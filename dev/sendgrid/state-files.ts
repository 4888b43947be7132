/** The files that survive restarts: the named one with the emails, and the others next to it. */
export function stateFilesOf(stateFile: string) {
  return {
    mails: stateFile,
    reports: `${stateFile}.reports`,
    suppressions: `${stateFile}.suppressions`,
    /** The private key that signs the reports. */
    key: `${stateFile}.key`,
  };
}
