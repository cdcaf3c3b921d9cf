/** The command line: finds the command, runs it, leaves with its exit code. */

import { evidenceVerify } from './cli/evidence-verify.ts';
import { forms } from './cli/forms.ts';
import { policyCheck } from './cli/policy-check.ts';

const usage = `Usage: holdpoint COMMAND

  policy check FILE... [--owner NAME]  say what policies ask for, or everything that is wrong with them
  forms DIRECTORY [--force]            write the issue forms of the records into a repository
  evidence export --repo OWNER/NAME    write a repository's evidence as one file
  evidence verify FILE --key KEY       verify such a file, with nothing but a public key
  deployments --repo OWNER/NAME        print what was deployed where
`;

const [noun, verb, ...args] = process.argv.slice(2);

if (noun === 'policy' && verb === 'check') {
  process.exitCode = policyCheck(args, process.env);
} else if (noun === 'forms') {
  process.exitCode = forms(process.argv.slice(3));
} else if (noun === 'evidence' && verb === 'verify') {
  process.exitCode = await evidenceVerify(args);
} else if (noun === 'evidence' && verb === 'export') {
  // Verifying needs no database, and so does not load what reaches one.
  const { evidenceExport } = await import('./cli/evidence-export.ts');
  process.exitCode = await evidenceExport(args, process.env);
} else if (noun === 'deployments') {
  const { deployments } = await import('./cli/deployments.ts');
  process.exitCode = await deployments(process.argv.slice(3), process.env);
} else if (noun === '--help' || noun === 'help') {
  process.stdout.write(usage);
} else {
  process.stderr.write(usage);
  process.exitCode = 2;
}
