package cli

import (
	"context"
	_ "embed"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
)

// The scripts hold no flag and no name: they ask "fcgen __complete", so that
// they stay right when fcgen changes. None of them evaluates what was typed.
var (
	//go:embed shell/fcgen.bash
	bashScript string
	//go:embed shell/fcgen.zsh
	zshScript string
	//go:embed shell/fcgen.fish
	fishScript string
	//go:embed shell/fcgen.ps1
	powershellScript string
)

func completionCommand() *command {
	return &command{
		name: "completion", args: "SHELL", most: 1,
		summary: "print the completion script of a shell",
		about: `Prints the script that lets a shell complete commands, flags and their values.
SHELL is bash, zsh, fish or powershell. How to load it stands at the script's top.`,
		examples: []example{
			{"source <(fcgen completion bash)", "for this bash or zsh (write zsh then)"},
			{"fcgen completion fish > ~/.config/fish/completions/fcgen.fish", "for every fish"},
			{"fcgen completion powershell | Out-String | Invoke-Expression", "for this PowerShell"},
		},
		words: shells,
		run: func(_ context.Context, p *program, c *cli.Context) error {
			script, ok := scriptFor(c.Args().First())
			switch {
			case c.NArg() == 0:
				return refusef("no shell is named").hintf("fcgen completion bash, zsh, fish or powershell")
			case !ok:
				return &generator.Unknown{What: "shell", Name: c.Args().First(), Known: values(mustChoices(shells))}
			}
			_, err := p.out.Write([]byte(script))
			return err
		},
	}
}

func shells(*generator.Catalog) ([]choice, error) {
	return []choice{{"bash", ""}, {"zsh", ""}, {"fish", ""}, {"powershell", ""}}, nil
}

func scriptFor(shell string) (string, bool) {
	switch shell {
	case "bash":
		return bashScript, true
	case "zsh":
		return zshScript, true
	case "fish":
		return fishScript, true
	case "powershell", "pwsh":
		return powershellScript, true
	}
	return "", false
}
