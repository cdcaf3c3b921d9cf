/** The command line: finds the command, runs it, leaves with its exit code. */

import { forms } from './cli/forms.ts';
import { policyCheck } from './cli/policy-check.ts';

const usage = `Usage: holdpoint COMMAND

  policy check FILE... [--owner NAME]  say what policies ask for, or everything that is wrong with them
  forms DIRECTORY [--force]            write the issue forms of the records into a repository
`;

const [noun, verb, ...args] = process.argv.slice(2);

if (noun === 'policy' && verb === 'check') {
  process.exitCode = policyCheck(args, process.env);
} else if (noun === 'forms') {
  process.exitCode = forms(process.argv.slice(3));
} else if (noun === '--help' || noun === 'help') {
  process.stdout.write(usage);
} else {
  process.stderr.write(usage);
  process.exitCode = 2;
}
