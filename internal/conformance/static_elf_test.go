package conformance

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// program is the smallest ELF program, with or without an interpreter.
func program(t *testing.T, interpreter string) string {
	t.Helper()
	var b bytes.Buffer
	header := elf.Header64{
		Ident: [elf.EI_NIDENT]byte{0x7f, 'E', 'L', 'F', byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB), byte(elf.EV_CURRENT)},
		Type:  uint16(elf.ET_EXEC), Machine: uint16(elf.EM_X86_64), Version: uint32(elf.EV_CURRENT), Ehsize: 64, Phentsize: 56, Shentsize: 64,
	}
	segments := []elf.Prog64{}
	if interpreter != "" {
		segments = append(segments, elf.Prog64{Type: uint32(elf.PT_INTERP), Off: 64 + 56, Filesz: uint64(len(interpreter) + 1)})
		header.Phoff, header.Phnum = 64, 1
	}
	for _, part := range []any{header, segments, append([]byte(interpreter), 0)} {
		if err := binary.Write(&b, binary.LittleEndian, part); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestLibraries(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file string
		verdict    Verdict
		words      string
	}{
		{"static", program(t, ""), Pass, "is a static program"},
		{"musl", program(t, "/lib/ld-musl-x86_64.so.1"), Warn, "built for musl"},
		{"glibc of no version", program(t, "/lib64/ld-linux-x86-64.so.2"), Unknown, "cannot be told"},
		{"script", "#!/bin/sh\n", Pass, "is no ELF program"},
		{"empty", "", Pass, "is no ELF program"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			files := good()
			files["dist/bootstrap"] = test.file
			d := staticDriver(t, writeProject(t, files))
			for _, c := range configCases() {
				if c.ID != "CFG/11" {
					continue
				}
				if r := d.runOne(t.Context(), c); r.Verdict != test.verdict || !strings.Contains(r.Got+r.Reason, test.words) {
					t.Errorf("%s: %q %q", r.Verdict, r.Got, r.Reason)
				}
			}
		})
	}
}

// TestLibrariesOfThisSystem reads a real program: sh asks for some glibc where
// the system has that.
func TestLibrariesOfThisSystem(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("programs are of another format here")
	}
	n, err := neededLibraries("/bin/sh")
	if os.IsNotExist(err) || err == nil && !strings.Contains(n.interpreter, "ld-linux") {
		t.Skip("there is no sh for glibc here")
	}
	if err != nil || !regexp.MustCompile(`^2\.\d+`).MatchString(n.glibc) {
		t.Errorf("got %+v, %v", n, err)
	}
}

func TestNewer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		want bool
	}{
		{"2.34", "2.31", true}, {"2.4", "2.31", false}, {"2.31", "2.31", false}, {"2.2.5", "2.2", true}, {"2.2", "2.2.5", false},
		{"2.2", "", true}, {"PRIVATE", "2.31", false}, {"3", "2.99", true},
	}
	for _, test := range tests {
		if got := newer(test.a, test.b); got != test.want {
			t.Errorf("newer(%q, %q) is %v", test.a, test.b, got)
		}
	}
}
