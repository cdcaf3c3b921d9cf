declare module '@primer/octicons' {
  /** GitHub's icons by name; `toSVG` gives the markup of one. */
  const octicons: Record<string, { toSVG(options: { width: number; class?: string; 'aria-label'?: string }): string }>;
  export default octicons;
}
