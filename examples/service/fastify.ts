import Fastify, { type FastifyInstance } from 'fastify';
import type { Monitor, Row } from 'driftsense';

/** A scoring service: the monitor sees each row as it is answered, and its outcome whenever that comes. */
export function scoringService(monitor: Monitor, score: (row: Row) => number): FastifyInstance {
  const app = Fastify();
  app.post<{ Params: { id: string }; Body: Row }>('/score/:id', async ({ params, body }) => {
    const probability = score(body);
    monitor.observe({ ...body, score: probability }, { id: params.id, modelVersion: 1 });
    return { score: probability };
  });
  app.post<{ Params: { id: string }; Body: Row }>('/outcome/:id', async ({ params, body }) => ({
    outcome: monitor.label(params.id, body),
  }));
  app.addHook('onClose', () => monitor.close());
  return app;
}
