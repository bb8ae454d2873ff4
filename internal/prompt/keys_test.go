package prompt

import (
	"testing"
)

func TestNextKey(t *testing.T) {
	t.Parallel()
	tests := []struct {
		data string
		key  key
		n    int
		send string
	}{
		{"", keyUnfinished, 0, ""},
		{"abc", keyPlain, 1, "a"},
		{"函数", keyPlain, 3, "函"},
		{"\xe5\x87", keyUnfinished, 0, ""},
		{"\xff", keyPlain, 1, "\xff"},
		{"\r", keyPlain, 1, "\r"},
		{"\x02x", keyBack, 1, ""},
		{"\x03", keyInterrupt, 1, ""},
		{"\x04", keyEnd, 1, ""},
		{"\x1b", keyUnfinished, 0, ""},
		{"\x1b\x1b[Z", keyIgnored, 1, ""},
		{"\x1b[", keyUnfinished, 0, ""},
		{"\x1b[Z", keyBack, 3, ""},
		{"\x1b[A", keyPlain, 3, "\x1b[A"},
		{"\x1bOB", keyPlain, 3, "\x1b[B"},
		{"\x1bO", keyUnfinished, 0, ""},
		{"\x1bOP", keyIgnored, 3, ""},
		{"\x1b[3~", keyPlain, 4, "\x1b[3~"},
		{"\x1b[1~", keyPlain, 4, "\x1b[H"},
		{"\x1b[8~", keyPlain, 4, "\x1b[F"},
		{"\x1b[5~", keyIgnored, 4, ""},
		{"\x1b[200~pasted", keyIgnored, 6, ""},
		{"\x1b[1;5C", keyIgnored, 6, ""},
		{"\x1b[12;34R", keyReply, 8, "\x1b[12;34R"},
		{"\x1b[R", keyIgnored, 3, ""},
		{"\x1b[1;R", keyIgnored, 5, ""},
		{"\x1bx", keyIgnored, 2, ""},
		{"\x1b函", keyIgnored, 4, ""},
		{"\x1b\xe5", keyUnfinished, 0, ""},
	}
	for _, test := range tests {
		k, n, send := nextKey([]byte(test.data))
		if k != test.key || n != test.n || string(send) != test.send {
			t.Errorf("nextKey(%q) = %v, %d, %q, want %v, %d, %q", test.data, k, n, send, test.key, test.n, test.send)
		}
	}
}

func TestTakeReply(t *testing.T) {
	t.Parallel()
	tests := []struct{ data, reply, rest string }{
		{"", "", ""},
		{"R", "", "R"},
		{"\x1b[1;2R", "\x1b[1;2R", ""},
		{"Rab\x1b[A\x1b[1;2Rcd", "\x1b[1;2R", "Rab\x1b[Acd"},
		{"ab\x1b[1;2", "", "ab\x1b[1;2"},
		{"\x1b[1;2R\x1b[3;4R", "\x1b[1;2R", "\x1b[3;4R"},
	}
	for _, test := range tests {
		reply, rest := takeReply([]byte(test.data))
		if string(reply) != test.reply || string(rest) != test.rest {
			t.Errorf("takeReply(%q) = %q, %q, want %q, %q", test.data, reply, rest, test.reply, test.rest)
		}
	}
}

// Whatever a terminal sends, keys are taken one after the other to the end,
// and survey sees no sequence but those that it knows.
func FuzzNextKey(f *testing.F) {
	for _, s := range []string{"abc", "\x1b[A", "\x1b\x1b", "\x1b[12;1R", "\x1b[200~x\x1b[201~", "函\x1b函"} {
		f.Add([]byte(s))
	}
	known := map[string]bool{
		"\x1b[A": true, "\x1b[B": true, "\x1b[C": true, "\x1b[D": true, "\x1b[F": true, "\x1b[H": true, "\x1b[3~": true,
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for len(data) > 0 {
			k, n, send := nextKey(data)
			if k == keyUnfinished {
				if n != 0 {
					t.Fatalf("nextKey(%q) takes %d bytes of an unfinished key", data, n)
				}
				return
			}
			if n < 1 || n > len(data) {
				t.Fatalf("nextKey(%q) takes %d bytes of %d", data, n, len(data))
			}
			if k == keyPlain && send[0] == escape && !known[string(send)] {
				t.Fatalf("nextKey(%q) lets %q through", data, send)
			}
			data = data[n:]
		}
	})
}

func TestClip(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text    string
		columns int
		want    string
	}{
		{"a fast router", 13, "a fast router"},
		{"a fast router", 12, "a fast ro..."},
		{"a fast router", 8, "a fas..."},
		{"a fast router", 7, ""},
		{"a fast router", -3, ""},
		{"函数计算函数", 11, "函数计算..."},
		{"函数计算函数", 10, "函数计..."},
	}
	for _, test := range tests {
		if got := clip(test.text, test.columns); got != test.want {
			t.Errorf("clip(%q, %d) = %q, want %q", test.text, test.columns, got, test.want)
		}
	}
}
