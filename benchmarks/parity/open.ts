/** What differs and is not explained yet, by package and key: shown as open on the page. */
export const open: Readonly<Record<string, string>> = {
  'evidently jensen-shannon categories': 'one case at 1.2e-12',
  'evidently hellinger categories': 'three cases at up to 5.3e-12',
  'nannyml jensen-shannon categories': 'one case at 1.5e-12',
  'evidently hellinger': 'edges of the cells',
  'evidently cvm': 'no number or 0 for some samples',
  'nannyml jensen-shannon': 'edges of the cells',
  'nannyml hellinger': 'edges of the cells',
  'frouros jensen-shannon': 'edges of the cells',
  'frouros kl': 'edges of the cells',
  'frouros stepd': 'its test where there is no error at all',
  'frouros rddm': 'published forms of RDDM',
  'frouros eddm': 'one stream',
  'frouros hddmW': 'its form of the cut',
};
