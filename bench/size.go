package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// sizeRows lists the binaries' sizes and those of the images that the
// generated Dockerfile makes of them: nothing but what its last stage copies.
func (p *pair) sizeRows() ([][]string, error) {
	copied, err := copies(filepath.Join(p.golden, "Dockerfile"))
	if err != nil {
		return nil, err
	}
	var rows [][]string
	var binary [2]float64
	for i := range p.binaries {
		info, err := os.Stat(p.binaries[i])
		if err != nil {
			return nil, err
		}
		binary[i] = float64(info.Size())
	}
	for i, name := range []string{"generated", "minimal"} {
		image, err := imageSize(copied, binary[i])
		if err != nil {
			return nil, err
		}
		row := []string{p.framework + ", " + name, megabytes(binary[i]), "", image}
		if i == 0 {
			row[2] = fmt.Sprintf("%.2f", binary[0]/binary[1])
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// imageSize adds up the copied files. The binary's name is bootstrap, files of
// the base image are taken from this system, and the build stage makes no other.
func imageSize(copied []string, binary float64) (string, error) {
	total, missing := 0.0, ""
	for _, source := range copied {
		switch {
		case filepath.Base(source) == "bootstrap":
			total += binary
		case strings.HasPrefix(source, "/out/"): // an empty folder
		default:
			info, err := os.Stat(source)
			if errors.Is(err, fs.ErrNotExist) {
				missing += " + " + source + ", not on this system"
				continue
			}
			if err != nil {
				return "", err
			}
			total += float64(info.Size())
		}
	}
	return megabytes(total) + missing, nil
}

// copies lists the sources that the Dockerfile's last stage copies.
func copies(dockerfile string) ([]string, error) {
	data, err := os.ReadFile(dockerfile)
	if err != nil {
		return nil, err
	}
	var sources []string
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "FROM":
			sources = nil
		case "COPY":
			for _, word := range words[1 : len(words)-1] {
				if !strings.HasPrefix(word, "--") {
					sources = append(sources, word)
				}
			}
		}
	}
	return sources, nil
}
