package emulator

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
)

// policy configures the initializer and what follows from its failure.
func policy(p Policy) func(*Config) {
	return func(c *Config) {
		hooks("initializer", "prestop")(c)
		c.InitFailure, c.InitTries = p, 3
		c.Function.Hooks["initializer"] = manifest.Hook{Configured: true, Timeout: 500 * time.Millisecond}
	}
}

func TestAFailedInitializerIsRepeatedOrItsInstanceReplaced(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		answers  string
		tries    int
		starts   int // processes
		notice   string
		unstated bool // by any text
	}{
		{"200", 1, 1, "", false},
		{"204", 1, 1, "", false},
		{"400,200", 2, 1, "the same instance is asked again", false},
		{"404,404,200", 3, 1, "the same instance is asked again", false},
		{"500,200", 2, 2, "the instance is replaced", false},
		{"400,500,200", 3, 2, "the instance is replaced", false},
		{"403,200", 2, 1, "status 403 is not specified by any text", true},
		{"302,200", 2, 1, "status 302 is not specified by any text", true},
		{"503,200", 2, 2, "status 503 is not specified by any text", true},
		{"drop,200", 2, 2, "an initializer that does not answer is not specified by any text", true},
		{"hang,200", 2, 2, "an initializer that does not answer is not specified by any text", true},
		{"exit,200", 2, 2, "exited unexpectedly(code 7", true},
	} {
		t.Run(c.answers, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, policy(PolicyRetry), "INITIALIZER="+c.answers)
			if got := b.get("/"); got.status != 200 {
				t.Errorf("the call got %d %s", got.status, got.body)
			}
			if got := b.recorded("initializer"); len(got) != c.tries {
				t.Errorf("the initializer was called %d times, want %d", len(got), c.tries)
			}
			starts := 0
			for _, line := range b.recorded("life") {
				if line == "started" {
					starts++
				}
			}
			if starts != c.starts {
				t.Errorf("there were %d processes, want %d", starts, c.starts)
			}
			if c.notice == "" {
				return
			}
			e := b.awaitNotice(c.notice)
			if !strings.Contains(e.Text, PolicyRetry.Text()) && !b.tells(PolicyRetry.Text()) {
				t.Errorf("the text that is followed is not named: %q", e.Text)
			}
			if b.tells("not specified by any text") != c.unstated {
				t.Errorf("says that it is not specified: want %v", c.unstated)
			}
		})
	}
}

// tells reports whether a notice has these words.
func (b *bench) tells(words string) bool {
	for _, e := range b.events() {
		if e.Type == EventNotice && strings.Contains(e.Text, words) {
			return true
		}
	}
	return false
}

func TestRetriesEndHereButNotOnThePlatform(t *testing.T) {
	t.Parallel()
	for _, answers := range []string{"400", "500"} {
		t.Run(answers, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, policy(PolicyRetry), "INITIALIZER="+answers)
			got := b.get("/")
			if got.status != 502 || !strings.Contains(got.body, fc.ErrorInitialization) {
				t.Errorf("the call got %d %s", got.status, got.body)
			}
			if tries := len(b.recorded("initializer")); tries != 3 {
				t.Errorf("the initializer was called %d times", tries)
			}
			b.awaitNotice("THE PLATFORM WOULD GO ON FOR EVER")
			b.awaitNotice("the pre-stop is not called")
			if calls := b.recorded("prestop"); len(calls) != 0 {
				t.Errorf("the pre-stop was called: %q", calls)
			}
			b.get("/") // tries anew
			if tries := len(b.recorded("initializer")); tries != 6 {
				t.Errorf("after the next call the initializer was called %d times", tries)
			}
		})
	}
}

func TestAsManyTriesAsAreAskedFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tries  int
		answer string
		want   int
	}{{7, "400", 7}, {8, "500,400", 7}, {-1, "500,400", 7}} {
		t.Run(fmt.Sprint(c.tries, c.answer), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, func(config *Config) { policy(PolicyRetry)(config); config.InitTries = c.tries },
				"INITIALIZER="+strings.Repeat(c.answer+",", 6/(strings.Count(c.answer, ",")+1))+"200")
			if got := b.get("/"); got.status != 200 {
				t.Errorf("the call got %d %s", got.status, got.body)
			}
			if tries := len(b.recorded("initializer")); tries != c.want {
				t.Errorf("the initializer was called %d times, want %d", tries, c.want)
			}
			if b.tells("WOULD GO ON FOR EVER") || b.tells("without a limit") != (c.tries < 0) {
				t.Error("what it says of the limit is not true")
			}
		})
	}
}

func TestWithNextCallTheCallFailsAndTheNextOneGetsANewInstance(t *testing.T) {
	t.Parallel()
	b := newBench(t, policy(PolicyNextCall), "INITIALIZER=400,200")
	if got := b.get("/"); got.status != 502 || got.header.Get(fc.HeaderErrorType) != fc.ErrorInitialization {
		t.Errorf("the call got %d %s", got.status, got.body)
	}
	b.awaitNotice(PolicyNextCall.Text())
	if got := b.get("/"); got.status != 200 || got.body != "hello" {
		t.Errorf("the next call got %d %s", got.status, got.body)
	}
	if starts := strings.Count(fmt.Sprint(b.recorded("life")), "started"); starts != 2 {
		t.Errorf("there were %d processes", starts)
	}
}

func TestWithErrorTheCallerGetsASuccessWithAnErrorType(t *testing.T) {
	t.Parallel()
	b := newBench(t, policy(PolicyError), "INITIALIZER=500,500,200")
	got := b.get("/")
	if got.status != 200 || got.header.Get(fc.HeaderErrorType) != fc.ErrorInitialization || !strings.Contains(got.body, `"errorMessage":"the initializer failed: answered 500"`) {
		t.Errorf("the HTTP call got %d %v %s", got.status, got.header, got.body)
	}
	result := b.Invoke(t.Context(), []byte("x"))
	if result.Status != 200 || result.ErrorType != fc.ErrorInitialization || !strings.Contains(string(result.Body), "errorMessage") {
		t.Errorf("the event call got %d %s %s", result.Status, result.ErrorType, result.Body)
	}
	b.awaitNotice(PolicyError.Text())
	if got := b.get("/"); got.body != "hello" {
		t.Errorf("the next call got %d %s", got.status, got.body)
	}
}

func TestEveryPolicyNamesItsText(t *testing.T) {
	t.Parallel()
	for _, p := range Policies() {
		if !strings.Contains(p.Text(), "follow") || !strings.HasPrefix(p.Text(), string(p)) {
			t.Errorf("%s: %q", p, p.Text())
		}
	}
	if _, err := New(Config{Program: Program{Args: []string{"x"}}, InitFailure: "hope"}); err == nil {
		t.Error("a policy that there is not was taken")
	}
}
