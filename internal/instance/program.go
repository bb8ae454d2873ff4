package instance

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// scriptHint explains Windows line ends in the first line of the script that is
// started; "" if it is no such script.
func scriptHint(c Config) string {
	file := programFile(c)
	if file == "" {
		return ""
	}
	line, _, _ := bytes.Cut(readHead(file), []byte("\n"))
	if !bytes.HasPrefix(line, []byte("#!")) || !bytes.HasSuffix(line, []byte("\r")) {
		return ""
	}
	fields := strings.Fields(string(line[2:]))
	interpreter := ""
	if len(fields) > 0 {
		interpreter = path.Base(fields[len(fields)-1])
	}
	return fmt.Sprintf("%q has Windows line ends (CRLF), so that the system looks for %q; save it with LF line ends", argument(c), interpreter+"\r")
}

// shebang is the program that a script asks for; "" if it is none.
func shebang(file string) string {
	line, _, _ := bytes.Cut(readHead(file), []byte("\n"))
	if !bytes.HasPrefix(line, []byte("#!")) {
		return ""
	}
	fields := strings.Fields(string(line[2:]))
	if len(fields) == 0 {
		return ""
	}
	return fields[0]
}

// programFile is the file that Args starts; "" if there is none.
func programFile(c Config) string {
	name := argument(c)
	if !strings.ContainsAny(name, `/\`) {
		found, err := exec.LookPath(name)
		if err != nil {
			return ""
		}
		return found
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(c.Dir, name)
	}
	if _, err := os.Stat(name); err != nil {
		return ""
	}
	return name
}

// argument is the program as Args names it.
func argument(c Config) string {
	if len(c.Args) == 0 {
		return ""
	}
	return c.Args[0]
}

// shownFile is the program as the function's owner knows it.
func shownFile(c Config) string {
	if len(c.Shown) == 0 {
		return fc.DefaultCommand
	}
	return c.Shown[0]
}

// readHead is the first part of a file; nothing if it cannot be read.
func readHead(name string) []byte {
	f, err := projectfile.OpenFile(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, 4<<10))
	if err != nil {
		return nil
	}
	return head
}

// isText reports whether the head of a file looks like a script's.
func isText(head []byte) bool { return bytes.IndexByte(head, 0) < 0 }
