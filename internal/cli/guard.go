package cli

import (
	"os"

	"github.com/fcgen/fcgen/internal/process"
)

// startGuard starts the process that kills instances when this one cannot.
func startGuard() (*process.Guard, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return process.StartGuard([]string{self, guardWord})
}

// guardWord is the hidden command that is the guard.
const guardWord = "__guard"
