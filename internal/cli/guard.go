package cli

import (
	"os"
	"sync"

	"github.com/fcgen/fcgen/internal/process"
)

// guardWord is the hidden command that is the guard.
const guardWord = "__guard"

// guard is the process that ends what a run has started when the run itself
// cannot: it was killed. It is started with the run's first program.
type guard struct {
	once    sync.Once
	started *process.Guard
	err     error
}

// start starts it, once, and says why that could not be done.
func (g *guard) start() (*process.Guard, error) {
	g.once.Do(func() {
		self, err := os.Executable()
		if err != nil {
			g.err = err
			return
		}
		g.started, g.err = process.StartGuard([]string{self, guardWord})
	})
	return g.started, g.err
}

// get is start for those who do without a guard where there is none.
func (g *guard) get() *process.Guard {
	started, _ := g.start()
	return started
}

// close ends it, if it was started.
func (g *guard) close() error {
	g.once.Do(func() {})
	return g.started.Close()
}
