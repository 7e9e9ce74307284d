/** From a fifth of the reference's rows on, the reference's own error shows in every window alike. */
export const isSmallReference = (referenceRows: number, windowRows: number): boolean =>
  referenceRows > 0 && windowRows > referenceRows / 5;
