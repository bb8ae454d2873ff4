package instance

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/fcgen/fcgen/internal/secret"
)

// collector is a log that a test reads.
type collector struct {
	mu    sync.Mutex
	lines []Line
}

func (c *collector) log(line Line) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lines = append(c.lines, line)
}

func (c *collector) texts() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return texts(c.lines)
}

func TestLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", MaxLine)
	for _, test := range []struct {
		name   string
		pieces []string
		want   []string
	}{
		{"whole lines", []string{"one\ntwo\n\nfour\n"}, []string{"one", "two", "", "four"}},
		{"in pieces", []string{"o", "ne\nt", "w", "o\n"}, []string{"one", "two"}},
		{"no end", []string{"one\ntwo"}, []string{"one", "two"}},
		{"Windows", []string{"one\r\ntwo\r", "\n"}, []string{"one", "two"}},
		{"as long as may be", []string{long + "\n", long, "\n"}, []string{long, long}},
		{"too long", []string{long + "yz\n"}, []string{long, "yz"}},
		{"too long, in pieces", []string{long, long, "y", "z\n"}, []string{long, long, "yz"}},
		{"cut before a rune", []string{"y" + strings.Repeat("好", MaxLine/3) + "好\n"}, []string{"y" + strings.Repeat("好", (MaxLine-1)/3), strings.Repeat("好", MaxLine/3+1-(MaxLine-1)/3)}},
		{"a rune in pieces", []string{"a\xe5", "\xa5", "\xbdb\n"}, []string{"a好b"}},
		{"not UTF-8", []string{"a\xff\xfe\xfdb\xe5\xa5\n"}, []string{"a\ufffdb\ufffd"}},
		{"control characters", []string{"a\x00b\x07c\x7fd\te\rf\n"}, []string{"a␀b␇c␡d\te␍f"}},
		{"C1 control characters", []string{"a\u009b31mb\n"}, []string{"a\ufffd31mb"}},
		{"colours", []string{"\x1b[1;31mred\x1b[0m \x1b[38:5:9mmore\x1b[m\n"}, []string{"\x1b[1;31mred\x1b[0m \x1b[38:5:9mmore\x1b[m"}},
		{"cursor", []string{"a\x1b[2J\x1b[1;1Hb\x1b[?25lc\x1b(Bd\x1b7e\x1b[>0me\n"}, []string{"abcdee"}},
		{"title and link", []string{"a\x1b]0;title\x07b\x1b]8;;http://x\x1b\\c\n"}, []string{"abc"}},
		{"broken sequences", []string{"a\x1b[12\x1b]title\x1b\n"}, []string{"a␛[12␛]title␛"}},
		{"grows while made readable", []string{strings.Repeat("\x00", MaxLine) + "\n"}, slices.Repeat([]string{strings.Repeat("␀", MaxLine/3)}, 3)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got collector
			o := newOutput(Config{Log: got.log, Secrets: NewRedactor()})
			for _, piece := range test.pieces {
				if n, err := o.stream(Stderr).Write([]byte(piece)); n != len(piece) || err != nil {
					t.Fatalf("Write says %d, %v", n, err)
				}
			}
			o.close()
			lines := got.texts()
			if test.name == "grows while made readable" { // what is left over is a line of its own
				if all := strings.Join(lines, ""); all != strings.Repeat("␀", MaxLine) {
					t.Errorf("%d bytes came, want %d", len(all), 3*MaxLine)
				}
			} else if !slices.Equal(lines, test.want) {
				t.Errorf("got  %.200q\nwant %.200q", lines, test.want)
			}
			for i, line := range got.lines {
				if len(line.Text) > MaxLine || !utf8.ValidString(line.Text) || line.Stream != Stderr || line.Time.IsZero() {
					t.Errorf("line %d has %d bytes, is valid: %v, of %s at %v", i, len(line.Text), utf8.ValidString(line.Text), line.Stream, line.Time)
				}
			}
			if tail := texts(o.tail(keptLines)); !slices.Equal(tail, lines) {
				t.Errorf("the tail has %d lines, the log %d", len(tail), len(lines))
			}
		})
	}
}

func TestLinesOfAProgram(t *testing.T) {
	t.Parallel()
	in := ended(t, `lines "a\x00\xffb\nno end"`)
	if got, want := texts(in.Tail(10)), []string{"a␀\ufffdb", "no end"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAPromptIsShown(t *testing.T) {
	t.Parallel()
	in := start(t, config(t, "prompt"))
	eventually(t, "the prompt", func() bool { return slices.Equal(texts(in.Tail(1)), []string{"name? "}) })
}

func TestAFlushLeavesWhatIsNotComplete(t *testing.T) {
	t.Parallel()
	var got collector
	o := newOutput(Config{Log: got.log, Secrets: NewRedactor()})
	key := runCredentials().key
	_, _ = o.stream(Stdout).Write([]byte("half a rune: \xe5\xa5"))
	_, _ = o.stream(Stderr).Write([]byte("half a key: " + key[:len(key)-5]))
	eventually(t, "two lines", func() bool { return len(got.texts()) == 2 })
	_, _ = o.stream(Stdout).Write([]byte("\xbd\n"))
	_, _ = o.stream(Stderr).Write([]byte(key[len(key)-5:] + "\n"))
	o.close()
	lines := got.texts()
	slices.Sort(lines)
	if want := []string{secret.Redacted, "half a key: ", "half a rune: ", "好"}; !slices.Equal(lines, want) {
		t.Errorf("got %q, want %q", lines, want)
	}
}

func TestLogIsCalledByOneAtATime(t *testing.T) {
	t.Parallel()
	const each = 2000
	count, calls := map[Stream]int{}, 0
	o := newOutput(Config{Log: func(line Line) { // without a lock: the race detector watches
		calls++
		if line.Text != fmt.Sprint(count[line.Stream]) {
			t.Errorf("%s: got %q, want %d", line.Stream, line.Text, count[line.Stream])
		}
		count[line.Stream]++
	}})
	var writers sync.WaitGroup
	for _, s := range []Stream{Stdout, Stderr} {
		writers.Go(func() {
			for i := range each {
				fmt.Fprintln(o.stream(s), i)
			}
		})
	}
	writers.Wait()
	o.close()
	if calls != 2*each {
		t.Errorf("%d lines came, want %d", calls, 2*each)
	}
}

func TestNothingComesAfterTheEnd(t *testing.T) {
	t.Parallel()
	var got collector
	o := newOutput(Config{Log: got.log, Secrets: NewRedactor()})
	_, _ = o.stream(Stdout).Write([]byte("before"))
	o.close()
	_, _ = o.stream(Stdout).Write([]byte("after\n"))
	o.stream(Stdout).flush()
	if lines := got.texts(); !slices.Equal(lines, []string{"before"}) {
		t.Errorf("got %q", lines)
	}
}

func TestTailForgets(t *testing.T) {
	t.Parallel()
	var r ring
	if got := r.tail(5); len(got) != 0 {
		t.Errorf("an empty one has %d lines", len(got))
	}
	for i := range 3 * keptLines {
		r.add([]Line{{Text: fmt.Sprint(i)}})
	}
	if got, want := texts(r.tail(2)), []string{fmt.Sprint(3*keptLines - 2), fmt.Sprint(3*keptLines - 1)}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := len(r.tail(10 * keptLines)); got != keptLines {
		t.Errorf("%d lines are kept, want %d", got, keptLines)
	}
	if got := len(r.tail(-1)); got != 0 {
		t.Errorf("tail(-1) has %d lines", got)
	}
	r.add(slices.Repeat([]Line{{Text: strings.Repeat("x", MaxLine)}}, 2*keptLines))
	if got, want := len(r.tail(keptLines)), keptBytes/MaxLine; got != want {
		t.Errorf("%d long lines are kept, want %d", got, want)
	}
}

// What a program writes must not wait for us: reading it is the limit.
func BenchmarkOutput(b *testing.B) {
	for _, test := range []struct{ name, line string }{
		{"plain", strings.Repeat("all work and no play makes a dull log. ", 2)},
		{"Chinese", strings.Repeat("函数计算是事件驱动的全托管计算服务。", 3)},
		{"endless", ""},
		{"zeros", strings.Repeat("\x00", 80)},
	} {
		b.Run(test.name, func(b *testing.B) {
			piece := []byte(strings.Repeat(test.line+"\n", 32<<10/(len(test.line)+1)))
			if test.line == "" {
				piece = []byte(strings.Repeat("x", 32<<10))
			}
			var bytes int
			s := newOutput(Config{Log: func(line Line) { bytes += len(line.Text) }, Secrets: NewRedactor()}).stream(Stdout)
			b.SetBytes(int64(len(piece)))
			for b.Loop() {
				_, _ = s.Write(piece)
			}
		})
	}
}

func TestSlowLogHoldsTheProgramBack(t *testing.T) {
	t.Parallel()
	c := config(t, "flood 4")
	var first sync.Once
	came, read := make(chan struct{}), make(chan struct{})
	c.Log = func(Line) {
		first.Do(func() {
			close(came)
			<-read
		})
	}
	in := start(t, c)
	ctx := t.Context()
	<-came
	time.Sleep(50 * time.Millisecond) // enough to write 4 MB, if somebody took them
	if listened(ctx, in.told) {
		t.Error("the program serves before anybody read its output")
	}
	close(read)
	if err := in.Ready(ctx); err != nil {
		t.Error(err)
	}
}
