/** The files that survive restarts: the named one with the messages, and the others next to it. */
export function stateFilesOf(stateFile: string) {
  return {
    messages: stateFile,
    pages: `${stateFile}.pages`,
    people: `${stateFile}.people`,
    /** What is still to be posted. */
    webhooks: `${stateFile}.webhooks`,
  };
}
