/** What was asked does not fit the present state; `slug` names the problem, the message tells what to do. Not a bug. */
export class ConflictError extends Error {
  readonly slug: string;

  constructor(slug: string, message: string) {
    super(message);
    this.name = 'ConflictError';
    this.slug = slug;
  }
}
