package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// notices is the text that goes with every binary: for each module in the list,
// whose it is and under which terms. The MIT and BSD licences ask for their
// text in every copy, Apache's for the NOTICE file. A module without a licence,
// or with one that is not in the list of allowed ones, is an error.
func notices(list []module) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("fcgen contains the following software, under the terms that stand below it.\n")
	for _, m := range list {
		texts, err := m.licences()
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "\n%s\n%s\n", strings.Repeat("=", 78), m.heading())
		for _, t := range texts {
			fmt.Fprintf(&b, "\n%s (%s)\n\n%s\n", t.file, t.kind, bytes.TrimSpace(t.data))
		}
	}
	return b.Bytes(), nil
}

func (m module) heading() string {
	if m.path == "std" {
		return "The Go standard library " + m.version
	}
	return m.path + " " + m.version
}

// licence is a file that says under which terms something may be used.
type licence struct {
	file string // its name, from the module's folder
	kind string // its name in the SPDX list, or "notice"
	data []byte
}

// licenceFile is what such files are called.
var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents|unlicense)([.-].*)?$`)

// licences are the module's own and those of folders that a linked package is
// in: a module may contain a part that is somebody else's.
func (m module) licences() ([]licence, error) {
	folders := []string{"."}
	for _, p := range m.packages {
		for ; p != "."; p = filepath.Dir(p) {
			folders = append(folders, p)
		}
	}
	slices.Sort(folders)
	var list []licence
	for _, folder := range slices.Compact(folders) {
		entries, err := os.ReadDir(filepath.Join(m.dir, folder))
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if !licenceFile.MatchString(e.Name()) || !e.Type().IsRegular() || filepath.Ext(e.Name()) == ".go" {
				continue
			}
			name := filepath.Join(folder, e.Name())
			data, err := os.ReadFile(filepath.Join(m.dir, name))
			if err != nil {
				return nil, err
			}
			kind, err := kindOf(e.Name(), data)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", m.heading(), name, err)
			}
			list = append(list, licence{filepath.ToSlash(name), kind, bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))})
		}
	}
	if !slices.ContainsFunc(list, func(l licence) bool { return l.kind != "notice" }) {
		return nil, fmt.Errorf("%s: there is no licence in it: leave the module out, or ask its authors for one", m.heading())
	}
	return list, nil
}
