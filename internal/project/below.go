package project

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/fcgen/fcgen/generator"
)

// Below lists the projects in the folders of dir, by their paths from there and
// with slashes, for people who are in the wrong one. Only folders and those in
// them are looked at, and no more than most are listed.
func Below(dir string, most int) []string {
	var found []string
	for _, one := range foldersIn(dir) {
		if isProject(filepath.Join(dir, one)) {
			found = append(found, one)
			continue
		}
		for _, two := range foldersIn(filepath.Join(dir, one)) {
			if isProject(filepath.Join(dir, one, two)) {
				found = append(found, one+"/"+two)
			}
		}
		if len(found) >= most {
			return found[:most]
		}
	}
	return found
}

// maxFolders is how many folders are looked at in one.
const maxFolders = 200

func foldersIn(dir string) []string {
	var names []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if e.Type()&fs.ModeType == fs.ModeDir && !skippedFolder(e.Name()) && !strings.HasPrefix(e.Name(), "_") && len(names) < maxFolders {
			names = append(names, e.Name())
		}
	}
	return names
}

// isProject reports whether a folder has an s.yaml, or was made by fcgen.
func isProject(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(generator.SpecPath)))
	return err == nil || syamlIn(dir) != ""
}
