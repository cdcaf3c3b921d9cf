import { test } from '@jest/globals';

test.todo('F29: the role held at the time of signing decides');
