import express, { type Express } from 'express';
import type { Monitor, Row } from 'driftsense';

/** The same scoring service with Express. Whoever stops the server calls `monitor.close()` after it. */
export function scoringApp(monitor: Monitor, score: (row: Row) => number): Express {
  const app = express();
  app.use(express.json());
  app.post('/score/:id', (request, response) => {
    const row = request.body as Row;
    const probability = score(row);
    monitor.observe({ ...row, score: probability }, { id: request.params.id, modelVersion: 1 });
    response.json({ score: probability });
  });
  app.post('/outcome/:id', (request, response) => {
    response.json({ outcome: monitor.label(request.params.id, request.body) });
  });
  return app;
}
