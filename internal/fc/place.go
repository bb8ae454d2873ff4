package fc

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// What regions lack and have (DOCS 01.开始使用/03.开服地域, read on 2026-11-28).
var (
	// closedRegions are in the component's schema, and not in the list of regions
	// that are open.
	closedRegions = []string{"ap-south-1", "ap-southeast-2", "cn-heyuan-acdr-1", "cn-shanghai-cloudspe"}

	// withoutContainers have no custom containers.
	withoutContainers = []string{
		"cn-qingdao", "cn-wulanchabu", "cn-chengdu", "ap-southeast-3", "ap-southeast-5", "ap-southeast-7", "ap-northeast-2",
		"eu-west-1", "me-central-1", "cn-wulanchabu-acdr-1", "cn-wulanchabu-gic-1",
	}

	// withDebian12 have custom.debian12, a public preview.
	withDebian12 = []string{"cn-hangzhou", "cn-qingdao", "cn-beijing", "cn-zhangjiakou", "cn-huhehaote", "cn-chengdu"}
)

// HasContainers reports whether a region has custom containers, as far as is known.
func HasContainers(region string) bool { return !slices.Contains(withoutContainers, region) }

// place checks what the region has. The lists change, so all is a warning.
func (l *linter) place(props *yaml.Node, path string) {
	region, runtime := child(props, "region"), child(props, "runtime")
	if region == nil || variable(region) {
		return
	}
	if slices.Contains(closedRegions, region.Value) {
		l.warn(region, path+".region", "%s is not in the platform's list of regions that are open (of %s)", region.Value, FactsDate())
	}
	switch {
	case runtime == nil:
	case runtime.Value == "custom-container" && !HasContainers(region.Value):
		l.warn(runtime, path+".runtime", "%s has no custom containers, by the platform's list of %s", region.Value, FactsDate())
	case runtime.Value == "custom.debian12" && !slices.Contains(withDebian12, region.Value):
		l.warn(runtime, path+".runtime", "custom.debian12 is a preview that %s does not have; custom.debian11 is everywhere", region.Value)
	}
	if image := child(child(props, "customContainerConfig"), "image"); image != nil && !variable(image) {
		l.registry(image, region.Value, path+".customContainerConfig.image")
	}
}

// registries are the hosts of Alibaba Cloud's Container Registry.
var registries = regexp.MustCompile(`^(?:registry|.+-registry|crpi-[^.]+)(?:-vpc|-internal)?\.([a-z0-9-]+?)(?:\.personal)?\.(?:cr\.)?aliyuncs\.com$`)

// registry wants an image from the Container Registry of the function's region
// (D/022).
func (l *linter) registry(image *yaml.Node, region, path string) {
	host, _, inside := strings.Cut(image.Value, "/")
	if m := registries.FindStringSubmatch(host); m != nil {
		if m[1] != region {
			l.warn(image, path, "the image is in %s, and the function in %s: the platform takes images of the same account and region", m[1], region)
		}
		return
	}
	if !inside || !strings.ContainsAny(host, ".:") {
		host = "Docker Hub"
	}
	l.warn(image, path, "the image comes from %s: the platform takes images from the Container Registry (ACR) of the same account and region", host)
}
