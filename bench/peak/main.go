//go:build unix

// Command peak runs a command and prints the most memory, in bytes, that it
// had resident. A process is charged with what its parent had when it started
// it, so the parent must be a small one; this is it.
package main

import (
	"os"
	"runtime"
	"strconv"
	"syscall"
)

func main() {
	child, err := os.StartProcess(os.Args[1], os.Args[1:], &os.ProcAttr{Files: []*os.File{nil, nil, os.Stderr}})
	if err != nil {
		fail(err.Error())
	}
	state, err := child.Wait()
	if err != nil {
		fail(err.Error())
	}
	if !state.Success() {
		fail(state.String())
	}
	peak := int64(state.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS != "darwin" { // which alone counts bytes
		peak <<= 10
	}
	if _, err := os.Stdout.WriteString(strconv.FormatInt(peak, 10) + "\n"); err != nil {
		fail(err.Error())
	}
}

func fail(why string) {
	_, _ = os.Stderr.WriteString("peak: " + why + "\n")
	os.Exit(2)
}
