/** Two methods keep a monitor's state: the newest bytes saved, and saving. */
export interface CheckpointStore {
  load(): Promise<Uint8Array | undefined>;
  save(bytes: Uint8Array): Promise<void>;
}
