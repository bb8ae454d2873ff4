package cli

import (
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/internal/manifest"
)

// templateFlag names another s.yaml, as Serverless Devs' own flag does.
func templateFlag(group string) flag {
	return flag{name: "template", short: "t", kind: word, value: "FILE", group: group, standard: "s.yaml, else s.yml",
		about: "the s.yaml to read, as s -t names it"}
}

// overlayFlag names an environment of env.yaml.
func overlayFlag(group string) flag {
	return flag{name: "environment", kind: word, value: "NAME", group: group, about: "the environment of env.yaml to use, as s --env names it"}
}

// readChoice reads which function of which s.yaml is meant in a folder.
func (p *program) readChoice(c *cli.Context, dir string) manifest.Choice {
	return manifest.Choice{
		File: p.templateFile(c.String("template"), dir), Resource: c.String("resource"), Getenv: p.getenv, Environment: c.String("environment"),
	}
}

// templateFile is an s.yaml that was typed: it begins where the person is, else
// in the folder that is meant. "" stays "".
func (p *program) templateFile(typed, dir string) string {
	if typed == "" || filepath.IsAbs(typed) {
		return typed
	}
	here := p.path(typed)
	if _, err := os.Stat(here); err != nil {
		return typed
	}
	if rel, err := filepath.Rel(p.path(dir), here); err == nil {
		return rel // as messages name it
	}
	return here
}
