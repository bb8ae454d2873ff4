//go:build ignore

// This program builds dist/bootstrap, the static Linux binary that the
// platform starts: go run build.go
package main

import (
	"log"
	"os"
	"os/exec"
)

func main() {
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", "dist/bootstrap", ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	build.Stdout, build.Stderr = os.Stdout, os.Stderr
	if err := build.Run(); err != nil {
		log.Fatalf("build dist/bootstrap: %v", err)
	}
}
