// Columns of real data sets whose drift, or lack of it, is known.
import { readCsv } from '../../../src/node.js';
import { FastRandom } from '../../../test/calibration/fast-random.js';

/** One column of a window: is it known to have drifted from the reference? */
export interface KnownColumn {
  readonly kind: 'number' | 'category';
  readonly drifted: boolean;
  readonly reference: readonly Cell[];
  readonly window: readonly Cell[];
}
export type Cell = number | string | null;

/** A window of some rows against a reference. */
export interface KnownWindow {
  /** Heading under which windows are counted together. */
  readonly data: string;
  readonly window: string;
  readonly columns: Readonly<Record<string, KnownColumn>>;
}

type Rows = readonly Readonly<Record<string, unknown>>[];

function column(name: string, drifted: boolean, reference: Rows, window: Rows): KnownColumn {
  const cells = (rows: Rows): Cell[] => rows.map((row) => (row[name] ?? null) as Cell);
  const kind = cells(reference).some((cell) => typeof cell === 'string') ? 'category' : 'number';
  const asKind = (cell: Cell) => (cell === null || kind === 'number' ? cell : String(cell));
  return { kind, drifted, reference: cells(reference).map(asKind), window: cells(window).map(asKind) };
}

/** @param truth - By column: whether it drifted. */
function known(data: string, window: string, reference: Rows, rows: Rows, truth: Record<string, boolean>): KnownWindow {
  const columns = Object.entries(truth).map(([name, drifted]) => [name, column(name, drifted, reference, rows)]);
  return { data, window, columns: Object.fromEntries(columns) as KnownWindow['columns'] };
}

const all = (names: readonly string[], drifted: boolean) => Object.fromEntries(names.map((name) => [name, drifted]));

/** Every window, from the folder of the data sets. */
export async function knownWindows(folder: string): Promise<KnownWindow[]> {
  const read = async (name: string): Promise<Rows> => [...(await readCsv(`${folder}/${name}`))];
  const flights = [
    ...(await read('flight_delays_reference.csv.gz')),
    ...(await read('flight_delays_current.csv.gz')),
  ] as Rows;
  return [
    ...merger(flights),
    ...growth(await read('bike_hour.csv')),
    ...(await room(read)),
    ...market(await read('elec2.csv.gz')),
    ...regions(await read('california_housing_reference.csv.gz'), await read('california_housing_analysis.csv.gz')),
    ...sensors([...(await readCsv(`${folder}/air_quality.csv`, { delimiter: ';', decimal: ',', missing: ['-200'] }))]),
    ...quiet('flights, shuffled', flights, [
      'CANCELLED',
      'AIRLINE',
      'DEPARTURE_DELAY',
      'TAXI_OUT',
      'AIR_TIME',
      'DISTANCE',
    ]),
    ...quiet('hotels, shuffled', await read('hotel_bookings.csv.gz'), [
      'hotel',
      'lead_time',
      'stays_in_week_nights',
      'adults',
      'meal',
      'country',
      'market_segment',
      'reserved_room_type',
      'deposit_type',
      'customer_type',
      'adr',
      'total_of_special_requests',
    ]),
  ];
}

/** One airline ends in July 2015 and another takes over its flights; delays stay what they are. */
function merger(flights: Rows): KnownWindow[] {
  const month = (m: number) =>
    flights.filter((row) => String(row['DATE']).startsWith(`2015-${String(m).padStart(2, '0')}`));
  const january = month(1);
  return Array.from({ length: 11 }, (_, k) =>
    known('flights by month, a merger in July', `2015-${k + 2}`, january, month(k + 2), {
      AIRLINE: k + 2 >= 7,
      DEPARTURE_DELAY: false,
    }),
  );
}

/** Twice as many hires in the second year, in the same weather. */
function growth(hours: Rows): KnownWindow[] {
  const year = (y: number) => hours.filter((row) => row['year'] === y);
  return [
    known('bike hire, second year', '2012', year(0), year(1), {
      registered: true,
      count: true,
      ...all(['temp', 'feelingTemp', 'humidity', 'windspeed', 'weathersit'], false),
    }),
  ];
}

async function room(read: (name: string) => Promise<Rows>): Promise<KnownWindow[]> {
  const [training, first, second] = await Promise.all(
    ['training', 'test1', 'test2'].map((part) => read(`occupancy_${part}.csv.gz`)),
  );
  return [
    known('room sensors', 'door closed', training!, first!, all(['Temperature', 'CO2'], true)),
    known('room sensors', 'door open', training!, second!, { ...all(['CO2', 'HumidityRatio'], true), Light: false }),
  ];
}

/** Quarters of a year; three columns are constant, or nearly, until the end of the third after the first. */
function market(halfHours: Rows): KnownWindow[] {
  const quarter = (k: number) => halfHours.slice(k * 4_368, (k + 1) * 4_368);
  return [1, 2, 4, 5, 6, 7, 8, 9].map((k) =>
    known('electricity by quarter', `quarter ${k}`, quarter(0), quarter(k), {
      nswprice: true,
      ...all(['vicprice', 'vicdemand', 'transfer'], k >= 4),
    }),
  );
}

/** Every month is another part of California. */
function regions(reference: Rows, analysis: Rows): KnownWindow[] {
  const of = (row: Rows[number]) => String(row['timestamp']).slice(0, 7);
  const months = [...new Set(analysis.map(of))].filter(
    (month) => analysis.filter((row) => of(row) === month).length > 500,
  );
  return months.map((month) =>
    known(
      'housing by month, other regions',
      month,
      reference,
      analysis.filter((row) => of(row) === month),
      all(['Latitude', 'Longitude'], true),
    ),
  );
}

/** A sensor that ages, and one that dies. */
function sensors(hours: Rows): KnownWindow[] {
  const months = (...ids: string[]) => hours.filter((row) => ids.some((id) => String(row['Date']).endsWith(id)));
  const spring = months('/03/2004', '/04/2004', '/05/2004');
  return [
    known('gas sensors', 'February 2005', spring, months('/02/2005'), { 'PT08.S4(NO2)': true }),
    known('gas sensors', 'May 2004', months('/03/2004', '/04/2004'), months('/05/2004'), {
      'NMHC(GT)': true,
    }),
  ];
}

/** Windows of three sizes out of one shuffled table: nothing drifted. */
function quiet(data: string, rows: Rows, names: readonly string[]): KnownWindow[] {
  const random = new FastRandom(data);
  const shuffled = rows
    .map((row) => ({ row, key: random.uniform() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ row }) => row);
  const reference = shuffled.slice(0, 5_000);
  let next = 5_000;
  return [200, 1_000, 5_000].flatMap((size) =>
    Array.from({ length: 10 }, (_, k) => {
      next += size;
      return known(
        `${data}, windows of ${size.toLocaleString('en')}`,
        `${size} ${k}`,
        reference,
        shuffled.slice(next - size, next),
        all(names, false),
      );
    }),
  );
}
