/** Two methods keep a monitor's state: the newest bytes saved, and saving. */
export interface CheckpointStore {
  /** The bytes saved last; undefined when there are none. */
  load(): Promise<Uint8Array | undefined>;
  /** Saves; once it has resolved, `load` gives these bytes whatever happens. */
  save(bytes: Uint8Array): Promise<void>;
}
