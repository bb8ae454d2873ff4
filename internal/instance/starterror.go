package instance

import (
	"strings"
	"syscall"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/process"
)

// StartError is why an instance cannot serve, as the platform words it.
type StartError struct {
	Code    string // "CAExited", "CAFileNotFound", "CAFilePermission", "FunctionNotStarted" (https://help.aliyun.com/zh/functioncompute/api-fc-2023-03-30-errorcodes)
	Status  int    // what a caller gets: 412
	Message string // the platform's text, without the log lines that it ends with
	Hint    string // what it means on this machine; "" if the text says it all
	Logs    []Line // the last lines of output
}

func (e *StartError) Error() string { return e.Message }

// maxLogs is how much of the log the whole text has, in bytes (D/108, of a log's tail).
const maxLogs = 4 << 10

// Text is the platform's whole text, with the last lines of the log, at most
// 4 KB of them, after "Logs:". It has no log where the program did not run.
func (e *StartError) Text() string {
	if len(e.Logs) == 0 {
		return e.Message
	}
	var logs string
	for _, line := range e.Logs {
		logs += line.Text + "\n"
	}
	if len(logs) > maxLogs {
		logs = strings.ToValidUTF8(logs[len(logs)-maxLogs:], "")
	}
	return e.Message + "\nLogs:" + logs
}

// startError is an error of the instance with its last lines, and a hint if
// those say what is wrong.
func (in *Instance) startError(code, message string) *StartError {
	logs := in.Tail(maxLogTail)
	return &StartError{Code: code, Status: fc.StatusNotStarted, Message: message, Logs: logs, Hint: in.takenPort()}
}

// ExitError is the platform's text for a process that ended by itself (D/076).
// It is only meaningful once Done is closed.
func (in *Instance) ExitError() *StartError {
	code := exitCode(in.process.Exit())
	e := in.startError(fc.CodeExited, fc.Exited(code, in.config.Shown))
	if e.Hint == "" && code == exitCodeNoCommand {
		e.Hint = scriptHint(in.config)
	}
	return e
}

const (
	exitCodeNoCommand = 127 // of a shell that does not find what it shall run
	exitCodeSignal    = 128 // and the number of the signal
)

// exitCode is the code that a shell would give the end of a process.
func exitCode(exit process.Exit) int {
	if exit.Signal == "" {
		return exit.Code
	}
	for n := 1; n < 32; n++ {
		if syscall.Signal(n).String() == exit.Signal {
			return exitCodeSignal + n
		}
	}
	return exit.Code
}
