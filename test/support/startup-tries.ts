/**
 * The SDK gives a test server 5 s to answer, which is too short for the first one on a busy machine. It ends a late
 * one, so another can be tried; any other failure is thrown at once.
 */
export async function withStartupTries<T>(start: () => Promise<T>, tries = 4): Promise<T> {
  try {
    return await start();
  } catch (error) {
    // Not `instanceof Error`: the SDK's native part makes it, with the Error of another context than the tests'.
    const isLate = /did not start within/.test(String(error));
    if (!isLate || tries === 1) throw error;
    return withStartupTries(start, tries - 1);
  }
}
