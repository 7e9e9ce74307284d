// What is made of labels, in one part: loaded where the reference says what is predicted.
export { judgeMatured } from './judge-matured.js';
export { judgeOutcomes } from './judge-outcomes.js';
