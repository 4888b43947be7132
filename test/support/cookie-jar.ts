/** How a browser would ask: it keeps cookies for each host, and says where a request comes from. */
export interface CookieJar {
  /** Follows no redirect. `page` false: as a person who opens the address. */
  request(url: string, init?: RequestInit & { readonly page?: boolean }): Promise<Response>;
  /** Follows redirects, at most 10, and tells where it ended. */
  follow(url: string, init?: RequestInit & { readonly page?: boolean }): Promise<Response & { readonly at: string }>;
  cookiesFor(url: string): Readonly<Record<string, string>>;
}

/** @param ask sends what is for an app that has no socket; null: it is sent over the network */
export function cookieJar(ask: (url: URL, init: RequestInit) => Promise<Response> | Response | null): CookieJar {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: URL) => {
    const jar = jars.get(url.host) ?? new Map<string, string>();
    jars.set(url.host, jar);
    return jar;
  };

  async function request(address: string, { page = true, ...init }: RequestInit & { readonly page?: boolean } = {}) {
    const url = new URL(address);
    const jar = jarOf(url);
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const isSafe = (init.method ?? 'GET') === 'GET';
    if (!headers.has('sec-fetch-site')) headers.set('sec-fetch-site', page ? 'same-origin' : 'none');
    if (!isSafe && !headers.has('origin')) headers.set('origin', url.origin);
    const asked = { ...init, headers, redirect: 'manual' as const };
    const answer = (await ask(url, asked)) ?? (await fetch(url, asked));
    for (const line of answer.headers.getSetCookie()) keep(jar, line);
    return answer;
  }

  return {
    request,
    follow: async (address, init) => {
      let [at, answer] = [address, await request(address, init)];
      for (let left = 10; left > 0 && answer.status >= 300 && answer.status < 400; left -= 1) {
        at = new URL(answer.headers.get('location') ?? '', at).href;
        answer = await request(at, { page: init?.page ?? true });
      }
      return Object.assign(answer, { at });
    },
    cookiesFor: (url) => Object.fromEntries(jarOf(new URL(url))),
  };
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
  const isOver = attributes.some((one) => /^max-age=0$/i.test(one)) || value === '';
  if (isOver) jar.delete(name);
  else jar.set(name, value);
}
