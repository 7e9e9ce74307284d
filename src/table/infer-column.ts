import type { ColumnValues } from '../contracts/batch.js';
import type { ColumnKind } from '../contracts/column-profile.js';
import type { ColumnRole } from '../contracts/schema.js';
import { limits } from '../limits.js';
import { isCoded } from './cells.js';
import { columnFacts, type ColumnFacts } from './column-facts.js';

/** Share of numbers from which a mixed column counts as numeric with some unparsable cells, not as categorical. */
const numericShare = 0.99;
/** Most whole numbers that are taken as classes in a label column without declared type. */
const classes = 10;

/** What a column's values say of it. */
export interface InferredColumn {
  readonly type: ColumnKind;
  readonly options: { readonly role?: ColumnRole; readonly timeZone?: string };
  readonly notes: readonly string[];
}

/**
 * Type and role of one column by its values.
 *
 * @param position - Of the column, from 0: an unnamed column is called `column_` and its position from 1.
 * @param given - What the caller has said of it; only the rest is inferred.
 */
export function inferColumn(
  name: string,
  position: number,
  values: ColumnValues,
  rows: number,
  given: { readonly role?: ColumnRole; readonly type?: ColumnKind; readonly timeZone?: string } | undefined,
  timeZone: string | undefined,
): InferredColumn {
  const facts = columnFacts(values);
  const present = rows - facts.missing;
  const says = (what: string): string => `column '${name}' ${what}`;
  const role = given?.role;

  if (role === 'score') return { type: 'numeric', options: {}, notes: [] };
  if (role === 'label' || role === 'prediction') return { ...inferLabel(facts, says), options: {} };
  if (role === undefined && given?.type === undefined && name === `column_${position + 1}`) {
    if (present === 0)
      return { type: 'numeric', options: { role: 'ignore' }, notes: [says('has no name and no value: ignored')] };
    if (facts.numbers === rows && facts.whole && facts.distinct === facts.distinctOf && rows > 1)
      return { type: 'categorical', options: { role: 'id' }, notes: [says('has no name and numbers the rows: an id')] };
  }
  if (role === 'timestamp' || (role === undefined && given?.type === undefined && isTime(facts, present)))
    return inferTimestamp(facts, given?.timeZone ?? timeZone, says);

  const { type, notes } = inferValues(values, facts, present, says);
  if (role !== undefined && role !== 'feature') return { type, options: {}, notes: [] };
  return { type, options: {}, notes: given?.type === undefined ? notes : [] };
}

const isTime = (facts: ColumnFacts, present: number): boolean =>
  present > facts.words && facts.dates + facts.zonedTexts + facts.zonelessTexts + facts.words === present;

function inferTimestamp(
  facts: ColumnFacts,
  timeZone: string | undefined,
  says: (what: string) => string,
): InferredColumn {
  const options = { role: 'timestamp', ...(timeZone !== undefined && { timeZone }) } as const;
  const notes =
    facts.zonelessTexts > 0 && timeZone === undefined
      ? [says(`holds times without zone (${facts.zonelessTexts} rows): give timeZone`)]
      : [];
  return { type: 'numeric', options, notes };
}

/** Classes or numbers: texts, booleans and a few whole numbers are classes. */
function inferLabel(facts: ColumnFacts, says: (what: string) => string): Omit<InferredColumn, 'options'> {
  const present = facts.numbers + facts.texts + facts.booleans + facts.dates + facts.nested;
  if (facts.numbers < present) return { type: 'categorical', notes: [] };
  if (facts.distinct <= 2) return { type: 'categorical', notes: [] };
  if (!facts.whole || facts.distinct > classes) return { type: 'numeric', notes: [] };
  const note = says(
    `holds ${facts.distinct} different whole numbers, taken as classes: give type numeric for regression`,
  );
  return { type: 'categorical', notes: [note] };
}

function inferValues(
  values: ColumnValues,
  facts: ColumnFacts,
  present: number,
  says: (what: string) => string,
): Omit<InferredColumn, 'options'> {
  if (present === 0) return { type: 'numeric', notes: [says('has no value: taken as numeric')] };
  if (facts.numbers === present) {
    const counts = facts.counting && facts.whole && present >= limits.minSamples;
    return { type: 'numeric', notes: counts ? [says('counts the rows: give it the role id or ignore')] : [] };
  }
  const notes: string[] = [];
  if (facts.nested > 0) notes.push(says(`holds objects or arrays in ${facts.nested} rows: flatten or ignore them`));

  // Cells that a reader left as text although they are numbers count as such; texts from code were meant as texts.
  const fromReader = !(values instanceof Float64Array) && isCoded(values);
  const numbers = facts.numbers + (fromReader ? facts.numericTexts : 0);
  const others = present - numbers - facts.words;
  // Few different values are codes, whatever most of them look like.
  const quantity = facts.codeTexts === 0 && facts.booleans === 0 && facts.distinct >= limits.minSamples;
  if (quantity && others > 0 && numbers >= numericShare * (numbers + others))
    return { type: 'numeric', notes: [...notes, says(`holds ${others} cells that are no numbers among ${numbers}`)] };

  if (facts.codeTexts + facts.numericTexts + facts.words === present)
    notes.push(
      says(
        facts.codeTexts > 0
          ? 'holds numbers with leading zeros or beyond 2^53: taken as codes'
          : 'holds numbers as text, taken as categories: give type numeric for quantities',
      ),
    );
  else if (facts.numbers > 0 || facts.numericTexts > 0)
    notes.push(says('mixes numbers and other values: taken as categories'));
  if (present >= limits.minSamples && facts.distinct > limits.idLikeShare * facts.distinctOf)
    notes.push(says('holds nearly as many different values as rows, like an identifier'));
  return { type: 'categorical', notes };
}
