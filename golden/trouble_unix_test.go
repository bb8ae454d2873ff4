//go:build unix

package golden

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/fcgen/fcgen/internal/fc"
)

// refusesPort: a process that cannot listen ends at once and says why.
func (p project) refusesPort(t *testing.T, server process) {
	t.Helper()
	taken, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port

	in := p.launch(t, server, port, fc.PortVariables()[1])
	wantLastWords(t, in, strconv.Itoa(port), syscall.EADDRINUSE.Error())

	in = p.launch(t, server, port, fc.PortVariables()[1], fc.PortVariables()[0]+"=http")
	wantLastWords(t, in, "http", fc.PortVariables()[0])
}

// wantLastWords wants a process that fails, with an error in its log that holds all the words.
func wantLastWords(t *testing.T, in *instance, words ...string) {
	t.Helper()
	if code := in.waitExit(t); code != 1 {
		t.Errorf("exit code %d, want 1\n%s", code, in.log)
	}
	records := in.log.records(t)
	if len(records) == 0 {
		t.Fatalf("the process failed without a word\n%s", in.log)
	}
	last := records[len(records)-1]
	for _, word := range words {
		if last["level"] != "ERROR" || !strings.Contains(fmt.Sprint(last), word) {
			t.Errorf("the last log record is %v, want an error that names %q", last, word)
		}
	}
	in.log.check(t)
}
