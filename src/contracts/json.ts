/** Plain JSON: what states, models, reports and profiles are made of. Numbers are finite. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
