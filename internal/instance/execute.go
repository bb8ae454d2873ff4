package instance

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// Numbers that the platform's texts have for what cannot be executed (D/076).
const (
	exitNoFile     = 2
	exitBadFormat  = 8
	exitKeyExpired = 127 // what it says of a script with Windows line ends
)

// cannotExecute turns the system's error into the platform's text.
func cannotExecute(c Config, err error) error {
	var e *StartError
	exited := func(code int) {
		e = &StartError{Code: fc.CodeExited, Message: fc.Exited(code, c.Shown)}
	}
	file, foreign := programFile(c), ""
	if file != "" {
		foreign = foreignBinary(file)
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		e = &StartError{Code: fc.CodeFilePermission, Message: fc.FilePermission(), Hint: permissionHint(c, file)}
	case foreign != "":
		exited(exitBadFormat)
		e.Hint = foreign
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, exec.ErrNotFound):
		e = missing(c, file)
	case badFormat(err):
		exited(exitBadFormat)
		e.Hint = formatHint(c, file)
	default:
		return fmt.Errorf("start %q: %w", c.Secrets.Redact(strings.Join(c.Args, " ")), err)
	}
	e.Status = fc.StatusNotStarted
	return e
}

// missing is about a file that is not there, or one that is there and needs
// another one that is not.
func missing(c Config, file string) *StartError {
	if c.Dir != "" {
		if _, err := os.Stat(c.Dir); err != nil {
			return &StartError{Code: fc.CodeFileNotFound, Message: fc.FileMissing(shownFile(c)), Hint: fmt.Sprintf("there is no folder %q to start it in", c.Dir)}
		}
	}
	if file == "" {
		if !strings.ContainsAny(argument(c), `/\`) { // a program of the system image, such as python3
			return &StartError{
				Code: fc.CodeExited, Message: fc.Exited(exitNoFile, c.Shown),
				Hint: fmt.Sprintf("%q is not in PATH on this machine", argument(c)),
			}
		}
		return &StartError{
			Code: fc.CodeFileNotFound, Message: fc.FileMissing(shownFile(c)),
			Hint: fmt.Sprintf("there is no file %q", argument(c)),
		}
	}
	if hint := scriptHint(c); hint != "" {
		return &StartError{Code: fc.CodeExited, Message: fc.Exited(exitKeyExpired, c.Shown), Hint: hint}
	}
	e := &StartError{Code: fc.CodeExited, Message: fc.Exited(exitNoFile, c.Shown)}
	if interpreter := shebang(file); interpreter != "" {
		e.Hint = fmt.Sprintf("%q is run by %q, which is not on this machine", argument(c), interpreter)
	} else if loader := elfLoader(file); loader != "" {
		e.Hint = fmt.Sprintf("%q needs %q, which is not on this machine; a Go program built with CGO_ENABLED=0 needs nothing", argument(c), loader)
	}
	return e
}

func permissionHint(c Config, file string) string {
	if file == "" {
		return ""
	}
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return fmt.Sprintf("%q is a folder", argument(c))
	}
	return fmt.Sprintf("%q is not executable: chmod 755 %s", argument(c), argument(c))
}

func formatHint(c Config, file string) string {
	if file == "" {
		return ""
	}
	head := readHead(file)
	switch {
	case len(head) == 0:
		return fmt.Sprintf("%q is empty", argument(c))
	case isText(head) && !bytes.HasPrefix(head, []byte("#!")):
		return fmt.Sprintf("%q is a script without a first line such as #!/bin/bash", argument(c))
	case isText(head) && scriptHint(c) != "":
		return scriptHint(c)
	default:
		return fmt.Sprintf("%q is no program for %s", argument(c), thisPlatform())
	}
}
