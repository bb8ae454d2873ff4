package prompt

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"
)

// typist is a keyboard whose keys come from a pipe, at times that the bubble decides.
func typist() (*keyboard, *io.PipeWriter) {
	r, w := io.Pipe()
	k := &keyboard{in: newInput(r), replyWait: 2 * time.Second, escapeWait: 50 * time.Millisecond}
	k.start(context.Background(), Question{}, nil)
	return k, w
}

func TestKeyboard(t *testing.T) {
	t.Parallel()
	type press struct {
		after time.Duration
		keys  string
	}
	tests := []struct {
		name    string
		owed    int
		presses []press
		want    []string // what survey sees, read by read
		wantErr error    // then
		took    time.Duration
	}{
		{"characters", 0, []press{{0, "a函"}}, []string{"a", "函"}, ErrEOF, 0},
		{"a character in two pieces", 0, []press{{0, "\xe5"}, {40 * time.Millisecond, "\x87\xbd"}}, []string{"函"}, ErrEOF, 40 * time.Millisecond},
		{"a key in two pieces", 0, []press{{0, "\x1b"}, {40 * time.Millisecond, "[A"}}, []string{"\x1b[A"}, ErrEOF, 40 * time.Millisecond},
		{"an escape character alone", 0, []press{{0, "\x1b"}, {60 * time.Millisecond, "[A"}}, []string{"[", "A"}, ErrEOF, 60 * time.Millisecond},
		{"back", 0, []press{{0, "a\x1b[Zb"}}, []string{"a"}, ErrBack, 0},
		{"a reply overtakes what was typed", 1, []press{{0, "aR"}, {time.Second, "b\x1b[1;2Rc"}}, []string{"\x1b[1;2R", "a", "R", "b", "c"}, ErrEOF, time.Second},
		{"two replies", 2, []press{{0, "\x1b[1;2R"}, {time.Second, "\x1b[3;4R"}}, []string{"\x1b[1;2R", "\x1b[3;4R"}, ErrEOF, time.Second},
		{"a reply that nobody asked for", 0, []press{{0, "a\x1b[1;2Rb"}}, []string{"a", "b"}, ErrEOF, 0},
		{"no reply", 1, []press{{0, "a"}, {3 * time.Second, "b"}}, nil, errSilent, 2 * time.Second},
		{"Ctrl-C instead of a reply", 1, []press{{time.Second, "\x03"}}, nil, ErrInterrupt, time.Second},
		{"the end instead of a reply", 1, []press{{time.Second, ""}}, nil, ErrEOF, time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				k, w := typist()
				k.owed = test.owed
				go func() {
					for _, p := range test.presses {
						time.Sleep(p.after)
						_, _ = io.WriteString(w, p.keys)
					}
					_ = w.Close()
				}()
				began := time.Now()
				for _, want := range test.want {
					if got, err := read(k); got != want || err != nil {
						t.Fatalf("survey sees %q, %v, want %q", got, err, want)
					}
				}
				if got, err := read(k); !errors.Is(err, test.wantErr) {
					t.Errorf("survey sees %q, %v, want the error %v", got, err, test.wantErr)
				}
				if took := time.Since(began); took != test.took {
					t.Errorf("it took %v, want %v", took, test.took)
				}
				if got, err := read(k); !errors.Is(err, test.wantErr) {
					t.Errorf("survey, reading on, sees %q, %v, want %v again", got, err, test.wantErr)
				}
				time.Sleep(time.Minute) // for the keys still to come
			})
		})
	}
}

func read(k *keyboard) (string, error) {
	p := make([]byte, 64)
	n, err := k.Read(p)
	return string(p[:n]), err
}

// What was typed behind a question's last key belongs to the next question.
func TestKeyboardKeepsWhatFollows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k, w := typist()
		go func() { _, _ = io.WriteString(w, "\x02b") }()
		if _, err := read(k); !errors.Is(err, ErrBack) {
			t.Fatalf("got the error %v, want %v", err, ErrBack)
		}
		k.start(context.Background(), Question{}, nil)
		if got, err := read(k); got != "b" || err != nil {
			t.Errorf("got %q, %v, want b", got, err)
		}
	})
}

// A reply that arrives after the question's end is taken from the terminal, and
// one that never comes is not waited for long.
func TestKeyboardSettles(t *testing.T) {
	t.Parallel()
	for _, reply := range []string{"\x1b[24;80R", ""} {
		synctest.Test(t, func(t *testing.T) {
			k, w := typist()
			k.settleWait = 200 * time.Millisecond
			k.owed = 1
			go func() {
				_, _ = io.WriteString(w, "\x03")
				time.Sleep(100 * time.Millisecond)
				_, _ = io.WriteString(w, reply+"a")
			}()
			if _, err := read(k); !errors.Is(err, ErrInterrupt) {
				t.Fatalf("got the error %v, want %v", err, ErrInterrupt)
			}
			began := time.Now()
			k.settle()
			if took := time.Since(began); (k.owed == 0) != (reply != "") || took > 300*time.Millisecond {
				t.Errorf("reply %q: %d owed after %v", reply, k.owed, took)
			}
			if string(k.typed) != "\x03a" {
				t.Errorf("reply %q: typed is %q, want what was no reply", reply, k.typed)
			}
			w.Close()
		})
	}
}
