package cli

import (
	"context"
	"os/exec"
	"runtime"
)

// browse opens a page in the person's browser.
func (p *program) browse(ctx context.Context, url string) error {
	words := []string{"xdg-open", url}
	switch runtime.GOOS {
	case "darwin":
		words[0] = "open"
	case "windows":
		words = []string{"rundll32", "url.dll,FileProtocolHandler", url}
	}
	if browser := p.getenv("BROWSER"); browser != "" {
		words = []string{browser, url}
	}
	cmd := exec.CommandContext(ctx, words[0], words[1:]...) //nolint:gosec // the person's own choice
	cmd.Env = p.Environ
	return cmd.Run()
}
