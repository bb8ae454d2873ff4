package cli

import (
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/conformance"
	"github.com/fcgen/fcgen/internal/fc"
)

// checkSettings is what the flags and arguments of check say.
type checkSettings struct {
	wanted
	config  conformance.Config
	port    int
	strict  bool
	format  string
	options conformance.Options
}

func (p *program) readCheck(c *cli.Context) (checkSettings, error) {
	s := checkSettings{
		wanted: wanted{dir: ".", command: p.started},
		config: conformance.Config{
			Environ: p.Environ, URL: c.String("url"),
			Timeout: c.Duration("timeout"), StartTimeout: c.Duration("start-timeout"), FreezeTime: c.Duration("freeze-time"),
			FailPath: c.String("fail-path"), PanicPath: c.String("panic-path"), FailInitEnv: c.String("fail-init-env"),
		},
		port: c.Int("port"), strict: c.Bool("strict"), format: c.String("format"),
		options: conformance.Options{Color: p.styleOf(p.Stdout).colour, Brief: c.Bool("brief"), Version: p.Build.or(buildInfo()).Version},
	}
	if known := conformance.Formats(); s.format != "" && !slices.Contains(known, s.format) {
		return s, &conformance.UnknownFormat{Format: s.format, Known: known}
	}
	if c.IsSet("port") {
		if err := fc.CheckPort(s.port); err != nil {
			return s, refusef("%v", err)
		}
	}
	if err := p.checkClash(c, s.format); err != nil {
		return s, err
	}
	if s.config.URL != "" && !strings.HasPrefix(s.config.URL, "http://") && !strings.HasPrefix(s.config.URL, "https://") {
		return s, refusef("the flag --url takes an address such as http://127.0.0.1:9000, not %q", s.config.URL)
	}
	if setting := s.config.FailInitEnv; setting != "" && strings.Index(setting, "=") < 1 {
		return s, refusef("the flag --fail-init-env takes KEY=VALUE").hintf("fcgen check --fail-init-env FAIL_INIT=1")
	}
	for _, flag := range []string{"timeout", "start-timeout", "freeze-time"} {
		if c.IsSet(flag) && c.Duration(flag) == 0 {
			return s, refusef("the flag --%s takes more than none", flag)
		}
	}
	var err error
	if s.config.Level, err = readLevel(c.String("level")); err != nil {
		return s, err
	}
	if s.environment, err = p.readEnvironment(c); err != nil {
		return s, err
	}
	s.config.Own, s.config.InheritAll = s.environment.own, s.environment.all
	if err := p.readCases(&s, c.Args().Slice()); err != nil {
		return s, err
	}
	s.choice = p.readChoice(c, s.dir)
	s.config.Getenv, s.config.Environment = p.getenv, s.choice.Environment
	return s, nil
}

func readLevel(typed string) (conformance.Level, error) {
	switch level := conformance.Level(strings.ToUpper(typed)); level {
	case "", "ALL":
		return "", nil
	case conformance.Must, conformance.Should, conformance.Info:
		return level, nil
	default:
		return "", &generator.Unknown{What: "level", Name: typed, Known: []string{"must", "should", "all"}}
	}
}

// readCases tells cases from the folder among the arguments: an id or an area
// is a case unless there is a folder of that name.
func (p *program) readCases(s *checkSettings, args []string) error {
	looksLikeCase := regexp.MustCompile(`^[A-Z]+(/[0-9]+)?$`)
	known := values(mustChoices(caseNames))
	dirs := 0
	for _, arg := range args {
		info, err := os.Stat(p.path(arg))
		isFolder := err == nil && info.IsDir()
		name := strings.ToUpper(arg)
		switch {
		case !isFolder && (slices.Contains(known, name) || looksLikeCase.MatchString(arg)):
			s.config.Cases = append(s.config.Cases, name)
		case dirs > 0:
			return refusef("check takes one folder, and %q and %q are no cases", s.dir, arg).hintf("fcgen check --list shows the cases")
		default:
			s.dir = arg
			dirs++
		}
	}
	return nil
}
