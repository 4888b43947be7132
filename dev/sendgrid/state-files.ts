/** The files that survive restarts: the named one with the emails, and the others next to it. */
export function stateFilesOf(stateFile: string) {
  return {
    mails: stateFile,
    reports: `${stateFile}.reports`,
    suppressions: `${stateFile}.suppressions`,
    /** The private key that signs the reports. */
    key: `${stateFile}.key`,
    /** What came in by email, and what became of it. */
    inbound: `${stateFile}.inbound`,
    /** Parse settings and security policies, with the policies' private keys. */
    parse: `${stateFile}.parse`,
    /** The private key that signs the posts of the host that is set up from the start. */
    inboundKey: `${stateFile}.inbound-key`,
  };
}
