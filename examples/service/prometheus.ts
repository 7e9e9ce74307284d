import { createServer, type Server } from 'node:http';
import { prometheus, type Monitor } from 'driftsense';

/** A page that Prometheus scrapes. The library opens no socket by itself; this one listens on the local machine only. */
export function metricsServer(monitors: readonly Monitor[], port = 9464): Server {
  const metrics = prometheus(...monitors);
  return createServer((request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': metrics.contentType }).end(metrics.text());
  }).listen(port, '127.0.0.1');
}
