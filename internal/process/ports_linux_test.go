package process

import (
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestPorts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		listen string
		want   Port
	}{
		{"127.0.0.1:0", Port{Address: "127.0.0.1", Loopback: true}},
		{"127.0.0.9:0", Port{Address: "127.0.0.9", Loopback: true}},
		{"0.0.0.0:0", Port{Address: "0.0.0.0"}},
		{"[::]:0", Port{Address: "::"}},
		{"[::1]:0", Port{Address: "::1", Loopback: true}},
	}
	var args []string
	var want []Port
	for _, test := range tests {
		l, err := net.Listen("tcp", test.listen)
		if err != nil {
			t.Logf("left out: %v", err)
			continue
		}
		l.Close()
		args, want = append(args, test.listen), append(want, test.want)
	}
	p, out := start(t, "listen", args...)
	for i, number := range out.await(t, "port", len(args)) {
		want[i].Number = number
	}
	slices.SortFunc(want, func(a, b Port) int { return a.Number - b.Number })
	got, err := p.Ports()
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v and %v, want %v", got, err, want)
	}
	for _, port := range []int{want[0].Number, want[len(want)-1].Number, 1} {
		if on, err := p.ListensOn(port); err != nil || on != (port > 1) {
			t.Errorf("it listens on port %d: %v, %v", port, on, err)
		}
	}
	name := fmt.Sprintf("process.test (pid %d)", p.PID())
	if got := PortHolder(want[0].Number); got != name {
		t.Errorf("holder: got %q, want %q", got, name)
	}
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	if got, err := p.Ports(); err != nil || len(got) > 0 {
		t.Errorf("after Kill: got %v and %v", got, err)
	}
	if got := PortHolder(want[0].Number); got == name {
		t.Errorf("after Kill the holder is %q", got)
	}
}

// A port that a child opened counts, as long as it does.
func TestPortsOfChild(t *testing.T) {
	t.Parallel()
	var out record
	p, err := Start(Spec{
		Args:   []string{"/bin/sh", "-c", `"$0" __listen 127.0.0.1:0 & wait`, self(t)},
		Env:    os.Environ(),
		Stdout: &out,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Stop(0)
	number := out.await(t, "port", 1)[0]
	got, err := p.Ports()
	if want := []Port{{Number: number, Address: "127.0.0.1", Loopback: true}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v and %v, want %v", got, err, want)
	}
}

func TestParseListener(t *testing.T) {
	t.Parallel()
	const rest = " 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0000000000000000 100 0 0 10 0"
	tests := []struct {
		line string
		want Port
		ok   bool
	}{
		{"   0: 00000000000000000000000000000000:1F90" + rest, Port{8080, "::", false}, true},
		{"   0: 00000000:1F90" + rest, Port{8080, "0.0.0.0", false}, true},
		{"   0: 00000000:1F90" + strings.Replace(rest, " 0A ", " 01 ", 1), Port{}, false},
		{"   0: 0000:1F90" + rest, Port{}, false},
		{"   0: 00000000:XYZ" + rest, Port{}, false},
		{"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode", Port{}, false},
		{"", Port{}, false},
	}
	for _, test := range tests {
		inode, got, ok := parseListener(test.line)
		if got != test.want || ok != test.ok || ok != (inode == "4242") {
			t.Errorf("%q: got %q, %v, %t, want %v, %t", test.line, inode, got, ok, test.want, test.ok)
		}
	}
}

// The two ways to ask for listening sockets say the same.
func TestListeningSocketsAreThoseOfProc(t *testing.T) {
	for _, address := range []string{"127.0.0.1:0", "[::1]:0", ":0", "127.0.0.2:0"} {
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Logf("%s: %v", address, err)
			continue
		}
		defer l.Close()
	}
	asked, err := listeningSockets()
	if err != nil {
		t.Skipf("the kernel does not tell: %v", err)
	}
	read, err := procListeners()
	if err != nil {
		t.Fatal(err)
	}
	ours := 0
	for _, inode := range sockets(os.Getpid()) {
		if asked[inode] != read[inode] {
			t.Errorf("socket %s listens on %+v, and by /proc on %+v", inode, asked[inode], read[inode])
		}
		if asked[inode].Number != 0 {
			ours++
		}
	}
	if ours < 3 {
		t.Errorf("only %d of the sockets are found", ours)
	}
}

func BenchmarkListeners(b *testing.B) {
	b.Run("asked", func(b *testing.B) {
		for b.Loop() {
			_, _ = listeningSockets()
		}
	})
	b.Run("proc", func(b *testing.B) {
		for b.Loop() {
			_, _ = procListeners()
		}
	})
}
