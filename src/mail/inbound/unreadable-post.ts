/**
 * What the provider posted cannot be read as an email. The message says why, for the list of dead letters: it goes on
 * after "The email cannot be read: " and contains nothing of the email. Reading it again gives the same error.
 */
export class UnreadablePostError extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'UnreadablePostError';
  }
}
