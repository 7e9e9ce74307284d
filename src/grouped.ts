/** Digits with thousands separated: `12,345`. Without `Intl`, whose tables take longer to load than a window to judge. */
export const grouped = (whole: number): string => String(whole).replaceAll(/\B(?=(\d{3})+$)/g, ',');
