package conformance

import (
	"bytes"
	"context"
	"debug/elf"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// codeFolder is where the code lies on the platform.
const codeFolder = "/code/"

// bootFile looks at the file that the start command names.
func bootFile(_ context.Context, d *driver) Result {
	f := d.config.Function
	if f.Image != "" {
		return skipped("the function is an image")
	}
	name := fc.DefaultCommand
	if len(f.Command) > 0 {
		name = f.Command[0]
	}
	rel, ours := strings.CutPrefix(name, codeFolder)
	if !ours {
		rel, ours = strings.CutPrefix(name, "./")
	}
	if !ours {
		return skipped("the start command %q is no file of the code", name)
	}
	if f.Code == "" {
		return skipped("the code is not on this machine")
	}
	file := filepath.Join(f.Code, filepath.FromSlash(rel))
	r := judgeFile(file)
	r.Repeat = "ls -l " + quote(file) + "; file " + quote(file)
	return r
}

func judgeFile(file string) Result {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return skipped("%s is not there yet: build it as for a deployment", file)
	case err != nil:
		return unknown("it cannot be looked at: %v", err)
	case !info.Mode().IsRegular():
		return failed("%s is no file", file)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o111 != 0o111:
		return failed("%s has mode %04o: not everyone may execute it", file, info.Mode().Perm())
	}
	f, err := projectfile.OpenFile(file)
	if err != nil {
		return unknown("it cannot be read: %v", err)
	}
	defer f.Close()
	head := make([]byte, 512)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return unknown("it cannot be read: %v", err)
	}
	return judgeHead(file, f, head[:n])
}

// judgeHead says what a file is by its first bytes.
func judgeHead(file string, whole io.ReaderAt, head []byte) Result {
	first, _, _ := bytes.Cut(head, []byte("\n"))
	switch {
	case bytes.HasPrefix(head, []byte("\x7fELF")):
		program, err := elf.NewFile(&boundedReader{whole, maxTables})
		switch {
		case err != nil:
			return failed("%s is a broken ELF program: %v", file, err)
		case program.Class != elf.ELFCLASS64 || program.Machine != elf.EM_X86_64:
			return failed("%s is built for %v, the platform runs linux/amd64", file, program.Machine)
		default:
			return passed("%s is an ELF program for amd64", file)
		}
	case !bytes.HasPrefix(head, []byte("#!")):
		return failed("%s is neither an ELF program nor a script with a #! line", file)
	case bytes.HasSuffix(first, []byte("\r")):
		return failed("%s has Windows line ends: the system looks for a program named %q", file, strings.TrimSpace(string(first[2:]))+"\r")
	default:
		return passed("%s is a script that begins with %s", file, first)
	}
}
