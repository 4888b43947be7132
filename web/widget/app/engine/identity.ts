/**
 * Whom a site's signed token is about: its claim `sub`, unchecked, since only the service can check the signature. Null
 * if it is no such token.
 */
export function subjectOf(token: string): string | null {
  try {
    const claims = token.split('.')[1] ?? '';
    const bytes = Uint8Array.from(atob(claims.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)).sub ?? null;
  } catch {
    return null;
  }
}
