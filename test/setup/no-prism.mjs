/** Prism, with all its languages, colours code in mails. Ours have none, and it takes half a second to load. */
export const Prism = null;
