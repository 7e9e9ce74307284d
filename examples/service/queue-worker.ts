import type { Monitor, Row } from 'driftsense';

/** What any queue client hands out: Kafka, SQS, RabbitMQ. */
export interface Message {
  readonly id: string;
  readonly row: Row;
  ack(): Promise<void>;
}

/** Consumes a queue: scores, lets the monitor see the row, and acknowledges once the state that holds it is saved. */
export async function work(
  queue: AsyncIterable<Message>,
  monitor: Monitor,
  score: (row: Row) => number,
): Promise<void> {
  let pending: Message[] = [];
  for await (const message of queue) {
    monitor.observe({ ...message.row, score: score(message.row) }, { id: message.id });
    pending.push(message);
    if (pending.length < 500) continue;
    await monitor.checkpoint();
    await Promise.all(pending.map((one) => one.ack()));
    pending = [];
  }
  await monitor.close();
  await Promise.all(pending.map((one) => one.ack()));
}
