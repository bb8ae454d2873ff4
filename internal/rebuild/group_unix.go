//go:build unix

package rebuild

import (
	"os/exec"
	"syscall"
)

// killGroup makes the end of the command's context end the compilers that the
// go command started too: asked alone, it waits for them.
func killGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
