/** Which deviations from the hypothesis count. */
export type Alternative = 'two-sided' | 'greater' | 'less';
export const alternatives = ['two-sided', 'greater', 'less'] as const;
