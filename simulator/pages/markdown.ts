import rehypeRaw from 'rehype-raw';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkBreaks from 'remark-breaks';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';

// The default schema is GitHub's own: raw HTML is parsed, and only what GitHub lets through is left.
const documents = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize, defaultSchema)
  .use(rehypeStringify)
  .freeze();
const comments = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkBreaks)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize, defaultSchema)
  .use(rehypeStringify)
  .freeze();

/**
 * Markdown as GitHub shows it, sanitized. In a `comment` (issues, pull requests, comments) every line break counts; in
 * a `document` (check runs, releases) it does not. Mentions and references stay plain text.
 */
export const renderMarkdown = (text: string, kind: 'comment' | 'document' = 'comment'): string =>
  String((kind === 'comment' ? comments : documents).processSync(text));
