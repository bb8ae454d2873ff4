package cli

import (
	"os"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/emulator"
)

// devSettings is what the flags of dev say.
type devSettings struct {
	wanted
	host                 string
	hosts                []string // that are let in besides this machine's names
	port, consolePort    int
	console, open, watch bool
	events               string // "" means none
	emulator             emulator.Config
	debug                debugSettings
}

func (p *program) readDev(c *cli.Context) (devSettings, error) {
	s := devSettings{
		wanted: wanted{dir: c.Args().First(), command: p.started},
		host:   c.String("host"), port: gatewayPort, consolePort: consolePort,
		console: !c.Bool("no-console"), open: c.Bool("open"), watch: !c.Bool("no-reload"),
		events: c.String("events"), hosts: textsOf(c, "allow-host"),
	}
	if s.dir == "" {
		s.dir = "."
	}
	s.choice = p.readChoice(c, s.dir)
	if s.host == "" {
		s.host = "127.0.0.1"
	}
	if s.open && !s.console {
		return devSettings{}, refusef("--open opens the console, and --no-console asks for none")
	}
	for _, name := range s.hosts {
		if want := emulator.CheckName(name); want != "" {
			return devSettings{}, refusef("the flag --allow-host takes %s: %q", want, name).hintf("fcgen dev --allow-host host.docker.internal")
		}
	}
	for _, port := range []struct {
		flag string
		to   *int
	}{{"port", &s.port}, {"console-port", &s.consolePort}} {
		if err := readPort(c, port.flag, port.to); err != nil {
			return devSettings{}, err
		}
	}
	if s.console && s.port == s.consolePort && s.port != 0 {
		return devSettings{}, refusef("--port and --console-port are both %d", s.port)
	}
	var err error
	if s.environment, err = p.readEnvironment(c); err != nil {
		return devSettings{}, err
	}
	if s.emulator, err = p.readEmulator(c); err != nil {
		return devSettings{}, err
	}
	s.emulator.Own, s.emulator.InheritAll = s.environment.own, s.environment.all
	s.debug, err = readDebug(c)
	s.emulator.Debug, s.forDebugger = s.debug.on, s.debug.on
	if _, statErr := os.Stat(p.path(s.dir)); err == nil && s.debug.on && statErr != nil && strings.Trim(s.dir, "0123456789") == "" {
		return s, refusef("there is no folder %q", s.dir).hintf("a port is joined to the flag: fcgen dev --debug=%s", s.dir)
	}
	return s, err
}

// readPort reads a port flag, 0 meaning any, if it is given.
func readPort(c *cli.Context, flag string, to *int) error {
	if !c.IsSet(flag) {
		return nil
	}
	if *to = c.Int(flag); *to < 0 || *to > 65535 {
		return refusef("the flag --%s takes a port from 0 to 65535, not %d", flag, *to)
	}
	return nil
}

// readEmulator reads how the platform shall behave.
func (p *program) readEmulator(c *cli.Context) (emulator.Config, error) {
	config := emulator.Config{
		Environ: p.Environ, InitFailure: emulator.Policies()[0], InitRequest: emulator.RequestIDUUID,
		IdleTimeout: defaultIdle, Prestart: c.Bool("prestart"), Timers: c.Bool("timers"),
		MaxInstances: c.Int("max-instances"), StartTimeout: c.Duration("start-timeout"), StopGrace: c.Duration("grace"),
	}
	if c.IsSet("idle") {
		config.IdleTimeout, config.IdleByHand = c.Duration("idle"), true
	}
	if c.Bool("no-freeze") {
		config.FreezeAfter = -1
	}
	if policy := c.String("init-failure"); policy != "" {
		if config.InitFailure = emulator.Policy(policy); !slices.Contains(emulator.Policies(), config.InitFailure) {
			return config, &generator.Unknown{What: "policy", Name: policy, Known: values(mustChoices(initPolicies))}
		}
	}
	if c.IsSet("init-tries") {
		switch config.InitTries = c.Int("init-tries"); {
		case config.InitTries < 0:
			return config, refusef("--init-tries cannot be negative: %d", config.InitTries)
		case config.InitTries == 0:
			config.InitTries = -1
		}
	}
	if form := c.String("init-rid"); form != "" {
		config.InitRequest = emulator.RequestIDForm(form)
		if known := []string{string(emulator.RequestIDUUID), string(emulator.RequestIDInvoke)}; !slices.Contains(known, form) {
			return config, &generator.Unknown{What: "form of request ids", Name: form, Known: known}
		}
	}
	for _, atLeast := range []struct {
		flag string
		some bool
	}{
		{"max-instances", config.MaxInstances > 0}, {"start-timeout", config.StartTimeout > 0}, {"grace", config.StopGrace > 0},
	} {
		if c.IsSet(atLeast.flag) && !atLeast.some {
			return config, refusef("the flag --%s takes more than none", atLeast.flag)
		}
	}
	var err error
	config.Faults, err = emulator.ParseFaults(textsOf(c, "fault"))
	return config, err
}

// shortDuration is a duration without its empty parts: 5m, not 5m0s.
func shortDuration(d time.Duration) string {
	s := d.String()
	for _, empty := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(s, empty) {
			s = s[:len(s)-2]
		}
	}
	return s
}
