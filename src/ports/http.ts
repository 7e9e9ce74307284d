/** One request. The URL may hold a secret and is never logged or put into an error whole. */
export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** Whole request including the body, in milliseconds. */
  readonly timeoutMs?: number;
  /** Allow loopback, link-local and private addresses. Default false. */
  readonly allowPrivate?: boolean;
  /** PEM of an additional certificate authority. */
  readonly ca?: string;
}

/** Status, headers in lower case, and at most 64 KiB of the body. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The only door to the network: https, no redirects, the address checked when connecting. */
export interface Http {
  /** Makes one request; rejects when no answer came. */
  request(request: HttpRequest): Promise<HttpResponse>;
}

/** An Http that records requests and answers from a script, for tests. Without a script every answer is 200. */
export function memoryHttp(
  answer: (request: HttpRequest, n: number) => HttpResponse | Promise<HttpResponse> = () => ({
    status: 200,
    headers: {},
    body: '',
  }),
): Http & { readonly requests: HttpRequest[] } {
  const requests: HttpRequest[] = [];
  return {
    requests,
    async request(request) {
      requests.push(request);
      return answer(request, requests.length);
    },
  };
}
