import { test } from '@jest/globals';

test.todo('F22: an approving review signs, as far as it looks at the head commit');
test.todo('F32: checks of other Apps are asked for by name and App');
