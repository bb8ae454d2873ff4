package cli

import (
	"bytes"
	"testing"
)

func TestATerminalGetsNoControlCharacters(t *testing.T) {
	t.Parallel()
	const answer, want = "\xc2a\x1b[2J\x00b\u009bc\u00e9\u4f60\tx\r\n", "\xc2a.[2J.b\u00b7c\u00e9\u4f60\tx\r\n"
	for cut := range len(answer) {
		var out bytes.Buffer
		c := &calm{w: &out}
		for _, piece := range []string{answer[:cut], answer[cut:]} {
			if n, err := c.Write([]byte(piece)); n != len(piece) || err != nil {
				t.Fatal(n, err)
			}
		}
		if got := out.String(); got != want {
			t.Errorf("cut at %d: got %q, want %q", cut, got, want)
		}
	}
}

func TestAPathIsPutBehindAnAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ address, path, want string }{
		{"http://127.0.0.1:8700", "", "http://127.0.0.1:8700"},
		{"http://127.0.0.1:8700", "/?name=Ada Lovelace", "http://127.0.0.1:8700/?name=Ada%20Lovelace"},
		{"https://demo.example.com/base/", "/x", "https://demo.example.com/base/x"},
		{"https://demo.example.com/a%2Fb", "/x?y=%20", "https://demo.example.com/a%2Fb/x?y=%20"},
		{"demo.example.com", "/x", ""},
		{"ftp://demo.example.com", "", ""},
		{"http://127.0.0.1:8700", "x", ""},
	} {
		got, err := joinPathOf(c.address, c.path)
		if got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%s and %s: got %q, %v; want %q", c.address, c.path, got, err, c.want)
		}
	}
}
