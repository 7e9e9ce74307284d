// The encoder brings no types: the part of it that is used here.
declare module 'gifenc' {
  interface Encoder {
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options: { readonly palette?: readonly (readonly number[])[]; readonly delay: number; readonly repeat?: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
  }
  const gifenc: {
    GIFEncoder(this: void): Encoder;
    applyPalette(this: void, rgba: Uint8Array, palette: readonly (readonly number[])[]): Uint8Array;
  };
  export default gifenc;
}
