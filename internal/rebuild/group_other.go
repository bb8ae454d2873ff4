//go:build !unix

package rebuild

import "os/exec"

// killGroup leaves it at ending the go command, whose compilers end by
// themselves: there are no process groups here.
func killGroup(*exec.Cmd) {}
