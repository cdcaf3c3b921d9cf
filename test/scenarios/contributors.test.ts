import { test } from '@jest/globals';

test.todo('F23: whoever once had a part in a change is remembered');
