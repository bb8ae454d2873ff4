package emulator

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheChecksumIsThatOfTheFilesThatTheCommandNames(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("app.py", "123456789")
	sum := func(args ...string) string {
		return (&generation{program: Program{Args: args, Dir: dir}}).checksum()
	}
	const known = "11051210869376104954" // CRC-64/XZ of those digits, 0x995dc9bbdf1939fa
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"a relative name", []string{"python3", "app.py"}, known},
		{"an absolute one", []string{filepath.Join(dir, "app.py"), "--verbose"}, known},
		{"a folder is no file", []string{"python3", "."}, ""},
		{"none", []string{"true"}, ""},
	} {
		if got := sum(c.args...); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	write("app.py", "12345678")
	if got := sum("python3", "app.py"); got == known || got == "" {
		t.Errorf("after an edit it is %q", got)
	}
}
