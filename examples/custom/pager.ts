import type { Alerter } from 'driftsense';

/** An alerter: posts to a pager. What it throws is tried again by the outbox, with the same key. */
export const pager = (url: string, post: typeof fetch = fetch): Alerter => ({
  name: 'pager',
  async send({ title, text }, { signal, idempotencyKey }) {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey };
    const answer = await post(url, { method: 'POST', body: JSON.stringify({ title, text }), signal, headers });
    if (!answer.ok) throw new Error(`pager answered ${answer.status}`);
  },
});
