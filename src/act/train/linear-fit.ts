/** Encoded rows: `values[i * columns + j]`, all finite. The intercept has no column. */
export interface Design {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** How a fit ended: `gradNorm` is the largest absolute component of the gradient of the objective, per row. */
export interface FitReport {
  readonly converged: boolean;
  readonly iterations: number;
  readonly gradNorm: number;
}

/** Coefficients on the encoded columns, one row of weights per output, and how the fit ended. */
export interface LinearFit {
  readonly weights: readonly Float64Array[];
  readonly intercepts: Float64Array;
  readonly report: FitReport;
}

/** What a fit is given besides the rows: the penalty, when to stop, a weight per row, coefficients to start from. */
export interface FitOptions {
  readonly ridge: number;
  /** On `gradNorm`. */
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly rowWeights?: Float64Array;
  readonly start?: LinearFit;
}
