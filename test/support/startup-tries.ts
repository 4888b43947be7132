/**
 * The SDK gives a test server 5 s to answer, which is too short for the first one on a busy machine. It ends a late
 * one, so another can be tried; any other failure is thrown at once.
 */
export async function withStartupTries<T>(start: () => Promise<T>, tries = 4): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const isLate = error instanceof Error && /did not start within/.test(error.message);
    if (!isLate || tries === 1) throw error;
    return withStartupTries(start, tries - 1);
  }
}
