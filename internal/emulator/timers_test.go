package emulator

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/manifest"
)

func TestCronExpressionsAreThePlatforms(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 31, 8, 0, 0, 1, time.FixedZone("CST", 8*60*60)) // midnight in UTC
	for expression, want := range map[string]string{
		"0 0 4 * * *":                         "2026-01-31T04:00:00Z",
		"CRON_TZ=Asia/Shanghai 0 0 4 1 * *":   "2026-01-31T20:00:00Z", // the platform's own example
		"CRON_TZ=Asia/Shanghai 0 0 0 * * SUN": "2026-01-31T16:00:00Z",
		"0 0 0 * * THU":                       "2026-02-05T00:00:00Z",
		"0 0 0 ? MAR MON-FRI":                 "2026-03-02T00:00:00Z",
		"0 0 0 15 * MON":                      "2026-02-02T00:00:00Z", // either of both
		"*/10 * * * * *":                      "2026-01-31T00:00:10Z",
		"0 30 8-20/4 * * *":                   "2026-01-31T08:30:00Z",
		"@every 5m":                           "2026-01-31T00:05:00Z",
		"@every 1h30m":                        "2026-01-31T01:30:00Z",
		"0 0 0 30 2 *":                        "never",
		"":                                    "error",
		"0 4 * * *":                           "error", // without seconds
		"@daily":                              "error",
		"@every 0s":                           "error",
		"TZ=UTC 0 0 4 * * *":                  "error",
		"CRON_TZ=":                            "error",
		"CRON_TZ=Nowhere/Else 0 0 4 * * *":    "error",
		"60 0 0 * * *":                        "error",
		"0 0 0 L * *":                         "error",
	} {
		schedule, err := parseCron(expression)
		got := "error"
		if err == nil {
			got = "never"
			if next := nextTime(schedule, at); !next.IsZero() {
				got = next.UTC().Format(time.RFC3339)
			}
		} else if expression != "" && !strings.Contains(err.Error(), strings.Fields(expression)[0]) && !strings.HasPrefix(expression, "TZ=") {
			t.Errorf("%q: the error does not name it: %v", expression, err)
		}
		if got != want {
			t.Errorf("%q: got %s, %v; want %s", expression, got, err, want)
		}
	}
}

func TestTimersFireWhenTheirTimeComes(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC)
	firings, told := plan([]manifest.Timer{
		{Name: "minutely", Cron: "@every 1m", Enabled: true},
		{Name: "hourly", Cron: "0 0 * * * *", Enabled: true},
		{Name: "off", Cron: "0 0 * * * *"},
		{Name: "wrong", Cron: "hourly", Enabled: true},
		{Name: "impossible", Cron: "0 0 0 30 2 *", Enabled: true},
	}, start)
	for i, want := range []string{
		`the timer trigger "minutely" fires next at 2026-01-31T08:01:00Z`, `the timer trigger "hourly" fires next at 2026-01-31T09:00:00Z`,
		`the timer trigger "off" is not enabled`, `the timer trigger "wrong" never fires: "hourly"`, `the timer trigger "impossible" never fires: no time is like "0 0 0 30 2 *"`,
	} {
		if i >= len(told) || !strings.HasPrefix(told[i], want) {
			t.Errorf("got %q, want %q", told, want)
		}
	}
	fired := func(at time.Time) (names []string, wait time.Duration) {
		fire, wait := due(firings, at)
		for _, f := range fire {
			names = append(names, f.timer.Name)
		}
		return names, wait
	}
	for _, c := range []struct {
		at    time.Duration
		names []string
		wait  time.Duration
	}{
		{0, nil, time.Minute},
		{time.Minute, []string{"minutely"}, time.Minute},
		{5*time.Minute + time.Second, []string{"minutely"}, time.Minute}, // once for all that were missed, as after a sleep
		{time.Hour, []string{"minutely", "hourly"}, time.Minute},
	} {
		names, wait := fired(start.Add(c.at))
		if !slices.Equal(names, c.names) || wait != c.wait {
			t.Errorf("after %v: got %q and %v, want %q and %v", c.at, names, wait, c.names, c.wait)
		}
	}
}

func TestATimerCallsTheFunction(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) {
		c.Timers = true
		c.Function.Timers = []manifest.Timer{{Name: "tick", Cron: "@every 1s", Payload: "hello", Enabled: true}}
	})
	first := b.await("a call", func(e Event) bool { return e.Type == EventEnd && e.Call == CallAsync })
	if first.Error != "" || first.Status != 200 {
		t.Errorf("the call: %+v", first)
	}
	got := b.recorded("events")
	if len(got) == 0 || !strings.Contains(got[0], `"triggerName":"tick","payload":"hello"`) {
		t.Errorf("the function got %q", got)
	}
	f := b.Function()
	f.Timers = nil
	b.SetFunction(f)
}
