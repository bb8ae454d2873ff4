package emulator

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/netresearch/go-cron"
)

// cronParser reads what the platform's timers take: seconds first, and of days of
// the month and of the week, if both are given, either.
var cronParser = cron.MustNewParser(cron.Second | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.DowOrDom | cron.Descriptor)

// parseCron reads a cronExpression as D/129 has it: six fields, "CRON_TZ=ZONE "
// before them, or "@every 5m". The error says what is wrong with it.
func parseCron(expression string) (cron.Schedule, error) {
	zone, fields := "", strings.TrimSpace(expression)
	if strings.HasPrefix(fields, "CRON_TZ=") {
		zone, fields, _ = strings.Cut(fields, " ")
		zone += " "
	}
	if strings.HasPrefix(fields, "@") && !strings.HasPrefix(fields, "@every ") {
		return nil, fmt.Errorf("%q is no cron expression of the platform's: six fields, seconds first, or @every 5m", expression)
	}
	if strings.HasPrefix(fields, "TZ=") {
		return nil, errors.New("the time zone is written CRON_TZ=")
	}
	schedule, err := cronParser.Parse(zone + strings.ToLower(fields)) // it knows MON in small letters only where H has a meaning
	if err != nil {
		return nil, fmt.Errorf("%q: %w", expression, err)
	}
	return schedule, nil
}

// nextTime is when an expression's time comes after another one; zero if never.
// Without a zone it is UTC's (D/129).
func nextTime(s cron.Schedule, after time.Time) time.Time { return s.Next(after.UTC()) }
