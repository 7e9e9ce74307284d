/** One mail. Header values hold no line breaks: the sender of a Mail refuses them. */
export interface MailMessage {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly messageId?: string;
}

/** The door to a mail server. */
export interface Mail {
  /** Hands one mail to the server. */
  send(message: MailMessage, options?: { signal?: AbortSignal; timeoutMs?: number }): Promise<void>;
  /** Closes the connection. */
  close?(): Promise<void> | void;
}

/** A Mail that keeps what it was given, for tests. */
export function memoryMail(): Mail & { readonly sent: MailMessage[] } {
  const sent: MailMessage[] = [];
  return {
    sent,
    async send(message) {
      sent.push(message);
    },
  };
}
