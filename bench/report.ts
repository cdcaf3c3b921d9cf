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

export const toMarkdown = ({ title, head, rows }: Figures): string =>
  `## ${title}\n\n${markdownTable([[...head], ...rows.map((row) => [...row])])}\n`;

/** The smallest value that `percent` of all values do not exceed. */
export const toPercentile = (values: readonly number[], percent: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
};
