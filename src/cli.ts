#!/usr/bin/env node
import { main } from './cli/terminal.js';

void main();
