package fc

import (
	"slices"
	"strings"
)

// Region is a place where functions run.
type Region struct {
	ID      string // its name in s.yaml, such as cn-hangzhou
	City    string // where it is, in English: a city, or the state that the platform names
	Chinese string // the same in Chinese
}

// AllRegions lists the regions that the fc3 component accepts (FC3
// src/schema.json; the two of Ulanqab with a number from
// https://help.aliyun.com/zh/functioncompute/fc/supported-regions, S/03). Being in
// the list is no promise of service: some are closed or restricted. The names are
// those of the same page, in both its languages, without the part of the country:
// China (Hangzhou) and 华东1（杭州） are Hangzhou and 杭州 here. What follows a
// comma tells regions of the same city apart.
func AllRegions() []Region {
	return []Region{
		{"cn-hangzhou", "Hangzhou", "杭州"},
		{"cn-shanghai", "Shanghai", "上海"},
		{"cn-qingdao", "Qingdao", "青岛"},
		{"cn-beijing", "Beijing", "北京"},
		{"cn-zhangjiakou", "Zhangjiakou", "张家口"},
		{"cn-huhehaote", "Hohhot", "呼和浩特"},
		{"cn-shenzhen", "Shenzhen", "深圳"},
		{"cn-chengdu", "Chengdu", "成都"},
		{"cn-hongkong", "Hong Kong", "香港"},
		{"cn-wulanchabu", "Ulanqab", "乌兰察布"},
		{"cn-wulanchabu-acdr-1", "Ulanqab, dedicated cloud", "乌兰察布"},
		{"cn-wulanchabu-gic-1", "Ulanqab, government cloud", "乌兰察布"},
		{"cn-heyuan-acdr-1", "Heyuan, dedicated cloud", "河源"},
		{"cn-shanghai-finance-1", "Shanghai, finance cloud", "上海金融云"},
		{"cn-shanghai-cloudspe", "Shanghai, cloudspe", "上海"},
		{"ap-southeast-1", "Singapore", "新加坡"},
		{"ap-southeast-2", "Sydney", "悉尼"},
		{"ap-southeast-3", "Kuala Lumpur", "吉隆坡"},
		{"ap-southeast-5", "Jakarta", "雅加达"},
		{"ap-southeast-7", "Bangkok", "曼谷"},
		{"ap-northeast-1", "Tokyo", "东京"},
		{"ap-northeast-2", "Seoul", "首尔"},
		{"ap-south-1", "Mumbai", "孟买"},
		{"eu-central-1", "Frankfurt", "法兰克福"},
		{"eu-west-1", "London", "伦敦"},
		{"us-east-1", "Virginia", "弗吉尼亚"},
		{"us-west-1", "Silicon Valley", "硅谷"},
		{"me-central-1", "Riyadh", "利雅得"},
	}
}

// About says where the region is, and if it is not in the platform's list of open ones.
func (r Region) About() string {
	about := r.City + " " + r.Chinese
	if slices.Contains(closedRegions, r.ID) {
		about += "; not in the list of open regions"
	}
	return about
}

// Regions lists the ids of AllRegions.
func Regions() []string {
	var ids []string
	for _, r := range AllRegions() {
		ids = append(ids, r.ID)
	}
	return ids
}

// RegionsNamed lists the ids of the regions with that city or that Chinese name,
// whatever the case and the spaces: those of "hong kong" and "香港". A region's
// second half names its city too: "hangzhou".
func RegionsNamed(name string) []string {
	name = squeeze(name)
	var ids []string
	for _, r := range AllRegions() {
		city, _, _ := strings.Cut(r.City, ",")
		_, half, _ := strings.Cut(r.ID, "-")
		if name != "" && slices.Contains([]string{squeeze(city), r.Chinese, half}, name) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

func squeeze(name string) string { return strings.ToLower(strings.ReplaceAll(name, " ", "")) }
