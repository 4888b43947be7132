/** What is kept across restarts: the mails in the file named, the rest beside it. */
export function stateFilesOf(stateFile: string) {
  return {
    mails: stateFile,
    reports: `${stateFile}.reports`,
    suppressions: `${stateFile}.suppressions`,
    /** Private: signs the reports. */
    key: `${stateFile}.key`,
  };
}
