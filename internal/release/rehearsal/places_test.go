package rehearsal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// download gets what a package manager would, without a token.
func (s *stage) download(t *testing.T, address string) []byte {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil || u.Host != "github.com" {
		t.Fatalf("%q is not at GitHub: %v", address, err)
	}
	w := httptest.NewRecorder()
	s.hub.ServeHTTP(w, httptest.NewRequest(http.MethodGet, u.Path, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d", address, w.Code)
	}
	return w.Body.Bytes()
}

// matches tells whether what is at an address has that sum.
func (s *stage) matches(t *testing.T, address, sum, suffix string) {
	t.Helper()
	if !strings.HasSuffix(address, suffix) {
		t.Errorf("%s is taken where %s should be", address, suffix)
	}
	if got := sumOf(s.download(t, address)); got != strings.ToLower(sum) {
		t.Errorf("%s has the sum %s, and %s is expected of it", address, got, sum)
	}
}

func (s *stage) pushed(t *testing.T, repo, branch, file string) string {
	t.Helper()
	data, ok := s.hub.File(repo, branch, file)
	if !ok {
		t.Fatalf("%s has no %s", repo, file)
	}
	return string(data)
}

// The cask takes the right archive on each system, and finds in it what it links.
func (s *stage) testCask(t *testing.T) {
	cask := s.pushed(t, "fcgen/homebrew-tap", "main", "Casks/fcgen.rb")
	part := regexp.MustCompile(`(?s)on_(macos|linux) do(.*?)\n  end\n`)
	single := regexp.MustCompile(`(?s)on_(intel|arm) do\s+sha256 "([0-9a-f]+)"\s+url "([^"]+)"`)
	found := 0
	var archive string
	for _, system := range part.FindAllStringSubmatch(cask, -1) {
		for _, m := range single.FindAllStringSubmatch(system[2], -1) {
			suffix := map[string]string{"macos": "darwin", "linux": "linux"}[system[1]] + "_" + map[string]string{"intel": "amd64", "arm": "arm64"}[m[1]] + ".tar.gz"
			archive = strings.ReplaceAll(m[3], "#{version}", version)
			s.matches(t, archive, m[2], suffix)
			found++
		}
	}
	if found != 4 || !strings.Contains(cask, `version "`+version+`"`) {
		t.Fatalf("the cask has %d archives:\n%s", found, cask)
	}
	files := unpack(t, archive, s.download(t, archive))
	links := regexp.MustCompile(`(?m)^  (binary|manpage|bash_completion|zsh_completion|fish_completion) "([^"]+)"`).FindAllStringSubmatch(cask, -1)
	kinds := map[string]int{}
	for _, l := range links {
		kinds[l[1]]++
		if len(files[l[2]]) == 0 {
			t.Errorf("the cask links %s, which the archive does not have", l[2])
		}
	}
	if kinds["binary"] != 1 || kinds["manpage"] < len(pages) || kinds["bash_completion"]+kinds["zsh_completion"]+kinds["fish_completion"] != 3 {
		t.Errorf("the cask links %v:\n%s", kinds, cask)
	}
}

func (s *stage) testScoop(t *testing.T) {
	var manifest struct {
		Version, License string
		Architecture     map[string]struct {
			URL, Hash string
			Bin       []string
		}
	}
	if err := json.Unmarshal([]byte(s.pushed(t, "fcgen/scoop-bucket", "main", "bucket/fcgen.json")), &manifest); err != nil {
		t.Fatal(err)
	}
	for name, suffix := range map[string]string{"64bit": "windows_amd64.zip", "arm64": "windows_arm64.zip"} {
		a := manifest.Architecture[name]
		s.matches(t, a.URL, a.Hash, suffix)
		if len(a.Bin) != 1 || len(unpack(t, a.URL, s.download(t, a.URL))[a.Bin[0]]) == 0 {
			t.Errorf("%s: the programs are %v", name, a.Bin)
		}
	}
	if manifest.Version != version || manifest.License != "Apache-2.0" {
		t.Errorf("the manifest is %+v", manifest)
	}
}

// winget gets a pull request: three manifests on a branch of the fork.
func (s *stage) testWinget(t *testing.T) {
	branch, folder := "fcgen-"+version, "manifests/f/fcgen/fcgen/"+version
	pulls := s.hub.Pulls()
	if len(pulls) != 1 || pulls[0].Repo != "microsoft/winget-pkgs" || pulls[0].Base != "master" ||
		!strings.HasPrefix(pulls[0].Head, "fcgen:") || !strings.HasSuffix(pulls[0].Head, ":"+branch) {
		t.Fatalf("the pull requests are %+v", pulls)
	}
	var installer struct {
		Installers []struct {
			Architecture, InstallerURL, InstallerSha256 string
			NestedInstallerFiles                        []struct{ RelativeFilePath string }
		}
	}
	fields := map[string]any{}
	text := s.pushed(t, "fcgen/winget-pkgs", branch, path.Join(folder, "fcgen.fcgen.installer.yaml"))
	if err := yaml.Unmarshal([]byte(text), &fields); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(fields) // whose keys are found in any letter case
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &installer); err != nil {
		t.Fatal(err)
	}
	if len(installer.Installers) != 2 {
		t.Fatalf("the installers are\n%s", text)
	}
	for _, i := range installer.Installers {
		suffix := map[string]string{"x64": "windows_amd64.zip", "arm64": "windows_arm64.zip"}[i.Architecture]
		s.matches(t, i.InstallerURL, i.InstallerSha256, suffix)
		if len(i.NestedInstallerFiles) != 1 || i.NestedInstallerFiles[0].RelativeFilePath != "fcgen.exe" {
			t.Errorf("%s: the programs are %v", i.Architecture, i.NestedInstallerFiles)
		}
	}
	for _, file := range []string{"fcgen.fcgen.yaml", "fcgen.fcgen.locale.en-US.yaml"} {
		if text := s.pushed(t, "fcgen/winget-pkgs", branch, path.Join(folder, file)); !strings.Contains(text, "PackageVersion: "+version) {
			t.Errorf("%s is\n%s", file, text)
		}
	}
}
