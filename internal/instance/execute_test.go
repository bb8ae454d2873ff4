package instance

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/process"
)

// elfFile is the head of a program that is not for this machine.
func elfFile(machine byte) string {
	head := make([]byte, 64)
	copy(head, "\x7fELF\x02\x01\x01")
	head[16], head[18], head[20] = 2, machine, 1
	return string(head)
}

// elfWithLoader is the head of a program for this machine's processor that is
// loaded by another file.
func elfWithLoader(loader string) string {
	head := []byte(elfFile(map[string]byte{"amd64": 62, "arm64": 183}[runtime.GOARCH]))
	head[32], head[52], head[54], head[56] = 64, 64, 56, 1 // where the one entry is, and sizes
	entry := make([]byte, 56)
	entry[0], entry[8], entry[32], entry[40] = 3, 120, byte(len(loader)+1), byte(len(loader)+1)
	return string(head) + string(entry) + loader + "\x00"
}

func TestStartErrors(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("scripts and modes are other things there")
	}
	foreign, foreignName := byte(183), "linux/arm64"
	if runtime.GOARCH == "arm64" {
		foreign, foreignName = 243, "linux/riscv64"
	}
	const exited = "Function instance exited unexpectedly"
	const command = " with start command '/code/bootstrap '."
	for _, test := range []struct {
		name, content string
		mode          os.FileMode
		code, message string
		hint          string
	}{
		{
			name: "no file", code: "CAFileNotFound", hint: `there is no file "./bootstrap"`,
			message: "The function cannot be started. Failed to start function instance. Error: the file /code/bootstrap is not exist",
		},
		{
			name: "not executable", content: "#!/bin/sh\n", mode: 0o644, code: "CAFilePermission", hint: `"./bootstrap" is not executable: chmod 755 ./bootstrap`,
			message: "The CA process cannot be started due to bootstrap file don't have execute permissions",
		},
		{
			name: "folder", mode: os.ModeDir, code: "CAFilePermission", hint: `"./bootstrap" is a folder`,
			message: "The CA process cannot be started due to bootstrap file don't have execute permissions",
		},
		{
			name: "another machine's", content: elfFile(foreign), mode: 0o755, code: "CAExited",
			message: exited + "(code 8, message:exec format error)" + command, hint: "it is built for " + foreignName + ", and the platform runs linux/amd64",
		},
		{
			name: "no first line", content: "echo hello\n", mode: 0o755, code: "CAExited",
			message: exited + "(code 8, message:exec format error)" + command, hint: `"./bootstrap" is a script without a first line such as #!/bin/bash`,
		},
		{
			name: "empty", mode: 0o755, code: "CAExited",
			message: exited + "(code 8, message:exec format error)" + command, hint: `"./bootstrap" is empty`,
		},
		{
			name: "rubbish", content: "\x00\x01\x02", mode: 0o755, code: "CAExited",
			message: exited + "(code 8, message:exec format error)" + command, hint: `"./bootstrap" is no program for ` + thisPlatform(),
		},
		{
			name: "no loader", content: elfWithLoader("/no/such/loader"), mode: 0o755, code: "CAExited",
			message: exited + "(code 2, message:no such file or directory)" + command, hint: `"./bootstrap" needs "/no/such/loader", which is not on this machine`,
		},
		{
			name: "Windows line ends", content: "#!/bin/sh\r\necho hello\r\n", mode: 0o755, code: "CAExited",
			message: exited + "(code 127, message:key has expired)" + command, hint: `"./bootstrap" has Windows line ends (CRLF), so that the system looks for "sh\r"; save it with LF line ends`,
		},
		{
			name: "no interpreter", content: "#!/no/such/shell -e\n", mode: 0o755, code: "CAExited",
			message: exited + "(code 2, message:no such file or directory)" + command, hint: `"./bootstrap" is run by "/no/such/shell", which is not on this machine`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if test.name == "no loader" && runtime.GOOS != "linux" {
				t.Skip("another system's programs")
			}
			c := Config{Function: function(t), Args: []string{"./bootstrap"}, Shown: []string{"/code/bootstrap"}, Dir: t.TempDir()}
			file := filepath.Join(c.Dir, "bootstrap")
			var err error
			switch {
			case test.mode.IsDir():
				err = os.Mkdir(file, 0o755)
			case test.mode != 0:
				err = os.WriteFile(file, []byte(test.content), test.mode)
			}
			if err != nil {
				t.Fatal(err)
			}
			checkStartError(t, c, test.code, test.message, test.hint)
		})
	}
}

func TestStartErrorsOfOtherPlaces(t *testing.T) {
	t.Parallel()
	name := "no-such-program"
	c := Config{Function: function(t), Args: []string{name, "start"}}
	checkStartError(t, c, "CAExited", "Function instance exited unexpectedly(code 2, message:no such file or directory) with start command 'no-such-program start '.",
		`"no-such-program" is not in PATH on this machine`)

	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "gone")
	c = Config{Function: function(t), Args: []string{program}, Shown: []string{"/code/bootstrap"}, Dir: folder}
	checkStartError(t, c, "CAFileNotFound", "The function cannot be started. Failed to start function instance. Error: the file /code/bootstrap is not exist",
		"there is no folder ")
}

func checkStartError(t *testing.T, c Config, code, message, hint string) {
	t.Helper()
	in, err := Start(t.Context(), c)
	if err == nil {
		in.Kill()
		t.Fatal("it started")
	}
	e := startError(t, err)
	if e.Code != code || e.Status != 412 || e.Message != message {
		t.Errorf("got  %s %d %q\nwant %s 412 %q", e.Code, e.Status, e.Message, code, message)
	}
	if !strings.HasPrefix(e.Hint, hint) {
		t.Errorf("the hint is %q, want %q", e.Hint, hint)
	}
}

// A script that asks env for its interpreter does start, and env ends with 127.
func TestWindowsLineEndsBehindEnv(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there are no such scripts")
	}
	c := Config{Function: function(t), Args: []string{"./bootstrap"}, Shown: []string{"/code/bootstrap"}, Dir: t.TempDir(), Environ: os.Environ()}
	if err := os.WriteFile(filepath.Join(c.Dir, "bootstrap"), []byte("#!/usr/bin/env bash\r\ntrue\r\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	e := startError(t, start(t, c).Ready(t.Context()))
	if want := "(code 127, message:key has expired)"; !strings.Contains(e.Message, want) {
		t.Errorf("%q, want %q in it", e.Message, want)
	}
	if want := `looks for "bash\r"`; !strings.Contains(e.Hint, want) {
		t.Errorf("the hint is %q, want %q in it", e.Hint, want)
	}
}

func TestExitErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ child, state string }{
		{"exit 0", "code 0"},
		{"exit 1", "code 1, message:operation not permitted"},
		{"exit 2", "code 2, message:no such file or directory"},
		{"exit 13", "code 13, message:permission denied"},
		{"exit 145", "code 145"},
		{"killed", "code 137"},
	} {
		t.Run(test.child, func(t *testing.T) {
			t.Parallel()
			if test.child == "killed" && runtime.GOOS == "windows" {
				t.Skip("there are no signals")
			}
			e := ended(t, test.child).ExitError()
			want := "Function instance exited unexpectedly(" + test.state + ") with start command '/code/bootstrap '."
			if e.Code != "CAExited" || e.Status != 412 || e.Message != want || e.Error() != want {
				t.Errorf("%s %d %q, want CAExited 412 %q", e.Code, e.Status, e.Message, want)
			}
		})
	}
	if got := exitCode(process.Exit{Code: -1, Signal: "segmentation fault"}); got != 139 {
		t.Errorf("a segmentation fault has code %d, want 139", got)
	}
}

func TestTextIsShort(t *testing.T) {
	t.Parallel()
	e := &StartError{Message: "it failed", Logs: []Line{{Text: strings.Repeat("好", 5000)}, {Text: "last"}}}
	if got := e.Text(); len(got) > maxLogs+100 || !strings.HasPrefix(got, "it failed\nLogs:好") || !strings.HasSuffix(got, "好\nlast\n") {
		t.Errorf("the text has %d bytes: %.30q", len(got), got)
	}
	if got := (&StartError{Message: "it failed"}).Text(); got != "it failed" {
		t.Errorf("without lines: %q", got)
	}
}

func TestBinaryTarget(t *testing.T) {
	t.Parallel()
	windows := make([]byte, 128)
	copy(windows, "MZ")
	windows[60] = 96
	copy(windows[96:], "PE\x00\x00\x64\x86")
	for _, test := range []struct{ name, head, want string }{
		{"linux", elfFile(62), "linux/amd64"},
		{"linux, another", elfFile(99), "linux/processor 99"},
		{"big endian", "\x7fELF\x02\x02\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x16", "linux/s390x"},
		{"freebsd", "\x7fELF\x02\x01\x01\x09\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00", "freebsd/arm64"},
		{"darwin", "\xcf\xfa\xed\xfe\x0c\x00\x00\x01", "darwin/arm64"},
		{"darwin on Intel", "\xcf\xfa\xed\xfe\x07\x00\x00\x01", "darwin/amd64"},
		{"windows", string(windows), "windows/amd64"},
		{"windows, cut", string(windows[:70]), ""},
		{"DOS", "MZ" + strings.Repeat("\xff", 70), ""},
		{"short", "\x7fELF", ""},
		{"text", "#!/bin/sh\n", ""},
	} {
		if got := binaryTarget([]byte(test.head)); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if got := binaryTarget(readHead(program)); got != thisPlatform() {
		t.Errorf("this program is for %q, want %q", got, thisPlatform())
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	in := ready(t, "good")
	if exit := in.Stop(30 * time.Second); exit.Code != 0 && runtime.GOOS != "windows" {
		t.Errorf("stopped with %+v", exit)
	}
	in = ready(t, "good")
	if exit := in.Kill(); exit.Code == 0 {
		t.Errorf("killed with %+v", exit)
	}
	select {
	case <-in.Done():
	default:
		t.Error("Kill came back before the end")
	}
	in.Stop(time.Second) // of one that is gone
}
