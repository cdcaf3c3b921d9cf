import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import Table from 'cli-table3';
import { markdownTable } from 'markdown-table';

export type Figures = {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

export const printFigures = ({ title, head, rows }: Figures): void => {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  table.push(...rows.map((row) => [...row]));
  console.log(`\n${title}\n${table.toString()}`);
};

/** Puts a table in the place of the one that the same bench left on a page; what people wrote beside it stays. */
export const keepFigures = (name: string, { title, head, rows }: Figures, page: string): void => {
  const file = join(resolve(import.meta.dirname, '..'), page);
  const text = readFileSync(file, 'utf8');
  const [start, end] = [`<!-- bench ${name} -->`, '<!-- end -->'];
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`${page} has no place for the figures: ${start} … ${end}`);
  const when = new Date().toISOString().slice(0, 10);
  const machine = `\`npm run bench -- ${name} --write\`, Node ${process.version}, ${cpus().length} cores, ${when}`;
  const table = markdownTable([[...head], ...rows.map((row) => [...row])]);
  const section = `${start}\n\n**${title}** (${machine})\n\n${table}\n\n`;
  writeFileSync(file, text.slice(0, from) + section + text.slice(to));
};

/** The smallest value that `percent` of all values do not exceed. */
export const toPercentile = (values: readonly number[], percent: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
};
