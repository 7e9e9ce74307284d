import { compareLogistic } from '../logistic.js';
import { python } from '../peer.js';

await compareLogistic({
  name: 'Logistic regression, scikit-learn on one thread',
  rows: 100_000,
  peer: (folder) => python('scikit-learn', 'sklearn_logistic.py', folder, '1e-4'),
  goal: 1.5,
  rounds: 7,
});
