// Package faults has tests, and nothing else: the real program, whose system
// calls are made to fail one after another, and which is killed at random
// times. It is a module of its own because it needs strace and takes minutes.
package faults
