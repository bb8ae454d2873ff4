package conformance

import (
	"debug/elf"
	"errors"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// libraries compares what the built program needs with what the runtime has.
func libraries(p *project) Result {
	runtime, known := fc.RuntimeNamed(p.function.Runtime)
	if p.container() {
		return passed("the image brings its own libraries")
	}
	command := fc.DefaultCommand
	if len(p.function.Command) > 0 {
		command = p.function.Command[0]
	}
	file, ok := p.codeFile(command)
	if !ok {
		return skipped("the start command %q is no file of the code", command)
	}
	needs, err := neededLibraries(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return skipped("%s is not there yet: build it as for a deployment", p.shown(file))
	case errors.Is(err, errNoELF):
		return passed("%s is no ELF program", p.shown(file))
	case err != nil:
		return unread(err)
	case needs.interpreter == "":
		return passed("%s is a static program", p.shown(file))
	}
	r := Result{}
	switch {
	case strings.Contains(needs.interpreter, "musl"):
		r = judge([]Finding{{File: p.shown(file), Message: "it is built for musl (Alpine Linux), and the runtime has glibc: it ends with \"no such file or directory\""}}, "")
	case needs.glibc == "" || !known || runtime.Glibc == "":
		r = unknown("%s is a dynamic program; it cannot be told which libraries it needs", p.shown(file))
	case newer(needs.glibc, runtime.Glibc):
		r = judge([]Finding{{File: p.shown(file), Message: "it needs glibc " + needs.glibc + ", and " + runtime.Name + " has " + runtime.Glibc}}, "")
	default:
		r = passed("%s needs glibc %s, %s has %s", p.shown(file), needs.glibc, runtime.Name, runtime.Glibc)
	}
	r.Repeat = "readelf -V " + quote(file) + " | grep GLIBC_"
	return r
}

var errNoELF = errors.New("no ELF program")

// needs is what a dynamic program asks of the system.
type needs struct {
	interpreter string // "" for a static program
	glibc       string // the newest version of a symbol; "" for none
}

func neededLibraries(file string) (n needs, err error) {
	f, err := projectfile.OpenFile(file)
	if err != nil {
		return n, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	magic := make([]byte, len(elf.ELFMAG))
	if _, err := f.ReadAt(magic, 0); errors.Is(err, io.EOF) || err == nil && string(magic) != elf.ELFMAG {
		return n, errNoELF
	}
	program, err := elf.NewFile(&boundedReader{f, maxTables})
	if err != nil {
		return n, err
	}
	for _, segment := range program.Progs {
		if segment.Type == elf.PT_INTERP && segment.Filesz < 4096 {
			path := make([]byte, segment.Filesz)
			if _, err := segment.ReadAt(path, 0); err != nil {
				return n, err
			}
			n.interpreter = strings.TrimRight(string(path), "\x00")
		}
	}
	symbols, err := program.ImportedSymbols()
	if errors.Is(err, elf.ErrNoSymbols) {
		return n, nil
	}
	for _, s := range symbols {
		if v, ok := strings.CutPrefix(s.Version, "GLIBC_"); ok && newer(v, n.glibc) {
			n.glibc = v
		}
	}
	return n, err
}

// maxTables is how many bytes of a program are read to know what it is: what a
// broken one says of its tables may be anything.
const maxTables = 64 << 20

// boundedReader reads no more than left bytes in all.
type boundedReader struct {
	from io.ReaderAt
	left int
}

func (r *boundedReader) ReadAt(p []byte, off int64) (int, error) {
	if r.left -= len(p); r.left < 0 {
		return 0, errors.New("its tables are too large")
	}
	return r.from.ReadAt(p, off)
}

// newer compares versions of numbers and dots.
func newer(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i, part := range as {
		x, err := strconv.Atoi(part)
		if err != nil {
			return false // GLIBC_PRIVATE
		}
		y := 0
		if i < len(bs) {
			y, _ = strconv.Atoi(bs[i]) // "" counts as 0
		}
		if x != y {
			return x > y
		}
	}
	return false
}
