/** `ln(1 − e^x)` for x ≤ 0, accurate at both ends (Mächler 2012, "Accurately computing log(1 − exp(−|a|))"). */
export function ln1mExp(x: number): number {
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
}

/** `ln(e^x + e^y)` without overflow or underflow. */
export function lnAddExp(x: number, y: number): number {
  const high = Math.max(x, y);
  return high === -Infinity ? high : high + Math.log1p(Math.exp(Math.min(x, y) - high));
}
